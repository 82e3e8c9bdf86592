using System.Collections.Immutable;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// What user chains and the authority say about people at the moment an entry is judged.
/// </summary>
internal interface IRoomWitness
{
    /// <summary>The hash of the user chain's <c>first</c> or newest <c>reset</c>; null: no chain, nobody to admit.</summary>
    Hash? BaseOf(Guid user);

    /// <summary>The chain has a device neither dropped nor revoked. On hold counts: a hold leaves no trace to check later.</summary>
    bool HasDevice(Guid user);
}

/// <summary>
/// The rules of room chains (protocol, "Room chain"), as pure code: no storage, no clock, no signatures.
/// Proof obligation: client and server come to the same answer for every entry (the vectors room-chain*.json run in both),
/// since an entry that the server takes and clients refuse ends the conversation.
/// The caller has verified that a device of <c>signer</c>, active by the signer's current base, signed the entry.
/// </summary>
internal static class RoomChain
{
    /// <summary>The most members the protocol knows; an installation may allow fewer.</summary>
    public const int MaxMembers = 2_000;

    /// <summary>Judges an entry. <paramref name="before"/> is null for a genesis.</summary>
    /// <returns>The state after it, or null with a code of <see cref="RoomRefusal"/>.</returns>
    public static (RoomChainState? State, string? Refusal) Apply(
        RoomChainState? before, Signed<RoomEntry> entry, Guid signer, IRoomWitness witness, int maxMembers = MaxMembers)
    {
        var refusal = before is null
            ? entry.Payload is CreateRoom create ? RoomRules.Check(create, signer, witness, maxMembers) : RoomRefusal.Chain
            : RoomRules.Check(before, entry.Payload, signer, witness, maxMembers);
        return refusal is null ? (Next(before, entry), null) : (null, refusal);
    }

    /// <summary>The effect of an entry that was judged before, such as one read back from the log.</summary>
    public static RoomChainState Next(RoomChainState? before, Signed<RoomEntry> entry)
    {
        if (entry.Payload is CreateRoom create)
            return Begin(create, entry.Hash);
        if (before is null)
            throw new InvalidOperationException("A room chain begins with its genesis.");
        return Change(before, entry.Payload) with { N = entry.Payload.N, Head = entry.Hash, Iat = entry.Payload.Iat };
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

    private static RoomChainState Change(RoomChainState before, RoomEntry entry) => entry switch
    {
        AddMember { Member: var added } => before with
        {
            Seats = before.Seats.SetItem(added.User, new RoomSeat(added.Base, added.Role, entry.N, 0)),
            Removed = before.Removed.Remove(added.User),
        },
        RemoveMember { User: var user } => before with { Seats = before.Seats.Remove(user), Removed = before.Removed.Add(user) },
        LeaveRoom { User: var user } => before with { Seats = before.Seats.Remove(user) },
        ChangeRole { User: var user, Role: var role } => WithRole(before, user, role),
        SucceedAdmin { User: var user } => WithRole(before, user, RoomRole.Admin),
        _ => throw new InvalidOperationException($"No effect is known for {entry.GetType().Name}."),
    };

    private static RoomChainState WithRole(RoomChainState before, Guid user, RoomRole role) =>
        before with { Seats = before.Seats.SetItem(user, before.Seats[user] with { Role = role }) };
}
