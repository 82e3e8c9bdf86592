using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Pki.Crl;

/// <summary>
/// The CRLs of all issuing CAs and the states they say, as one value: nobody ever sees one without the others. Those signed together
/// have one number.
/// </summary>
/// <param name="Crl">Of the issuing CA that issues.</param>
/// <param name="Lists">Of each issuing CA, by its key identifier.</param>
/// <param name="States">The keys that are not good.</param>
/// <param name="Covers">Every change of standing up to this ledger row is in it.</param>
internal sealed record Publication(PublishedCrl Crl, FrozenDictionary<string, PublishedCrl> Lists, FrozenDictionary<string, KeyStatus> States, long Covers)
{
    /// <summary>The number of the list signed last; a host without the CA that issues signs the others alone.</summary>
    public long Newest => Lists.Values.Max(list => list.Number);

    public static PublishedCrl ToCrl(RevocationListRow row) => new(row.Number, row.ThisUpdate, row.NextUpdate, ETag(row.Der), row.Der);

    public static string ETag(byte[] content) => $"\"{Base64Url.EncodeToString(SHA256.HashData(content).AsSpan(0, 16))}\"";

    public KeyStatus StatusOf(string kid) => States.GetValueOrDefault(kid);

    /// <summary>The keys of which the two say different things.</summary>
    public IReadOnlyList<string> Differences(Publication? before)
    {
        if (before is null)
            return [];
        return [.. States.Where(state => before.StatusOf(state.Key) != state.Value).Select(state => state.Key),
            .. before.States.Keys.Where(kid => !States.ContainsKey(kid))];
    }
}
