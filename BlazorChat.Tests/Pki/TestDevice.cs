using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Tests.Support;

namespace BlazorChat.Tests.Authorities;

/// <summary>A device with its two keys, asking for certificates as the browser does.</summary>
internal sealed record TestDevice(Guid User, string Device, RSA Sig, RSA Enc)
{
    public string Name { get; init; } = "Alice Martin";

    public KeyOwner Owner => new(User, Device);

    public static TestDevice New(Guid? user = null, string? device = null) =>
        new(user ?? Guid.NewGuid(), device ?? Guid.NewGuid().ToString(), RsaPool.Next(), RsaPool.Next());

    public static TestDevice Recovery(Guid user) => New(user, KeyOwner.Recovery);

    public IssueRequest Request() => new(User, Device, Name, Csr(Sig, RSASignaturePadding.Pss), Csr(Enc, RSASignaturePadding.Pkcs1), TestAuthority.Nonce);

    /// <summary>PKCS#10 as Client/crypto/csr.ts writes it.</summary>
    public byte[] Csr(RSA key, RSASignaturePadding padding)
    {
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256, padding);
        request.CertificateExtensions.Add(LeafExtensions.Owner(Owner.Uri));
        request.OtherRequestAttributes.Add(Challenge(TestAuthority.Nonce));
        return request.CreateSigningRequest();
    }

    public static AsnEncodedData Challenge(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return new AsnEncodedData("1.2.840.113549.1.9.7", [0x0C, (byte)bytes.Length, .. bytes]);
    }
}
