using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Ocsp;

/// <summary>A certificate that was asked about.</summary>
/// <param name="Kid">Its key; null: the CA did not issue it.</param>
internal readonly record struct AskedCertificate(CertId Id, string? Kid);

/// <summary>An answer, with what it rests on.</summary>
/// <param name="SaidOfFirst">The standing it gives the key of its first certificate.</param>
internal sealed record SignedAnswer(byte[] Der, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, KeyStatus SaidOfFirst);

/// <summary>Signs an answer. What it says is read at the moment of signing, not when it was asked for, so it never waits behind others as a stale one.</summary>
internal sealed class SignAnswer(OcspSigners signers, SigningThread thread, CrlPublisher publisher, OcspCounter counter, TimeProvider clock)
{
    /// <summary>
    /// How long clients may keep an answer: short, because a revocation is to be known within seconds where it can be, and nothing but this
    /// ends what a client keeps.
    /// </summary>
    public static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    /// <returns>Null: not now, too many wait.</returns>
    /// <exception cref="OcspException">There is no signer.</exception>
    public async Task<SignedAnswer?> HandleAsync(CaCertificate issuer, IReadOnlyList<AskedCertificate> certificates, ReadOnlyMemory<byte>? nonce, CancellationToken cancellation)
    {
        var signer = await signers.OfAsync(issuer, cancellation) ?? throw new OcspException();
        return thread.TryRun(() => Sign(signer, certificates, nonce), out var signing) ? await signing.WaitAsync(cancellation) : null;
    }

    private SignedAnswer Sign(OcspSigner signer, IReadOnlyList<AskedCertificate> certificates, ReadOnlyMemory<byte>? nonce)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var published = publisher.Current;
        var statuses = certificates.Select(asked => new OcspStatus(asked.Id, asked.Kid is null ? null : published.StatusOf(asked.Kid))).ToList();
        var nextUpdate = now + Validity < signer.NotAfter ? now + Validity : signer.NotAfter;
        var der = OcspWriter.Write(signer, now, nextUpdate, statuses, nonce);
        counter.Signed(now);
        return new SignedAnswer(der, now, nextUpdate, statuses[0].Status ?? default);
    }
}

/// <summary>There is no signer; why not is in the log already.</summary>
internal sealed class OcspException() : Exception("OCSP answers cannot be signed now.");
