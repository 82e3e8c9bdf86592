using System.Buffers.Text;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>The recipients of a session key as the two arrays of <see cref="SessionGrant"/>.</summary>
internal static class WrappedKeys
{
    public const int KidBytes = 32;

    public static (byte[] Kids, byte[] EncryptedKeys) Pack(IReadOnlyList<JweRecipient> recipients)
    {
        var sorted = recipients.Select(recipient => (Kid: Bytes(recipient.Kid), Key: Base64Url.DecodeFromChars(recipient.EncryptedKey))).ToArray();
        Array.Sort(sorted, static (a, b) => a.Kid.AsSpan().SequenceCompareTo(b.Kid));
        var kids = new byte[sorted.Length * KidBytes];
        var keys = new byte[sorted.Length * RsaKeys.Bytes];
        for (var i = 0; i < sorted.Length; i++)
        {
            sorted[i].Kid.CopyTo(kids, i * KidBytes);
            sorted[i].Key.CopyTo(keys, i * RsaKeys.Bytes);
        }
        return (kids, keys);
    }

    public static IEnumerable<Kid> Unpack(byte[] kids)
    {
        for (var at = 0; at < kids.Length; at += KidBytes)
            yield return Kid.Parse(CanonicalBase64Url.Encode(kids.AsSpan(at, KidBytes)));
    }

    /// <returns>The place of this kid, or -1.</returns>
    public static int IndexOf(byte[] kids, Kid kid)
    {
        var wanted = Bytes(kid);
        var (low, high) = (0, kids.Length / KidBytes - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = kids.AsSpan(middle * KidBytes, KidBytes).SequenceCompareTo(wanted);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    private static byte[] Bytes(Kid kid) => Base64Url.DecodeFromChars(kid.Value);
}
