using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Who may do what in a room chain. Each method answers null, or why not (<see cref="RoomRefusal"/>).</summary>
internal static class RoomRules
{
    public static string? Check(CreateRoom create, Guid signer, IRoomWitness witness, int maxMembers)
    {
        var members = create.Members;
        if (members.Count > maxMembers)
            return RoomRefusal.TooMany;
        if (members.DistinctBy(member => member.User).Count() != members.Count)
            return RoomRefusal.Members;
        if (create.Kind == RoomKind.Dm && (members.Count != 2 || members.Any(member => member.Role != RoomRole.Admin)))
            return RoomRefusal.Members;
        if (create.Kind == RoomKind.Open && create.History != RoomHistory.Shared)
            return RoomRefusal.History;
        if (members.FirstOrDefault(member => member.User == signer) is not { } creator)
            return RoomRefusal.Signer;
        if (creator.Role != RoomRole.Admin)
            return RoomRefusal.NotAdmin;
        return members.All(member => witness.BaseOf(member.User) == member.Base) ? null : RoomRefusal.Base;
    }

    public static string? Check(RoomChainState room, RoomEntry entry, Guid signer, IRoomWitness witness, int maxMembers)
    {
        if (entry.Conv != room.Id || entry.N != room.N + 1 || entry.Prev != room.Head)
            return RoomRefusal.Chain;
        if (entry.Iat < room.Iat)
            return RoomRefusal.Time;
        if (entry is AddMember join && room.Kind == RoomKind.Open && join.Member.User == signer)
            return CheckJoin(room, join.Member, witness, maxMembers);
        return CheckSigner(room, signer, witness) ?? CheckOp(room, entry, signer, witness, maxMembers);
    }

    // A member whose base is not the one named here has no device in this conversation, so cannot sign.
    private static string? CheckSigner(RoomChainState room, Guid signer, IRoomWitness witness)
    {
        if (!room.Seats.TryGetValue(signer, out var seat))
            return RoomRefusal.Signer;
        return seat.Base == witness.BaseOf(signer) ? null : RoomRefusal.Outdated;
    }

    private static string? CheckOp(RoomChainState room, RoomEntry entry, Guid signer, IRoomWitness witness, int maxMembers) => entry switch
    {
        AddMember add when room.Kind == RoomKind.Dm => CheckReadmit(room, add.Member, signer, witness),
        _ when room.Kind == RoomKind.Dm => RoomRefusal.Kind,
        AddMember add => CheckAdd(room, add.Member, signer, witness, maxMembers),
        RemoveMember remove => CheckRemove(room, remove.User, signer),
        ChangeRole change => CheckRole(room, change, signer),
        LeaveRoom leave => CheckLeave(room, leave.User, signer),
        SucceedAdmin succeed => CheckSucceed(room, succeed.User, signer, witness),
        _ => RoomRefusal.Kind,
    };

    // dm: the only op is the add of the other, as admin, with the new base.
    private static string? CheckReadmit(RoomChainState dm, RoomMember other, Guid signer, IRoomWitness witness)
    {
        if (other.User == signer)
            return RoomRefusal.Self;
        if (!dm.Seats.TryGetValue(other.User, out var seat))
            return RoomRefusal.Kind;
        if (other.Role != RoomRole.Admin)
            return RoomRefusal.Role;
        return CheckBase(seat, other, witness);
    }

    private static string? CheckAdd(RoomChainState room, RoomMember added, Guid signer, IRoomWitness witness, int maxMembers)
    {
        if (!room.IsAdmin(signer))
            return RoomRefusal.NotAdmin;
        if (added.User == signer)
            return RoomRefusal.Self;
        return CheckNewcomer(room, added, witness, maxMembers);
    }

    // open: anyone adds themselves, as a member, unless an admin removed them.
    private static string? CheckJoin(RoomChainState room, RoomMember joining, IRoomWitness witness, int maxMembers)
    {
        if (joining.Role != RoomRole.Member)
            return RoomRefusal.Role;
        if (room.Removed.Contains(joining.User))
            return RoomRefusal.Removed;
        // Who comes back with a new base gives up the old seat: not if it is the last admin's.
        return CheckNewcomer(room, joining, witness, maxMembers) ?? CheckAdminRemains(room, joining.User);
    }

    private static string? CheckNewcomer(RoomChainState room, RoomMember added, IRoomWitness witness, int maxMembers)
    {
        if (room.Seats.TryGetValue(added.User, out var seat))
            return CheckBase(seat, added, witness);
        if (room.Seats.Count >= maxMembers)
            return RoomRefusal.TooMany;
        return CheckBase(null, added, witness);
    }

    // For who is a member already only a new base is a change; roles have their own op.
    private static string? CheckBase(RoomSeat? seat, RoomMember added, IRoomWitness witness)
    {
        if (seat?.Base == added.Base)
            return RoomRefusal.NoChange;
        return witness.BaseOf(added.User) == added.Base ? null : RoomRefusal.Base;
    }

    private static string? CheckRemove(RoomChainState room, Guid user, Guid signer)
    {
        if (!room.IsAdmin(signer))
            return RoomRefusal.NotAdmin;
        if (!room.IsMember(user))
            return RoomRefusal.NotMember;
        // Removing oneself would be a second way to leave, with the effect of a ban.
        return user == signer ? RoomRefusal.Self : CheckAdminRemains(room, user);
    }

    private static string? CheckRole(RoomChainState room, ChangeRole change, Guid signer)
    {
        if (!room.IsAdmin(signer))
            return RoomRefusal.NotAdmin;
        if (!room.Seats.TryGetValue(change.User, out var seat))
            return RoomRefusal.NotMember;
        if (seat.Role == change.Role)
            return RoomRefusal.NoChange;
        return change.Role == RoomRole.Admin ? null : CheckAdminRemains(room, change.User);
    }

    private static string? CheckLeave(RoomChainState room, Guid user, Guid signer) =>
        user == signer ? CheckAdminRemains(room, user) : RoomRefusal.Signer;

    private static string? CheckSucceed(RoomChainState room, Guid user, Guid signer, IRoomWitness witness)
    {
        if (user != signer)
            return RoomRefusal.Signer;
        // Devices of an outdated base are gone, as dropped and revoked ones are.
        bool HasDevice(KeyValuePair<Guid, RoomSeat> member) =>
            witness.BaseOf(member.Key) == member.Value.Base && witness.HasDevice(member.Key);
        if (room.Seats.Any(member => member.Value.Role == RoomRole.Admin && HasDevice(member)))
            return RoomRefusal.Succession;
        // Longest: earliest entry, then list order.
        var longest = room.Seats.OrderBy(member => member.Value.Since).ThenBy(member => member.Value.Order).FirstOrDefault(HasDevice);
        return longest.Key == user ? null : RoomRefusal.Succession;
    }

    private static string? CheckAdminRemains(RoomChainState room, Guid without) =>
        room.Seats.Any(member => member.Value.Role == RoomRole.Admin && member.Key != without) ? null : RoomRefusal.LastAdmin;
}
