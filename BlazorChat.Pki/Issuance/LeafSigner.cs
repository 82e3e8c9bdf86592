using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Lints;

namespace BlazorChat.Pki.Issuance;

/// <summary>Writes a leaf by its profile, lints it and signs it. Nothing of the request goes in but the key.</summary>
internal sealed class LeafSigner(AuthoritySettings settings)
{
    // What a certificate says of its issuer: the same of all that it issues.
    private readonly ConcurrentDictionary<(string Issuer, bool NoRevocationCheck), X509Extension[]> _ofIssuer = [];

    /// <param name="now">notBefore lies <see cref="LeafProfile.Backdate"/> before it; notAfter never after the issuer's.</param>
    /// <param name="by">Issues it, and has its key.</param>
    /// <returns>The certificate, or the rule that it would have broken: then nothing was signed.</returns>
    public (IssuedCertificate? Certificate, LintFailure? Failure) Sign(RsaPublicKey key, LeafSubject subject, IssuingCa by, DateTimeOffset now)
    {
        var issuer = by.Certificate;
        var notBefore = Seconds(Later(now - LeafProfile.Backdate, issuer.NotBefore));
        var notAfter = Seconds(Earlier(now + subject.Profile.Lifetime, issuer.NotAfter));
        var serial = SerialNumber.Next();
        var (der, failure) = LintedCertificate.Sign(Write(key, subject, by, serial, notBefore, notAfter), subject, issuer, by.Key!.Sign);
        return der is null
            ? (null, failure)
            : (new IssuedCertificate(key.Kid, serial.ToString(), subject.Owner, subject.Profile.Use, notBefore, notAfter, key.Encoded, der) { Issuer = by.Id }, null);
    }

    /// <summary>
    /// The TBSCertificate (RFC 5280 4.1.2). By hand, because the framework's builder hands out nothing but whole certificates, read again by
    /// OpenSSL: a tenth of the time of an issuance.
    /// </summary>
    private byte[] Write(RsaPublicKey key, LeafSubject subject, IssuingCa by, SerialNumber serial, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(subject.CommonName);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                writer.WriteInteger(2); // v3
            writer.WriteInteger(serial.Bytes);
            writer.WriteEncodedValue(SignedStructure.Sha256WithRsa);
            writer.WriteEncodedValue(by.Certificate.Subject.RawData);
            using (writer.PushSequence())
            {
                DerTime.Write(writer, notBefore);
                DerTime.Write(writer, notAfter);
            }
            writer.WriteEncodedValue(name.Build().RawData);
            writer.WriteEncodedValue(key.Encoded);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (writer.PushSequence())
                foreach (var extension in Extensions(key, subject, by))
                    LeafExtensions.Write(writer, extension);
        }
        return writer.Encode();
    }

    private IEnumerable<X509Extension> Extensions(RsaPublicKey key, LeafSubject subject, IssuingCa by) =>
    [
        .. subject.Extensions,
        LeafExtensions.KeyIdentifier(key.Encoded),
        .. _ofIssuer.GetOrAdd((by.Id, subject.Profile.NoRevocationCheck), of => OfIssuer(by, of.NoRevocationCheck)),
    ];

    private X509Extension[] OfIssuer(IssuingCa by, bool noRevocationCheck) =>
    [
        X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(by.Certificate.KeyIdentifier.Span),
        LeafExtensions.RevocationList(settings.Address(AuthorityAddresses.Crl(by.Name))),
        LeafExtensions.Issuer(settings.Address(AuthorityAddresses.Der(by.Name)), noRevocationCheck ? null : settings.Address(AuthorityAddresses.Ocsp)),
    ];

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>What is stored is what the certificate can say: whole seconds.</summary>
    private static DateTimeOffset Seconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
