using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Bench.Host;

/// <summary>Certificates of devices, as OCSP requests about them.</summary>
internal sealed class AskedCertificates(IAuthority authority)
{
    /// <returns>One request for each certificate, without a nonce, in base64.</returns>
    public async Task<object> MakeAsync(int count)
    {
        var keys = new Queue<RSAParameters>(RsaPool.Make(Enumerable.Range(1, int.MaxValue).First(n => n * (2 * n - 1) >= count)));
        var requests = new List<string>();
        while (requests.Count < count)
        {
            var device = new TestDevice(Guid.NewGuid(), Guid.NewGuid(), new TestKey(RSA.Create(keys.Dequeue())), new TestKey(RSA.Create(keys.Dequeue())));
            var nonce = Envelopes.Random(32);
            var issued = await authority.IssueAsync(new IssueRequest(device.User, device.Name, "Somebody", Request(device.Sig), Request(device.Enc), nonce), CancellationToken.None);
            if (issued is not IssueResult.Issued pair)
                throw new InvalidOperationException(issued.ToString());
            requests.Add(Ask(pair.Sig.Serial));
            requests.Add(Ask(pair.Enc.Serial));

            byte[] Request(TestKey key) => CanonicalBase64Url.TryDecode(key.Request(device.OwnerUri, nonce), out var der) ? der : throw new FormatException();
        }
        return requests;
    }

    /// <summary>RFC 6960 4.1.1, with SHA-256.</summary>
    private string Ask(string serial)
    {
        using var issuer = X509CertificateLoader.LoadCertificate(authority.IssuingCertificate.Span);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
                writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.1");
            writer.WriteOctetString(SHA256.HashData(issuer.SubjectName.RawData));
            writer.WriteOctetString(SHA256.HashData(issuer.GetPublicKey()));
            writer.WriteInteger(Convert.FromHexString(serial));
        }
        return Convert.ToBase64String(writer.Encode());
    }
}
