using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// A user's recovery pair, sealed by a code that only the user has: compact JWE, PBES2 (RFC 7518 4.8).
/// The cost is one number, no more and no less, so that nobody stores a pair that is cheap to guess.
/// </summary>
public sealed record RecoveryJwe(string Compact)
{
    public const int MaxLength = 32 * 1024;

    private const long Iterations = 210_000;
    private const int WrappedKeyBytes = 40; // RFC 3394 around 32
    private const int SaltBytes = 16;

    public static bool TryParse(
        [NotNullWhen(true)] string? compact, [NotNullWhen(true)] out RecoveryJwe? jwe, [NotNullWhen(false)] out string? refusal)
    {
        jwe = null;
        if (!CompactJwe.TryRead<string>(compact, MaxLength, WrappedKeyBytes, Read, out _, out refusal))
            return false;
        jwe = new RecoveryJwe(compact!);
        return true;
    }

    private static bool Read(ref ExactReader reader, [NotNullWhen(true)] out string? salt)
    {
        salt = null;
        return reader.Exactly("alg"u8, "PBES2-HS512+A256KW"u8)
            && reader.Exactly("enc"u8, "A256GCM"u8)
            && reader.Exactly("typ"u8, "chat-recovery+jwe"u8)
            && reader.Integer("p2c"u8, out var iterations) && iterations == Iterations
            && reader.Binary("p2s"u8, SaltBytes, out salt);
    }
}
