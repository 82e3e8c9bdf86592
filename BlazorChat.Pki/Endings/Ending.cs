namespace BlazorChat.Pki.Endings;

/// <summary>What ends, in the order in which it is told: nothing below a CA outlives it.</summary>
public enum EndingKind
{
    RootCa,
    IssuingCa,

    /// <summary>The root's revocation list, whose key is not on this host.</summary>
    RootList,

    /// <summary>The server's own HTTPS certificate: its renewal fails.</summary>
    Server,
    Recovery,
    Device,

    /// <summary>A person's TLS client.</summary>
    Program,
}

/// <summary>How soon somebody has to act.</summary>
public enum Urgency
{
    Early,
    Soon,
    Now,
}

/// <summary>Something of the authority itself ends.</summary>
/// <param name="Name">The CA, or the first name of the server.</param>
public sealed record AuthorityEnding(EndingKind Kind, Urgency Urgency, string Name, DateTimeOffset NotAfter);

/// <summary>A key of a person whose newest certificate ends.</summary>
/// <param name="Device">The uuid; <c>recovery</c>; of a program, nothing that helps.</param>
public sealed record KeyEnding(EndingKind Kind, Guid User, string Device, string Kid, DateTimeOffset NotAfter);
