using BlazorChat.Pki;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Settings;

/// <summary>/admin/settings: every setting with what counts and where it was read, for those who look for why the host does what it does.</summary>
public sealed partial class Settings
{
    [Inject] internal SettingsInForce InForce { get; init; } = null!;
    [Inject] public required IAuthority Authority { get; init; }
    [Inject] public required IHostEnvironment Host { get; init; }
    [Inject] public required IStringLocalizer<SettingsTexts> T { get; init; }

    /// <summary>They stay what they were at the start.</summary>
    protected override Task<bool> ReadAsync() => Task.FromResult(false);

    /// <summary>What counts where nothing is set; null: nothing, or what only words say.</summary>
    private string? Default(KnownSetting setting) => setting.Key switch
    {
        "Data:Path" => Path.GetFullPath(setting.Default!, Host.ContentRootPath),
        "Pki:Path" => Authority.Description.Folder,
        "Pki:PassphraseFile" when Authority.Description.PassphraseGenerated => Authority.Description.PassphraseFile,
        "Pki:PublicUrl" => Authority.Description.PublicUrl.ToString(),
        _ => InForce.IsActiveDirectory ? setting.ActiveDirectory ?? setting.Default : setting.Default,
    };

    private string InWords(SettingInForce row) => row switch
    {
        { IsHidden: true } => T["Set"],
        { Source: not null } => T["Empty"],
        { Setting.MayBeShown: false } => T["NotSet"],
        _ => T[$"Default-{row.Key}"] is { ResourceNotFound: false } words ? words : T["NotSet"],
    };

    private string Source(SettingSource? source) => source is null ? T["Source-Default"] : T[$"Source-{source.Origin}", source.Name ?? ""];
}
