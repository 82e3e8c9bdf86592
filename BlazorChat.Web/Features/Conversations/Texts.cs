namespace BlazorChat.Web.Features.Conversations;

/// <summary>The texts of this folder: Texts.resx and Texts.fr.resx. Refusals stand under their codes.</summary>
public sealed class Texts { private Texts() { } }
