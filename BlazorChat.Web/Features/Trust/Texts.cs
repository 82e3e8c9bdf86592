namespace BlazorChat.Web.Features.Trust;

/// <summary>The texts of this folder: Texts.resx and Texts.fr.resx.</summary>
public sealed class Texts { private Texts() { } }
