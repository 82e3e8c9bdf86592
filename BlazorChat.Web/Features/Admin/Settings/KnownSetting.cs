namespace BlazorChat.Web.Features.Admin.Settings;

/// <summary>The heading under which a setting stands.</summary>
internal enum SettingGroup
{
    Addresses,
    Https,
    Data,
    Relay,
    Authority,
    Chat,
    Log,
    Directory,
    Ldap,
}

/// <summary>A setting of docs/configuration.md.</summary>
/// <param name="Group">Where it stands on the page.</param>
/// <param name="Key">
/// As the documentation writes it: a part <c>0</c> stands for any number, <c>NAME</c> for any name, <c>…</c> at the end for anything below.
/// </param>
/// <param name="Default">What counts where nothing is set; null: nothing, or what the page says in words.</param>
internal sealed record KnownSetting(SettingGroup Group, string Key, string? Default = null)
{
    private const string Rest = "…";
    private readonly string[] parts = Key.Split(':');

    /// <summary>
    /// Its value may be shown. Only what says so here is: what is forgotten is hidden, never the other way round. Secret are passwords and
    /// passphrases, and whatever an operator may write freely, such as attributes of new entries.
    /// </summary>
    public bool MayBeShown { get; private init; }

    /// <summary>The default with Active Directory, where it is another.</summary>
    public string? ActiveDirectory { get; init; }

    /// <summary>It stands for several keys, each with its own row.</summary>
    public bool IsPattern => parts.Any(IsPlace);

    public static KnownSetting Shown(SettingGroup group, string key, string? @default = null, string? activeDirectory = null) =>
        new(group, key, @default) { MayBeShown = true, ActiveDirectory = activeDirectory };

    public static KnownSetting Hidden(SettingGroup group, string key) => new(group, key);

    /// <summary>Whether this setting is the one that the key of a configuration means; keys know no case.</summary>
    public bool Is(string key)
    {
        var given = key.Split(':');
        var open = parts[^1] == Rest;
        if (open ? given.Length < parts.Length : given.Length != parts.Length)
            return false;
        return parts.Take(open ? parts.Length - 1 : parts.Length).Zip(given).All(pair => pair.First switch
        {
            "0" => pair.Second.Length > 0 && pair.Second.All(char.IsAsciiDigit),
            "NAME" => pair.Second.Length > 0,
            var part => part.Equals(pair.Second, StringComparison.OrdinalIgnoreCase),
        });
    }

    private static bool IsPlace(string part) => part is "0" or "NAME" or Rest;
}
