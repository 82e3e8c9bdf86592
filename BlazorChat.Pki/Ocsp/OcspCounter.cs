namespace BlazorChat.Pki.Ocsp;

/// <summary>How the responder of this host does, since its start; for the admin page.</summary>
/// <param name="SignerNotAfter">When the certificate that signs ends; it is replaced ten days before. Null: nothing had to be signed yet.</param>
/// <param name="LastSigned">Null: nothing yet.</param>
/// <param name="Signed">Answers signed.</param>
/// <param name="Kept">Answers given that were signed before.</param>
/// <param name="PutOff">Requests that were told to come again later.</param>
/// <param name="Failed">Requests that met an error of ours; the log has each.</param>
public sealed record OcspHealth(DateTimeOffset? SignerNotAfter, DateTimeOffset? LastSigned, long Signed, long Kept, long PutOff, long Failed);

/// <summary>Counts for <see cref="OcspHealth"/>.</summary>
internal sealed class OcspCounter(OcspSigners signers)
{
    private long _lastSigned;
    private long _signed;
    private long _kept;
    private long _putOff;
    private long _failed;

    public OcspHealth Health
    {
        get
        {
            var last = Volatile.Read(ref _lastSigned);
            return new OcspHealth(signers.NotAfter, last == 0 ? null : new DateTimeOffset(last, TimeSpan.Zero),
                Volatile.Read(ref _signed), Volatile.Read(ref _kept), Volatile.Read(ref _putOff), Volatile.Read(ref _failed));
        }
    }

    public void Signed(DateTimeOffset at)
    {
        Interlocked.Increment(ref _signed);
        Volatile.Write(ref _lastSigned, at.UtcTicks);
    }

    public void Given(OcspAnswer answer)
    {
        if (answer is OcspAnswer.Kept)
            Interlocked.Increment(ref _kept);
        else if (answer is OcspAnswer.Refused { Reason: OcspRefusal.TryLater })
            Interlocked.Increment(ref _putOff);
        else if (answer is OcspAnswer.Refused { Reason: OcspRefusal.InternalError })
            Interlocked.Increment(ref _failed);
    }

}
