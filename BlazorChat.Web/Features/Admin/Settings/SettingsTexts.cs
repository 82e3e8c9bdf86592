namespace BlazorChat.Web.Features.Admin.Settings;

/// <summary>The texts of this folder: SettingsTexts.resx and SettingsTexts.fr.resx.</summary>
public sealed class SettingsTexts { private SettingsTexts() { } }
