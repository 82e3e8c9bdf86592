using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Ocsp;

/// <summary>Where the keys of responders come from.</summary>
internal sealed record OcspKeySource(Func<RSA> Create)
{
    public static OcspKeySource Fresh { get; } = new(() => RSA.Create(CaKeySource.KeyBits));
}

/// <summary>A delegated responder (RFC 6960 4.2.2.2): a key and the certificate that an issuing CA gave it.</summary>
internal sealed class OcspSigner(IssuedCertificate certificate, SigningKey key) : IDisposable
{
    public string Kid => certificate.Kid;

    public DateTimeOffset NotBefore => certificate.NotBefore;

    public DateTimeOffset NotAfter => certificate.NotAfter;

    public ReadOnlyMemory<byte> Certificate => certificate.Der;

    public byte[] KeyHash { get; } = IssuerHashes.KeyHash(certificate.PublicKey);

    public byte[] Sign(byte[] data) => key.Sign(data);

    public void Dispose() => key.Dispose();
}
