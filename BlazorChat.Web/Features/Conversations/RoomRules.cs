using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// Who may do what in a room chain, in the order of the protocol: place, signer, then the op.
/// Each method answers null, or why not (<see cref="RoomRefusal"/>).
/// </summary>
internal static class RoomRules
{
    public static string? Check(CreateRoom create, RoomSigner signer, int maxMembers)
    {
        var members = create.Members;
        if (members.DistinctBy(member => member.User).Count() != members.Count)
            return RoomRefusal.Members;
        if (members.Count > maxMembers)
            return RoomRefusal.TooManyMembers;
        if (create.Kind == RoomKind.Dm && (members.Count != 2 || members.Any(member => member.Role != RoomRole.Admin)))
            return RoomRefusal.Members;
        if (create.Kind == RoomKind.Open && create.History != RoomHistory.Shared)
            return RoomRefusal.History;
        if (members.FirstOrDefault(member => member.User == signer.User && member.Base == signer.Base) is not { } creator)
            return RoomRefusal.NotMember;
        return creator.Role == RoomRole.Admin ? null : RoomRefusal.NotAdmin;
    }

    public static string? Check(RoomChainState room, RoomEntry entry, RoomSigner signer, bool succeeds, int maxMembers) =>
        CheckPlace(room, entry) ?? (room.Kind == RoomKind.Dm ? CheckDm(room, entry, signer) : CheckRoom(room, entry, signer, succeeds, maxMembers));

    private static string? CheckPlace(RoomChainState room, RoomEntry entry) =>
        entry.Conv != room.Id ? RoomRefusal.Conv
        : entry.N != room.N + 1 ? RoomRefusal.N
        : entry.Prev != room.Head ? RoomRefusal.Prev
        : entry.Iat < room.Iat ? RoomRefusal.Iat
        : null;

    // The only thing that happens in a dm: the other began anew and is taken back under the new base.
    private static string? CheckDm(RoomChainState dm, RoomEntry entry, RoomSigner signer)
    {
        if (entry is not AddMember { Member: var other })
            return RoomRefusal.Op;
        if (ByMember(dm, signer) is { } refusal)
            return refusal;
        if (other.User == signer.User)
            return RoomRefusal.OwnAdd;
        if (!dm.Seats.TryGetValue(other.User, out var seat))
            return RoomRefusal.NoSuchMember;
        if (seat.Base == other.Base)
            return RoomRefusal.Unchanged;
        return other.Role == RoomRole.Admin ? null : RoomRefusal.Op;
    }

    private static string? CheckRoom(RoomChainState room, RoomEntry entry, RoomSigner signer, bool succeeds, int maxMembers) => entry switch
    {
        AddMember add => CheckAdd(room, add.Member, signer, maxMembers),
        RemoveMember remove => ByAdmin(room, signer) ?? CheckGoing(room, remove.User),
        ChangeRole change => ByAdmin(room, signer) ?? CheckRole(room, change),
        LeaveRoom leave => ByMember(room, signer) ?? (leave.User == signer.User ? CheckGoing(room, leave.User) : RoomRefusal.Signer),
        SucceedAdmin succeed => CheckSucceed(room, succeed.User, signer, succeeds),
        _ => RoomRefusal.Op,
    };

    private static string? CheckAdd(RoomChainState room, RoomMember added, RoomSigner signer, int maxMembers)
    {
        var refusal = added.User == signer.User ? CheckJoin(room, added, signer) : ByAdmin(room, signer);
        if (refusal is not null)
            return refusal;
        var known = room.Seats.TryGetValue(added.User, out var seat);
        // For a member only a new base is a change; roles have their own op.
        if (known && seat.Base == added.Base)
            return RoomRefusal.Unchanged;
        if (!known && room.Seats.Count >= maxMembers)
            return RoomRefusal.TooManyMembers;
        return added.Role == RoomRole.Member && room.IsLastAdmin(added.User) ? RoomRefusal.LastAdmin : null;
    }

    // open: anybody as a member, unless an admin removed them.
    private static string? CheckJoin(RoomChainState room, RoomMember joining, RoomSigner signer)
    {
        if (room.Kind != RoomKind.Open || joining.Base != signer.Base || joining.Role != RoomRole.Member)
            return RoomRefusal.OwnAdd;
        return room.Removed.Contains(joining.User) ? RoomRefusal.WasRemoved : null;
    }

    private static string? CheckRole(RoomChainState room, ChangeRole change)
    {
        if (!room.Seats.TryGetValue(change.User, out var seat))
            return RoomRefusal.NoSuchMember;
        if (seat.Role == change.Role)
            return RoomRefusal.Unchanged;
        return room.IsLastAdmin(change.User) ? RoomRefusal.LastAdmin : null;
    }

    private static string? CheckSucceed(RoomChainState room, Guid user, RoomSigner signer, bool succeeds)
    {
        if (ByMember(room, signer) is { } refusal)
            return refusal;
        if (user != signer.User)
            return RoomRefusal.Signer;
        if (room.IsAdmin(user))
            return RoomRefusal.Unchanged;
        return succeeds ? null : RoomRefusal.NotDue;
    }

    private static string? CheckGoing(RoomChainState room, Guid user) =>
        !room.IsMember(user) ? RoomRefusal.NoSuchMember : room.IsLastAdmin(user) ? RoomRefusal.LastAdmin : null;

    // A member under another base has no device here.
    private static string? ByMember(RoomChainState room, RoomSigner signer) =>
        room.Seats.TryGetValue(signer.User, out var seat) && seat.Base == signer.Base ? null : RoomRefusal.NotMember;

    private static string? ByAdmin(RoomChainState room, RoomSigner signer) =>
        ByMember(room, signer) ?? (room.IsAdmin(signer.User) ? null : RoomRefusal.NotAdmin);
}
