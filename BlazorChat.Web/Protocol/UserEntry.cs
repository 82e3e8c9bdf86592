using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// One entry of a user chain, JWS <c>chat-user+jws</c>. <paramref name="N"/> and <paramref name="Prev"/> say where it belongs:
/// 0 and null for <see cref="FirstDevice"/>, and only for it. <paramref name="Iat"/> is in seconds.
/// </summary>
public abstract record UserEntry(Guid User, long N, Hash? Prev, long Iat)
{
    public const string Typ = "chat-user+jws";

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(Math.Min(Iat, MaxUnixSeconds));

    internal const long MaxUnixSeconds = 253_402_300_799;

    public static bool TryParse(
        [NotNullWhen(true)] string? compact,
        [NotNullWhen(true)] out Signed<UserEntry>? entry,
        [NotNullWhen(false)] out string? refusal) =>
        SignedReader.TryParse(compact, Typ, Read, out entry, out refusal);

    private static UserEntry? Read(ref ExactReader reader)
    {
        if (!reader.Uuid("user"u8, out var user)
            || !reader.Integer("n"u8, out var n)
            || !reader.HashOrNull("prev"u8, out var prev)
            || !reader.Text("op"u8, out string op)
            || (op == "first") != (n == 0) || (n == 0) != (prev is null))
            return null;

        Guid device = default;
        Kid sig = default, enc = default;
        var complete = op switch
        {
            "first" or "add" or "reset" => reader.Uuid("device"u8, out device) && Kids(ref reader, out sig, out enc),
            "drop" => reader.Uuid("device"u8, out device),
            "recovery" => Kids(ref reader, out sig, out enc),
            _ => false,
        };
        if (!complete || !reader.Integer("iat"u8, out var iat))
            return null;
        return op switch
        {
            "first" => new FirstDevice(user, n, prev, device, sig, enc, iat),
            "add" => new AddDevice(user, n, prev, device, sig, enc, iat),
            "reset" => new ResetDevices(user, n, prev, device, sig, enc, iat),
            "drop" => new DropDevice(user, n, prev, device, iat),
            _ => new RecoveryKey(user, n, prev, sig, enc, iat),
        };
    }

    private static bool Kids(ref ExactReader reader, out Kid sig, out Kid enc)
    {
        enc = default;
        return reader.Kid("sig"u8, out sig) && reader.Kid("enc"u8, out enc);
    }
}

/// <summary>The first device: signed by itself, so first contact trusts the authority.</summary>
public sealed record FirstDevice(Guid User, long N, Hash? Prev, Guid Device, Kid Sig, Kid Enc, long Iat) : UserEntry(User, N, Prev, Iat);

/// <summary>Another device: signed by an active device or the recovery key.</summary>
public sealed record AddDevice(Guid User, long N, Hash? Prev, Guid Device, Kid Sig, Kid Enc, long Iat) : UserEntry(User, N, Prev, Iat);

/// <summary>A device goes for ever: signed by an active device or the recovery key.</summary>
public sealed record DropDevice(Guid User, long N, Hash? Prev, Guid Device, long Iat) : UserEntry(User, N, Prev, Iat);

/// <summary>A new recovery pair in place of the one before: signed by an active device or the current recovery key.</summary>
public sealed record RecoveryKey(Guid User, long N, Hash? Prev, Kid Sig, Kid Enc, long Iat) : UserEntry(User, N, Prev, Iat);

/// <summary>A new beginning: signed by the new device, drops everything else, and is the user's new base.</summary>
public sealed record ResetDevices(Guid User, long N, Hash? Prev, Guid Device, Kid Sig, Kid Enc, long Iat) : UserEntry(User, N, Prev, Iat);
