namespace BlazorChat.Web.Shell.Chat;

/// <summary>The texts of this folder: ChatTexts.resx and ChatTexts.fr.resx.</summary>
public sealed class ChatTexts { private ChatTexts() { } }
