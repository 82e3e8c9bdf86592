using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public class AppendRoomEntryTests : IAsyncLifetime
{
    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;
    private Person carol = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob, carol) = (await host.PersonAsync(), await host.PersonAsync(), await host.PersonAsync());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_dm_takes_the_other_back_under_the_new_base()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);
        await bob.ResetAsync();

        await dm.AppendAsync(alice.Device, dm.Add(bob, "admin"));

        dm.State.Seats[bob.Id].Base.ShouldBe(bob.Base);
        host.Scalar<string>($"""SELECT "Base" FROM members WHERE "User" = '{bob.Id.ToString().ToUpperInvariant()}'""").ShouldBe(bob.Base.Value);
    }

    [Fact]
    public async Task A_password_alone_gets_nobody_back_into_a_dm()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);
        await bob.ResetAsync();

        await dm.RefusesAsync(bob.Device, dm.Add(bob, "admin"), RoomRefusal.NotMember);
        await dm.RefusesAsync(bob.Device, dm.Add(alice, "admin"), RoomRefusal.NotMember);
    }

    [Fact]
    public async Task A_private_room_goes_through_its_life()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await room.AppendAsync(alice.Device, room.Add(bob));
        await room.AppendAsync(alice.Device, room.Add(carol));
        await room.AppendAsync(alice.Device, room.Role(bob, "admin"));
        await room.AppendAsync(bob.Device, room.Remove(carol));
        await room.AppendAsync(alice.Device, room.Leave(alice));

        room.State.Seats.Keys.ShouldBe([bob.Id]);
        room.State.N.ShouldBe(5);
        host.Scalar<long>("""SELECT "LastSeq" FROM conversations""").ShouldBe(6);
        host.Scalar<long>("SELECT COUNT(*) FROM members").ShouldBe(1);
        await room.RefusesAsync(bob.Device, room.Leave(bob), RoomRefusal.LastAdmin);
    }

    [Fact]
    public async Task An_entry_signed_with_another_key_than_its_kid_is_refused()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));

        await room.RefusesAsync(alice.Device with { Key = bob.Device.Key }, room.Add(bob), SignerRefusal.Signature);
    }

    [Fact]
    public async Task An_entry_posted_by_another_than_its_signer_is_refused()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"), (bob, "admin"));
        var second = await alice.AddDeviceAsync();
        var kept = alice.Device.SignRoom(room.Add(carol));

        (await room.PostJwsAsync(bob.Device, kept)).ShouldBe(new RoomAppend.Refused(SignerRefusal.Unknown));
        (await room.PostJwsAsync(second, kept)).ShouldBe(new RoomAppend.Refused(RoomRefusal.Signer));
    }

    [Fact]
    public async Task A_revoked_admin_device_changes_nothing()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await host.Authority.RevokeAsync(KeySelection.Of(alice.Device.Sig.Value), RevocationReason.KeyCompromise, Actor.System);

        await room.RefusesAsync(alice.Device, room.Add(bob), SignerRefusal.Revoked);
    }

    [Fact]
    public async Task A_stranger_learns_of_no_conversation()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));

        (await room.PostAsync(bob.Device, room.Add(bob))).ShouldBe(new RoomAppend.NotFound());
        (await room.PostAsync(bob.Device, room.Remove(alice))).ShouldBe(new RoomAppend.NotFound());
        var unknown = new TestRoom(host, ConversationId.Of(Hash.Of("nothing")));
        (await RunAsync(unknown.Id, alice.Device.SignRoom(room.Add(bob)), alice.Device)).ShouldBe(new RoomAppend.NotFound());
    }

    [Fact]
    public async Task Somebody_removed_changes_nothing_any_more()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"), (bob, "admin"));
        await room.AppendAsync(alice.Device, room.Remove(bob));

        (await room.PostAsync(bob.Device, room.Add(carol))).ShouldBe(new RoomAppend.NotFound());
    }

    [Fact]
    public async Task An_entry_of_another_conversation_is_refused()
    {
        var (room, other) = (await TestRoom.RoomAsync(host, "private", (alice, "admin")), await TestRoom.RoomAsync(host, "open", (alice, "admin")));

        await room.RefusesAsync(alice.Device, other.Add(bob), RoomRefusal.Conv);
    }

    [Fact]
    public async Task An_entry_that_does_not_follow_the_head_is_answered_with_the_head()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        await room.AppendAsync(alice.Device, room.Add(bob));
        var moved = new RoomAppend.Moved(1, room.State.Head);
        var members = $"\"user\":\"{bob.Id}\"";

        (await room.PostAsync(alice.Device, room.Payload("remove", members, n: 1, prev: Hash.Parse(room.Id.Value)))).ShouldBe(moved);
        (await room.PostAsync(alice.Device, room.Payload("remove", members, n: 3))).ShouldBe(moved);
        (await room.PostAsync(alice.Device, room.Payload("remove", members, prev: Hash.Of("another")))).ShouldBe(moved);
    }

    [Fact]
    public async Task The_same_bytes_again_get_the_first_answer_even_when_more_came_after()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var added = alice.Device.SignRoom(room.Add(bob));
        var first = await room.PostJwsAsync(alice.Device, added);
        await room.AppendAsync(alice.Device, room.Add(carol));

        (await room.PostJwsAsync(alice.Device, added)).ShouldBe(first);
    }

    [Theory]
    [InlineData(601)]
    [InlineData(-601)]
    public async Task An_entry_far_off_the_servers_clock_is_refused(int seconds)
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        host.Clock.Advance(TimeSpan.FromHours(1));

        await room.RefusesAsync(alice.Device, room.Payload("add", TestRoom.Seat(bob.Id, bob.Base.Value, "member"), iat: host.Seconds + seconds), RoomRefusal.Iat);
    }

    [Fact]
    public async Task An_entry_older_than_its_predecessor_is_refused()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));

        await room.RefusesAsync(alice.Device, room.Payload("add", TestRoom.Seat(bob.Id, bob.Base.Value, "member"), iat: host.Seconds - 1), RoomRefusal.Iat);
    }

    [Fact]
    public async Task An_outdated_base_is_not_admitted()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        var old = bob.Base.Value;
        await bob.ResetAsync();

        await room.RefusesAsync(alice.Device, room.Payload("add", TestRoom.Seat(bob.Id, old, "member")), RoomRefusal.Base);
    }

    [Fact]
    public async Task Into_an_open_room_everybody_adds_themselves_unless_removed()
    {
        var room = await TestRoom.RoomAsync(host, "open", (alice, "admin"));
        await room.AppendAsync(bob.Device, room.Add(bob));
        await room.RefusesAsync(bob.Device, room.Add(carol), RoomRefusal.NotAdmin);
        await room.AppendAsync(alice.Device, room.Remove(bob));

        await room.RefusesAsync(bob.Device, room.Add(bob), RoomRefusal.WasRemoved);
        await room.RefusesAsync(carol.Device, room.Add(carol, "admin"), RoomRefusal.OwnAdd);
    }

    [Fact]
    public async Task The_longest_standing_member_succeeds_when_the_only_admin_has_no_device_left()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"), (bob, "member"), (carol, "member"));
        await room.RefusesAsync(bob.Device, room.Succeed(bob), RoomRefusal.NotDue);
        await host.Authority.RevokeAsync(KeySelection.OfUser(alice.Id), RevocationReason.KeyCompromise, Actor.System);
        await room.RefusesAsync(carol.Device, room.Succeed(carol), RoomRefusal.NotDue);

        await room.AppendAsync(bob.Device, room.Succeed(bob));

        room.State.IsAdmin(bob.Id).ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_succeeds_an_admin_on_hold_but_an_admin_who_began_anew()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"), (bob, "member"));
        await host.Authority.HoldAsync(KeySelection.OfUser(alice.Id), Actor.System);
        await room.RefusesAsync(bob.Device, room.Succeed(bob), RoomRefusal.NotDue);
        await host.Authority.ReleaseAsync(KeySelection.OfUser(alice.Id), Actor.System);
        await alice.ResetAsync();

        await room.AppendAsync(bob.Device, room.Succeed(bob));
    }

    [Fact]
    public async Task Of_many_who_change_a_room_at_once_each_place_goes_to_one_and_the_log_has_no_hole()
    {
        var room = await TestRoom.RoomAsync(host, "open", (alice, "admin"));
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.PersonAsync()));

        await Task.WhenAll(people.Select(person => Task.Run(() => JoinAsync(room.Id, person))));

        host.Scalar<long>("""SELECT COUNT(*) || '' FROM entries WHERE "Kind" = 1""").ShouldBe(9);
        host.Scalar<string>("""SELECT MIN("Seq") || ' to ' || MAX("Seq") || ', ' || COUNT(DISTINCT "Seq") FROM entries""").ShouldBe("1 to 9, 9");
        (await host.Conversations.FindAsync(room.Id))!.Seats.Count.ShouldBe(9);
    }

    /// <summary>Joins as a client does: sign, and when somebody was faster look and sign again.</summary>
    private async Task JoinAsync(ConversationId id, Person person)
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var state = (await host.Conversations.FindAsync(id))!;
            var payload = $$"""{"v":1,"conv":"{{id}}","n":{{state.N + 1}},"prev":"{{state.Head}}","op":"add",{{TestRoom.Seat(person.Id, person.Base.Value, "member")}},"iat":{{host.Seconds}}}""";
            var result = await RunAsync(id, person.Device.SignRoom(payload), person.Device);
            if (result is RoomAppend.Done)
                return;
            result.ShouldBeOfType<RoomAppend.Moved>();
        }

        throw new TimeoutException("No attempt came through.");
    }

    private Task<RoomAppend> RunAsync(ConversationId id, string jws, TestDevice by) =>
        ((AppendRoomEntry)host.Services.GetService(typeof(AppendRoomEntry))!).RunAsync(id, jws, by.Session, CancellationToken.None);
}
