using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.People;

/// <summary>A private key of a person, and what a browser does with it.</summary>
internal sealed class TestKey(RSA rsa)
{
    public RSA Rsa { get; } = rsa;

    public Kid Kid { get; } = Kid.Of(rsa.ExportParameters(includePrivateParameters: false));

    /// <summary>A JWS with the exact header, around exactly this payload.</summary>
    public string Sign(string typ, string payload) => Sign(typ, payload, Kid, RSASignaturePadding.Pss);

    /// <summary>The same, naming any key, with any padding.</summary>
    public string Sign(string typ, string payload, Kid named, RSASignaturePadding padding)
    {
        var header = $$"""{"alg":"PS256","typ":"{{typ}}","kid":"{{named}}"}""";
        var input = $"{Encode(header)}.{Encode(payload)}";
        var signature = Rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, padding);
        return $"{input}.{CanonicalBase64Url.Encode(signature)}";
    }

    /// <summary>PKCS#10 with the owner's URI and the nonce, as the client writes it.</summary>
    public string Request(string ownerUri, string nonce)
    {
        var request = new CertificateRequest(new X500DistinguishedName(""), Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(ownerUri));
        request.CertificateExtensions.Add(names.Build(critical: false));
        var challenge = Encoding.UTF8.GetBytes(nonce);
        request.OtherRequestAttributes.Add(new AsnEncodedData("1.2.840.113549.1.9.7", [0x0C, (byte)challenge.Length, .. challenge]));
        return CanonicalBase64Url.Encode(request.CreateSigningRequest());
    }

    public string Wrap(byte[] contentKey) => CanonicalBase64Url.Encode(Rsa.Encrypt(contentKey, RSAEncryptionPadding.OaepSHA256));

    public byte[] Unwrap(string encryptedKey)
    {
        if (!CanonicalBase64Url.TryDecode(encryptedKey, out var bytes))
            throw new FormatException("Not base64url.");
        return Rsa.Decrypt(bytes, RSAEncryptionPadding.OaepSHA256);
    }

    internal static string Encode(string text) => CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(text));
}
