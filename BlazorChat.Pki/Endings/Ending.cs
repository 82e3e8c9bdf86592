namespace BlazorChat.Pki.Endings;

/// <summary>What ends, in the order in which it is told: nothing below a CA outlives it.</summary>
public enum EndingKind
{
    RootCa,
    IssuingCa,

    /// <summary>An issuing CA was installed at another host, and this one has it not: its name is its fingerprint.</summary>
    IssuingCaMissing,

    /// <summary>The root's revocation list, whose key is not on this host.</summary>
    RootList,

    /// <summary>The root in use has no list here: whoever asks whether its issuing CA is revoked gets no answer.</summary>
    RootListMissing,

    /// <summary>The list of an older issuing CA, whose key is lost. Browsers send nothing past its end.</summary>
    IssuingList,

    /// <summary>The list of the issuing CA in use: no new one can be published. Browsers send nothing past its end.</summary>
    OwnList,

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
/// <param name="NotAfter">Of what is missing: now.</param>
public sealed record AuthorityEnding(EndingKind Kind, Urgency Urgency, string Name, DateTimeOffset NotAfter);

/// <summary>A key of a person whose newest certificate ends.</summary>
/// <param name="Device">The uuid; <c>recovery</c>; of a program, nothing that helps.</param>
public sealed record KeyEnding(EndingKind Kind, Guid User, string Device, string Kid, DateTimeOffset NotAfter);
