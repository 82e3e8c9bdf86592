using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// Reads an object in the one writing the protocol allows: members in the order asked for, each text as
/// <c>JSON.stringify</c> writes it. Proof obligation: whatever is read to <see cref="End"/> is, byte for byte, what parsing
/// and serialising it again gives. So there is nothing to compare afterwards, and no text in which a duplicate name,
/// <c>-0</c>, <c>1.0</c>, <c>1e3</c>, a blank or <c>\u0061</c> passes: none of these bytes is ever expected.
/// Texts are printable ASCII; those that would need an escape do not occur in what the server reads.
/// </summary>
internal ref struct ExactReader(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> rest = text;
    private bool first;

    public readonly bool End => rest.IsEmpty;

    public bool Open()
    {
        first = true;
        return Literal("{"u8);
    }

    public bool Close()
    {
        first = false;
        return Literal("}"u8);
    }

    public bool Literal(ReadOnlySpan<byte> expected)
    {
        if (!rest.StartsWith(expected))
            return false;
        rest = rest[expected.Length..];
        return true;
    }

    public bool Name(ReadOnlySpan<byte> name)
    {
        if (!first && !Literal(","u8))
            return false;
        first = false;
        return Literal("\""u8) && Literal(name) && Literal("\":"u8);
    }

    public bool Integer(ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        if (!Name(name) || !SafeInteger.TryRead(rest, out value, out var length))
            return false;
        rest = rest[length..];
        return true;
    }

    public bool Text(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        return Name(name) && Quoted(out value);
    }

    public bool Exactly(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) =>
        Text(name, out ReadOnlySpan<byte> value) && value.SequenceEqual(expected);

    public bool Text(ReadOnlySpan<byte> name, out string value)
    {
        var read = Text(name, out ReadOnlySpan<byte> ascii);
        value = Encoding.ASCII.GetString(ascii);
        return read;
    }

    public bool Uuid(ReadOnlySpan<byte> name, out Guid value)
    {
        value = Guid.Empty;
        if (!Text(name, out ReadOnlySpan<byte> ascii) || ascii.Length != Protocol.Uuid.Length)
            return false;
        Span<char> chars = stackalloc char[Protocol.Uuid.Length];
        return Ascii.ToUtf16(ascii, chars, out _) == System.Buffers.OperationStatus.Done
            && Protocol.Uuid.TryParse(chars, out value);
    }

    public bool Hash(ReadOnlySpan<byte> name, out Hash value)
    {
        value = default;
        return Thumbprint(name, out var text) && Protocol.Hash.TryParse(text, out value);
    }

    public bool HashOrNull(ReadOnlySpan<byte> name, out Hash? value)
    {
        value = null;
        var before = this;
        if (Name(name) && Literal("null"u8))
            return true;
        this = before;
        if (!Hash(name, out var hash))
            return false;
        value = hash;
        return true;
    }

    public bool Kid(ReadOnlySpan<byte> name, out Kid value)
    {
        value = default;
        return Thumbprint(name, out var text) && Protocol.Kid.TryParse(text, out value);
    }

    /// <summary>43 characters of canonical base64url.</summary>
    public bool Thumbprint(ReadOnlySpan<byte> name, [NotNullWhen(true)] out string? value) => Binary(name, Sha256.Bytes, out value);

    /// <summary>So many bytes in canonical base64url; the value is the text.</summary>
    public bool Binary(ReadOnlySpan<byte> name, int bytes, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return Text(name, out ReadOnlySpan<byte> ascii) && CanonicalBase64Url.TryRead(ascii, bytes, out value);
    }

    private bool Quoted(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Literal("\""u8))
            return false;
        var end = rest.IndexOf((byte)'"');
        if (end < 0 || rest[..end].ContainsAnyExceptInRange((byte)' ', (byte)'~') || rest[..end].Contains((byte)'\\'))
            return false;
        value = rest[..end];
        rest = rest[(end + 1)..];
        return true;
    }
}
