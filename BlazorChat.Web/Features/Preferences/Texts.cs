namespace BlazorChat.Web.Features.Preferences;

/// <summary>The texts of this folder: Texts.resx and Texts.fr.resx.</summary>
public sealed class Texts { private Texts() { } }
