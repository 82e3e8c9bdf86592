using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Pki.Ledger;

/// <summary>
/// SHA-256 over all fields of a row and the hash before it, upper-case hex. Each field goes in with its length, so that
/// no two rows run together to the same bytes; an absent field differs from an empty one.
/// It shows that a row was changed, put in or taken out; who can rewrite the whole table can rewrite the chain.
/// </summary>
internal static class LedgerHash
{
    /// <summary>What the first row has before it.</summary>
    public static string Start { get; } = new('0', 64);

    public static string Of(LedgerRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string?[] fields =
        [
            row.Prev,
            row.Seq.ToString(CultureInfo.InvariantCulture),
            row.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            row.Act.ToString(),
            row.Actor,
            row.User?.ToString("D"),
            row.Device,
            row.Kid,
            row.Serial,
            row.Reason,
            row.Detail,
        ];
        foreach (var field in fields)
            Append(hash, field);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string? field)
    {
        Span<byte> length = stackalloc byte[4];
        var bytes = field is null ? null : Encoding.UTF8.GetBytes(field);
        BinaryPrimitives.WriteInt32BigEndian(length, bytes?.Length ?? -1);
        hash.AppendData(length);
        if (bytes is not null)
            hash.AppendData(bytes);
    }
}
