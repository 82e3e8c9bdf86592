namespace BlazorChat.Web.Features.Presence;

/// <summary>Names the resources Texts.resx and Texts.fr.resx beside it.</summary>
public sealed class Texts { private Texts() { } }
