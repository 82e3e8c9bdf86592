namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>The texts of this folder: Texts.resx and Texts.fr.resx.</summary>
public sealed class Texts { private Texts() { } }
