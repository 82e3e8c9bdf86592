using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>A session key: the RFC 7638 thumbprint of the symmetric key its manifest commits to.</summary>
public readonly record struct SessionKeyId
{
    private readonly string? value;

    private SessionKeyId(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("An empty SessionKeyId was used.");

    public static bool TryParse([NotNullWhen(true)] string? text, out SessionKeyId parsed)
    {
        parsed = default;
        if (text is null || !CanonicalBase64Url.IsCanonical(text, Sha256.Bytes))
            return false;
        parsed = new SessionKeyId(text);
        return true;
    }

    /// <summary>For what was checked before it was stored.</summary>
    public static SessionKeyId Parse(string text) =>
        TryParse(text, out var parsed) ? parsed : throw new FormatException("Not a SessionKeyId: 43 characters of canonical base64url are.");

    public override string ToString() => value ?? "";
}
