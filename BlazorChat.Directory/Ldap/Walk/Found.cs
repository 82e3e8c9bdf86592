using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>What a step came to, before it is known which step of which server it was.</summary>
internal sealed record Found(DirectoryTestOutcome Outcome, DirectoryFinding Finding, params string[] Details)
{
    public static Found Passed(DirectoryFinding finding, params string[] details) => new(DirectoryTestOutcome.Passed, finding, details);

    public static Found Failed(DirectoryFinding finding, params string[] details) => new(DirectoryTestOutcome.Failed, finding, details);

    public static Found Skipped(DirectoryFinding finding) => new(DirectoryTestOutcome.Skipped, finding);

    /// <summary>The server said no: the details end in its code and its words.</summary>
    public static Found Refused(DirectoryFinding finding, LdapAnswer answer, params string[] details) =>
        Failed(finding, [.. details, answer.Number, answer.Diagnostic]);

    public static Found Of(LdapFaultException fault) => Failed(fault.Finding, [.. fault.Details]);
}
