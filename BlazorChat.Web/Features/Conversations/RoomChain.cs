using System.Collections.Immutable;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Whose device signed, and under which base of that user's chain it came.</summary>
internal readonly record struct RoomSigner(Guid User, Hash Base);

/// <summary>
/// The room chain as pure code: no storage, no clock, no signatures.
/// Proof obligation: client and server come to the same answer for every entry (the vectors room-chain*.json run in both),
/// since an entry that the server takes and clients refuse ends the conversation.
/// The caller has verified that the signer's device counts and signed.
/// </summary>
internal static class RoomChain
{
    /// <summary>The most members the protocol knows; an installation may allow fewer.</summary>
    public const int MaxMembers = 2_000;

    /// <summary>Judges an entry.</summary>
    /// <param name="before">The state it follows; null for a genesis.</param>
    /// <param name="entry">The entry, its form proven.</param>
    /// <param name="signer">Who signed it.</param>
    /// <param name="succeeds">What the user chains say about a <c>succeed</c> (<see cref="Succession"/>).</param>
    /// <param name="maxMembers">The limit on members.</param>
    /// <returns>The state after it, or null with a code of <see cref="RoomRefusal"/>.</returns>
    public static (RoomChainState? State, string? Refusal) Apply(
        RoomChainState? before, Signed<RoomEntry> entry, RoomSigner signer, bool succeeds = false, int maxMembers = MaxMembers)
    {
        var refusal = (before, entry.Payload) switch
        {
            (null, CreateRoom create) => RoomRules.Check(create, signer, maxMembers),
            (null, _) or (_, CreateRoom) => RoomRefusal.Op,
            var (room, change) => RoomRules.Check(room, change, signer, succeeds, maxMembers),
        };
        return refusal is null ? (Next(before, entry, signer.User), null) : (null, refusal);
    }

    /// <summary>The effect of an entry that was judged before, such as one read back from the log.</summary>
    public static RoomChainState Next(RoomChainState? before, Signed<RoomEntry> entry, Guid signer)
    {
        if (entry.Payload is CreateRoom create)
            return Begin(create, entry.Hash);
        if (before is null)
            throw new InvalidOperationException("A room chain begins with its genesis.");
        return Change(before, entry.Payload, signer) with { N = entry.Payload.N, Head = entry.Hash, Iat = entry.Payload.Iat };
    }

    private static RoomChainState Begin(CreateRoom create, Hash hash) => new()
    {
        Id = ConversationId.Of(hash),
        Kind = create.Kind,
        History = create.History,
        N = 0,
        Head = hash,
        Iat = create.Iat,
        Seats = create.Members
            .Select((member, place) => KeyValuePair.Create(member.User, new RoomSeat(member.Base, member.Role, 0, place)))
            .ToImmutableDictionary(),
        Removed = [],
    };

    private static RoomChainState Change(RoomChainState before, RoomEntry entry, Guid signer) => entry switch
    {
        AddMember { Member: var added } => before with
        {
            Seats = before.Seats.SetItem(added.User, new RoomSeat(added.Base, added.Role, entry.N, 0)),
            Removed = before.Removed.Remove(added.User),
        },
        RemoveMember { User: var user } => before with
        {
            Seats = before.Seats.Remove(user),
            // An admin who removes itself only leaves.
            Removed = user == signer ? before.Removed : before.Removed.Add(user),
        },
        LeaveRoom { User: var user } => before with { Seats = before.Seats.Remove(user) },
        ChangeRole { User: var user, Role: var role } => WithRole(before, user, role),
        SucceedAdmin { User: var user } => WithRole(before, user, RoomRole.Admin),
        _ => throw new InvalidOperationException($"No effect is known for {entry.GetType().Name}."),
    };

    private static RoomChainState WithRole(RoomChainState before, Guid user, RoomRole role) =>
        before with { Seats = before.Seats.SetItem(user, before.Seats[user] with { Role = role }) };
}
