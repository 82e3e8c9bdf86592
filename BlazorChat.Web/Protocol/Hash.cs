using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>H(x) of the protocol: base64url of SHA-256 over the ASCII bytes of a compact serialisation exactly as received.</summary>
public readonly record struct Hash
{
    private readonly string? value;

    private Hash(string value) => this.value = value;

    public string Value => value ?? throw new InvalidOperationException("An empty Hash was used.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Hash parsed)
    {
        parsed = default;
        if (text is null || !CanonicalBase64Url.IsCanonical(text, Sha256.Bytes))
            return false;
        parsed = new Hash(text);
        return true;
    }

    /// <summary>For what was checked before it was stored.</summary>
    public static Hash Parse(string text) =>
        TryParse(text, out var parsed) ? parsed : throw new FormatException("Not a Hash: 43 characters of canonical base64url are.");

    public static Hash Of(ReadOnlySpan<char> compact) => new(Sha256.OfAscii(compact));

    public override string ToString() => value ?? "";
}
