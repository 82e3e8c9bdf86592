using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Web.Protocol;

/// <summary>A key: the RFC 7638 SHA-256 thumbprint of its public JWK. It survives renewal and re-encoding.</summary>
public readonly record struct Kid
{
    private readonly string? value;

    private Kid(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("An empty Kid was used.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Kid parsed)
    {
        parsed = default;
        if (text is null || !CanonicalBase64Url.IsCanonical(text, Sha256.Bytes))
            return false;
        parsed = new Kid(text);
        return true;
    }

    /// <summary>For what was checked before it was stored.</summary>
    public static Kid Parse(string text) =>
        TryParse(text, out var parsed) ? parsed : throw new FormatException("Not a Kid: 43 characters of canonical base64url are.");

    public static Kid Of(RSAParameters key)
    {
        // RFC 7638 3.2: the required members of an RSA key in lexicographic order, no white space.
        var jwk = $$"""{"e":"{{CanonicalBase64Url.Encode(key.Exponent)}}","kty":"RSA","n":"{{CanonicalBase64Url.Encode(key.Modulus)}}"}""";
        return new Kid(CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(jwk))));
    }

    public override string ToString() => value ?? "";
}
