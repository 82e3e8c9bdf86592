namespace BlazorChat.Pki.Ocsp;

/// <summary>What goes back to who asked.</summary>
internal abstract record OcspAnswer
{
    private OcspAnswer(byte[] der) => Der = der;

    /// <summary>The OCSPResponse.</summary>
    public byte[] Der { get; }

    public static OcspAnswer Malformed { get; } = new Refused(OcspRefusal.MalformedRequest);

    public static OcspAnswer InternalError { get; } = new Refused(OcspRefusal.InternalError);

    public static OcspAnswer TryLater { get; } = new Refused(OcspRefusal.TryLater);

    public static OcspAnswer Unauthorized { get; } = new Refused(OcspRefusal.Unauthorized);

    /// <summary>Signed before, for everybody who asks without a nonce.</summary>
    /// <param name="Kid">The key of its one certificate.</param>
    /// <param name="ETag">Strong and quoted, fit for the header.</param>
    public sealed record Kept(SignedAnswer Signed, string Kid, string ETag) : OcspAnswer(Signed.Der);

    /// <summary>Signed for this one request.</summary>
    public sealed record Fresh(SignedAnswer Signed) : OcspAnswer(Signed.Der);

    public sealed record Refused(OcspRefusal Reason) : OcspAnswer(OcspWriter.Refusal(Reason));
}
