using System.Collections.Immutable;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>A conversation as its room chain says it, up to entry <see cref="N"/>. Immutable; a new entry makes a new state.</summary>
public sealed record RoomChainState
{
    internal RoomChainState()
    {
    }

    public required ConversationId Id { get; init; }
    public required RoomKind Kind { get; init; }
    public required RoomHistory History { get; init; }
    public required long N { get; init; }
    public required Hash Head { get; init; }

    /// <summary>The newest entry's own time, in seconds; the next may not be earlier.</summary>
    public required long Iat { get; init; }
    public required ImmutableDictionary<Guid, RoomSeat> Seats { get; init; }

    /// <summary>Whom an admin removed and nobody added since: they cannot join an open room by themselves.</summary>
    public required ImmutableHashSet<Guid> Removed { get; init; }

    public bool IsMember(Guid user) => Seats.ContainsKey(user);

    public bool IsAdmin(Guid user) => Seats.TryGetValue(user, out var seat) && seat.Role == RoomRole.Admin;

    internal bool IsLastAdmin(Guid user) => IsAdmin(user) && Seats.Values.Count(seat => seat.Role == RoomRole.Admin) == 1;

    /// <summary>The other one of a dm; null in rooms, and for who is not in it.</summary>
    public Guid? PeerOf(Guid user) =>
        Kind == RoomKind.Dm && IsMember(user) ? Seats.Keys.First(member => member != user) : null;
}

/// <summary>A member's place in a conversation.</summary>
/// <param name="Base">The base of the member's user chain that counts here.</param>
/// <param name="Role">Member or admin.</param>
/// <param name="Since">The entry that named this base; the place in its list breaks ties. Standing counts from here.</param>
/// <param name="Order">The place in the genesis' list, 0 later.</param>
public readonly record struct RoomSeat(Hash Base, RoomRole Role, long Since, int Order);
