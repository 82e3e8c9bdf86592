using BlazorChat.Pki.Keys;

namespace BlazorChat.Pki.Crl;

/// <summary>A list just signed.</summary>
internal sealed record SignedList(long Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate, byte[] Der);

/// <summary>Signs the next list of a root, wherever its key is.</summary>
internal static class RootListSigner
{
    public static SignedList Sign(CaCertificate root, Func<byte[], byte[]> sign, long? before, DateTimeOffset now, TimeSpan lifetime, IReadOnlyList<RevokedCa> entries)
    {
        now = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var number = CrlNumbers.After(before, now);
        var der = CrlWriter.Write(root, sign, number, now, now + lifetime, [.. entries.Select(entry => new CrlEntry(entry.Serial, entry.Since, entry.Reason))]);
        return new SignedList(number, now, now + lifetime, der);
    }
}

/// <summary>RFC 5280 5.2.3: the number must only grow. From the clock, it does so even after the database came back from a backup.</summary>
internal static class CrlNumbers
{
    public static long After(long? before, DateTimeOffset now) => Math.Max((before ?? 0) + 1, now.ToUnixTimeSeconds());
}
