using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>A payload whose form is proven, with the JWS it came in. Whether the signature holds is not.</summary>
public sealed record Signed<T>(Jws Jws, T Payload)
    where T : class
{
    public Hash Hash => Jws.Hash;
}

internal delegate T? ReadMembers<out T>(ref ExactReader reader);

internal static class SignedReader
{
    private const long Version = 1;

    /// <summary>Reads <c>{"v":1,…}</c>: the version first, so that a newer one is named as such, then what the type reads.</summary>
    public static bool TryParse<T>(
        string? compact,
        string typ,
        ReadMembers<T> members,
        [NotNullWhen(true)] out Signed<T>? signed,
        [NotNullWhen(false)] out string? refusal)
        where T : class
    {
        signed = null;
        if (!Jws.TryParse(compact, typ, out var jws, out refusal))
            return false;
        refusal = Refused.Payload;
        var reader = new ExactReader(jws.PayloadBytes.Span);
        if (!reader.Open() || !reader.Integer("v"u8, out var version))
            return false;
        if (version > Version)
            refusal = Refused.UpdateNeeded;
        if (version != Version || members(ref reader) is not { } payload || !reader.Close() || !reader.End)
            return false;
        signed = new Signed<T>(jws, payload);
        refusal = null;
        return true;
    }
}
