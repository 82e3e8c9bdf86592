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

/// <summary>A directory server could not be used. The message is for operators: it names the server and the remedy, never
/// a password and never what somebody typed.</summary>
internal sealed class LdapFaultException(LdapFault fault, string message, Exception? inner = null) : DirectoryUnavailableException(message, inner)
{
    public LdapFault Fault { get; } = fault;

    /// <summary>What is wrong with the server's certificate; null: it is not that.</summary>
    public TlsRefusal? Tls { get; init; }

    /// <summary>Whether another server should be asked, and this one left alone until it answers again.</summary>
    public bool MeansDown => Fault is not (LdapFault.Refused or LdapFault.TooLarge or LdapFault.Crowded);
}
