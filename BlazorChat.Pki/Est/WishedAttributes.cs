using System.Formats.Asn1;
using BlazorChat.Pki.Issuance;

namespace BlazorChat.Pki.Est;

/// <summary>
/// What a request should say (RFC 7030 4.5.2): an RSA key of the profile's size, signed with SHA-256, and the two extensions that are the
/// same for everybody. Subject and name may be left out: they come from the directory.
/// </summary>
internal static class WishedAttributes
{
    public const string ContentType = "application/csrattrs";
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string Sha256WithRsa = "1.2.840.113549.1.1.11";
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";

    public static byte[] Der { get; } = Write(LeafProfile.TlsClient);

    private static byte[] Write(LeafProfile profile)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(RsaEncryption);
                using (writer.PushSetOf())
                    writer.WriteInteger(profile.MinKeyBits);
            }
            writer.WriteObjectIdentifier(Sha256WithRsa);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(ExtensionRequest);
                using (writer.PushSetOf())
                using (writer.PushSequence())
                    foreach (var extension in new[] { LeafExtensions.Usage(profile.KeyUsage), LeafExtensions.Purpose(profile.ExtendedKeyUsage!) })
                        LeafExtensions.Write(writer, extension);
            }
        }
        return writer.Encode();
    }
}
