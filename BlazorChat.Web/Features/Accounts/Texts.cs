namespace BlazorChat.Web.Features.Accounts;

/// <summary>Names the resources Texts.resx and Texts.fr.resx beside it.</summary>
public sealed class Texts { private Texts() { } }
