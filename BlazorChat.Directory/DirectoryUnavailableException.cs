namespace BlazorChat.Directories;

/// <summary>The directory does not answer, or does not do what it was asked. The message is for operators: which server, what is
/// wrong, what to do; never a password, never what somebody typed.</summary>
public class DirectoryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
