namespace BlazorChat.Web.Features.Messages;

/// <summary>The texts of this folder: Texts.resx and Texts.fr.resx. Said by refusals alone: what is shown of messages is the client's to say.</summary>
public sealed class Texts { private Texts() { } }
