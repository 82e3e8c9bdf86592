using System.Globalization;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>Why a directory server could not be used. The first group says that the server is down for us, the second that it
/// lives but does not do what it was asked.</summary>
internal enum LdapFault
{
    /// <summary>The name does not resolve, or nothing listens.</summary>
    NoConnection,

    /// <summary>The connection ended in the middle.</summary>
    Closed,

    /// <summary>It accepted, or not even that, and stayed silent until the deadline.</summary>
    Silent,

    /// <summary>The certificate is not one we trust for this name, or TLS was refused.</summary>
    Tls,

    /// <summary>The service account was not let in.</summary>
    ServiceAccount,

    /// <summary>It says itself that it is busy or shutting down.</summary>
    Unavailable,

    /// <summary>What it sent is not LDAP.</summary>
    Protocol,

    /// <summary>It refuses what the settings ask of it, such as a search base that does not exist.</summary>
    Refused,

    /// <summary>An answer is larger than we take: an entry with something huge in it.</summary>
    TooLarge,

    /// <summary>All our connections to it are in use.</summary>
    Crowded,
}

/// <summary>A directory server could not be used. What is the case is a finding with its details; the message is its sentence in English,
/// for the log: never a password and never what somebody typed.</summary>
internal sealed class LdapFaultException(Exception? inner, LdapFault fault, DirectoryFinding finding, params string[] details)
    : DirectoryUnavailableException(nameof(LdapFaultException), inner)
{
    public LdapFaultException(LdapFault fault, DirectoryFinding finding, params string[] details) : this(null, fault, finding, details)
    {
    }

    /// <summary>What it means for who else is asked.</summary>
    public LdapFault Fault { get; } = fault;

    public DirectoryFinding Finding { get; } = finding;

    /// <summary>As the finding has them, printable.</summary>
    public IReadOnlyList<string> Details { get; } = [.. details.Select(PrintableText.Of)];

    /// <summary>Null: it is not known here which.</summary>
    public ServerAddress? Server { get; init; }

    public DirectoryFault What => new(Server?.ToString(), Finding, Details);

    public override string Message => What.Sentence(CultureInfo.InvariantCulture);

    /// <summary>Whether another server should be asked, and this one left alone until it answers again.</summary>
    public bool MeansDown => Fault is not (LdapFault.Refused or LdapFault.TooLarge or LdapFault.Crowded);
}
