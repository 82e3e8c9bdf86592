using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using Shouldly;
using static BlazorChat.Tests.Features.Conversations.RoomChainPropertyTests;

namespace BlazorChat.Tests.Features.Conversations;

public class RoomLimitsTests
{
    private static readonly Hash Base = Hash.Of("base");

    [Fact]
    public void The_2000th_member_is_taken_the_2001st_is_not_and_one_who_leaves_makes_room()
    {
        var (room, refusal) = RoomChain.Apply(null, Genesis(RoomChain.MaxMembers - 1), By(0));
        refusal.ShouldBeNull();
        room = Taken(room!, Joins(room!, 5000), By(5000));
        room.Seats.Count.ShouldBe(2000);
        RoomChain.Apply(room, Joins(room, 5001), By(5001)).Refusal.ShouldBe(RoomRefusal.TooManyMembers);
        room = Taken(room, Signed(new LeaveRoom(room.Id, room.N + 1, room.Head, Person(5), 0), "leaves"), By(5));
        Taken(room, Joins(room, 5001), By(5001)).Seats.Count.ShouldBe(2000);
    }

    [Fact]
    public void A_room_does_not_begin_with_2001() =>
        RoomChain.Apply(null, Genesis(RoomChain.MaxMembers + 1), By(0)).Refusal.ShouldBe(RoomRefusal.TooManyMembers);

    private static RoomChainState Taken(RoomChainState room, Signed<RoomEntry> entry, RoomSigner signer)
    {
        var (next, refusal) = RoomChain.Apply(room, entry, signer);
        refusal.ShouldBeNull();
        return next!;
    }

    private static Signed<RoomEntry> Genesis(int members) => Signed(
        new CreateRoom(RoomKind.Open, RoomHistory.Shared, [.. Enumerable.Range(0, members).Select(i => new RoomMember(Person(i), Base, i == 0 ? RoomRole.Admin : RoomRole.Member))], 0), "genesis");

    private static Signed<RoomEntry> Joins(RoomChainState room, int person) =>
        Signed(new AddMember(room.Id, room.N + 1, room.Head, new RoomMember(Person(person), Base, RoomRole.Member), 0), $"joins {person}");

    private static RoomSigner By(int person) => new(Person(person), Base);

    private static Guid Person(int number) => new(number, 0, 0, new byte[8]);
}
