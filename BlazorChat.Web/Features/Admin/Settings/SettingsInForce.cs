namespace BlazorChat.Web.Features.Admin.Settings;

/// <summary>One setting as it was when the host started.</summary>
/// <param name="Setting">Which one.</param>
/// <param name="Key">As it was given; of a setting that nobody has set, as it is documented.</param>
/// <param name="Value">Null: it is not shown, or nobody has set it.</param>
/// <param name="Source">Null: nobody has set it, so the default counts.</param>
internal sealed record SettingInForce(KnownSetting Setting, string Key, string? Value, SettingSource? Source)
{
    /// <summary>Somebody has set it, and it is nobody's business to what.</summary>
    public bool IsHidden => Source is not null && Value is null;
}

/// <summary>A key that no setting has, though one seems to be meant.</summary>
internal sealed record UnknownSetting(string Key, SettingSource? Source, string Nearest);

/// <summary>
/// The settings as the host found them at its start, which is when it reads them: a file that is changed later counts at the next start, and so it is
/// here. Secrets are not in it: of a value that may not be shown only that it is there is kept.
/// </summary>
internal sealed class SettingsInForce
{
    public SettingsInForce(IConfiguration configuration)
    {
        var providers = SettingSource.Providers(configuration).ToList();
        var given = configuration.AsEnumerable().Where(pair => pair.Value is not null).Select(pair => pair.Key).Order(StringComparer.OrdinalIgnoreCase)
            .ToLookup(KnownSettings.Find);
        All = [.. KnownSettings.All.SelectMany(setting => given[setting].Select(key => Read(setting, key)).DefaultIfEmpty(new SettingInForce(setting, setting.Key, null, null)))];
        Unknown = [.. given[null].Where(KnownSettings.LooksMeant).Select(key => new UnknownSetting(key, SettingSource.Of(key, providers), KnownSettings.Nearest(key).Key))];

        SettingInForce Read(KnownSetting setting, string key)
        {
            var value = configuration[key]!;
            // An address may carry a name and a password (RFC 3986 3.2.1).
            var mayBeShown = setting.MayBeShown && !(value.Contains("://", StringComparison.Ordinal) && value.Contains('@', StringComparison.Ordinal));
            var source = SettingSource.Of(key, providers);
            // Where to listen by default is written into the configuration at the start.
            var isDefault = source is { Origin: SettingOrigin.Program } && value == setting.Default;
            return new SettingInForce(setting, setting.IsPattern ? key : setting.Key, mayBeShown ? value : null, isDefault ? null : source);
        }
    }

    /// <summary>Every setting there is, at least once, in the order of <see cref="KnownSettings.All"/>.</summary>
    public IReadOnlyList<SettingInForce> All { get; }

    public IReadOnlyList<UnknownSetting> Unknown { get; }

    /// <summary>The directory is Microsoft's or Samba's, which has other defaults.</summary>
    public bool IsActiveDirectory => All.Any(row => row.Key == "Directory:Ldap:Kind" && "ActiveDirectory".Equals(row.Value, StringComparison.OrdinalIgnoreCase));
}
