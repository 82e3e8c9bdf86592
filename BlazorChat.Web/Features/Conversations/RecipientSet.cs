using System.Collections.Frozen;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// The keys a session of a conversation must be encrypted to: the enc key of every active device and the recovery key of every member whose
/// base is current. What clients granted is compared with this and nothing else, so nobody is left out or slipped in unseen.
/// </summary>
public sealed class RecipientSet
{
    /// <summary>How long a sender may not have heard of an addition: many people joining at once must not stop everybody's sending.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly FrozenDictionary<Kid, Recipient> keys;

    internal RecipientSet(long version, IEnumerable<KeyValuePair<Kid, Recipient>> keys, IReadOnlyCollection<Guid>? blockers = null)
    {
        Version = version;
        Blockers = blockers ?? [];
        this.keys = keys.ToFrozenDictionary();
    }

    /// <summary>The conversation's <see cref="Conversation.RecipientsVersion"/> this is at least as new as.</summary>
    public long Version { get; }

    /// <summary>In a dm: who of the two has blocked the other. Where there is one, nobody writes.</summary>
    public IReadOnlyCollection<Guid> Blockers { get; }

    public int Count => keys.Count;

    public IReadOnlyDictionary<Kid, Recipient> Keys => keys;

    public bool Contains(Kid kid) => keys.ContainsKey(kid);

    /// <summary>Exactly these keys, with or without those added in the last minute.</summary>
    /// <param name="granted">The enc kids a session is encrypted to so far.</param>
    /// <param name="now">The server's time.</param>
    public bool Accepts(IReadOnlySet<Kid> granted, DateTimeOffset now) =>
        granted.All(keys.ContainsKey) && keys.All(key => granted.Contains(key.Key) || IsFresh(key.Value, now));

    /// <summary>Because of whom these keys are not accepted: the users of missing keys, and the owners of those that are none any more.</summary>
    /// <param name="granted">The enc kids a session is encrypted to so far, with their owners.</param>
    /// <param name="now">The server's time.</param>
    public IReadOnlyList<Guid> Changed(IReadOnlyDictionary<Kid, Guid> granted, DateTimeOffset now)
    {
        var missing = keys.Where(key => !granted.ContainsKey(key.Key) && !IsFresh(key.Value, now)).Select(key => key.Value.User);
        var gone = granted.Where(key => !keys.ContainsKey(key.Key)).Select(key => key.Value);
        return [.. missing.Concat(gone).Distinct()];
    }

    private static bool IsFresh(Recipient recipient, DateTimeOffset now) => recipient.Added + Tolerance >= now;
}

/// <param name="User">Whose key.</param>
/// <param name="Added">Since when, by the server's time: the later of the key's entry in the user chain and the member's in the room chain.</param>
public readonly record struct Recipient(Guid User, DateTimeOffset Added);
