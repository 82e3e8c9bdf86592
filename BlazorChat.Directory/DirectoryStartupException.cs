namespace BlazorChat.Directories;

/// <summary>The directory cannot be used as it is set up. The message names the setting and the remedy.</summary>
public sealed class DirectoryStartupException(string setting, string problem, string remedy) : Exception($"{setting}: {problem} {remedy}")
{
    /// <summary>The configuration key, such as <c>Directory:Ldap:BaseDn</c>.</summary>
    public string Setting { get; } = setting;
}
