namespace BlazorChat.Web.Operations;

/// <summary>The host cannot start as it is set up. The message names the setting and the remedy, and is all the operator sees.</summary>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
