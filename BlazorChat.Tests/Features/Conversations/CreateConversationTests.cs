using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public class CreateConversationTests : IAsyncLifetime
{
    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync(("Conversations:MaxMembers", "3"));
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_dm_begins_with_its_genesis_at_seq_1_and_both_are_admins()
    {
        var genesis = TestRoom.Dm(host, alice, bob);

        var done = (await PostAsync(genesis)).ShouldBeOfType<RoomAppend.Done>();

        done.Conversation.Value.ShouldBe(Hash.Of(genesis).Value);
        done.Position.ShouldBe(new LogPosition(1, host.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        await using var database = await host.DatabaseAsync();
        var entry = await database.Set<LogEntry>().SingleAsync();
        (entry.Seq, entry.Kind, entry.N, entry.User, entry.Device, entry.Body).ShouldBe((1, LogEntryKind.Room, 0, alice.Id, alice.Device.Id, genesis));
        var members = await database.Set<Member>().ToListAsync();
        members.ShouldAllBe(member => member.Role == RoomRole.Admin && member.ReadSeq == 1);
        members.Select(member => member.User).ShouldBe([alice.Id, bob.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task The_same_bytes_again_get_the_first_answer()
    {
        var genesis = TestRoom.Dm(host, alice, bob);
        var first = await PostAsync(genesis);
        host.Clock.Advance(TimeSpan.FromHours(2));

        (await PostAsync(genesis)).ShouldBe(first);
        host.Scalar<long>("SELECT COUNT(*) FROM entries").ShouldBe(1);
    }

    [Fact]
    public async Task A_second_dm_of_a_pair_is_refused_from_either_side_with_the_first()
    {
        var first = await TestRoom.DmAsync(host, alice, bob);

        (await PostAsync(TestRoom.Genesis(host, alice.Device, "dm", "shared", (alice, "admin"), (bob, "admin")))).ShouldBe(new RoomAppend.Exists(first.Id));
        (await PostAsync(TestRoom.Dm(host, bob, alice), bob.Device)).ShouldBe(new RoomAppend.Exists(first.Id));
    }

    [Fact]
    public async Task Of_two_who_begin_the_same_dm_at_once_one_is_first_and_the_other_is_told()
    {
        for (var round = 0; round < 10; round++)
        {
            var (one, other) = (await host.PersonAsync(), await host.PersonAsync());
            var (mine, theirs) = (TestRoom.Dm(host, one, other), TestRoom.Dm(host, other, one));

            var results = await Task.WhenAll(Task.Run(() => PostAsync(mine, one.Device)), Task.Run(() => PostAsync(theirs, other.Device)));

            var done = results.OfType<RoomAppend.Done>().ShouldHaveSingleItem();
            results.OfType<RoomAppend.Exists>().ShouldHaveSingleItem().Conversation.ShouldBe(done.Conversation);
        }
    }

    [Fact]
    public async Task While_one_base_is_current_the_dm_stays_the_only_one()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);
        await bob.ResetAsync();

        (await PostAsync(TestRoom.Dm(host, alice, bob))).ShouldBe(new RoomAppend.Exists(dm.Id));
    }

    [Fact]
    public async Task When_both_have_begun_anew_a_new_dm_takes_the_place_and_the_old_one_stays_readable()
    {
        var old = await TestRoom.DmAsync(host, alice, bob);
        await alice.ResetAsync();
        await bob.ResetAsync();

        var done = (await PostAsync(TestRoom.Dm(host, alice, bob))).ShouldBeOfType<RoomAppend.Done>();

        (await host.Conversations.FindDmAsync(alice.Id, bob.Id))!.Conversation.ShouldBe(done.Conversation);
        (await host.Conversations.OfAsync(alice.Id)).ShouldHaveSingleItem().Conversation.ShouldBe(done.Conversation);
        (await host.Conversations.IsMemberAsync(old.Id, alice.Id)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_genesis_signed_with_another_key_than_its_kid_is_refused()
    {
        var forged = alice.Device with { Key = bob.Device.Key };

        await RefusedAsync(TestRoom.Genesis(host, forged, "dm", "none", (alice, "admin"), (bob, "admin")), SignerRefusal.Signature);
    }

    [Fact]
    public Task Somebody_elses_genesis_is_refused() =>
        RefusedAsync(TestRoom.Dm(host, bob, alice), SignerRefusal.Unknown);

    [Fact]
    public async Task A_genesis_of_another_own_device_than_the_sessions_is_refused()
    {
        var second = await alice.AddDeviceAsync();

        await RefusedAsync(TestRoom.Genesis(host, second, "dm", "none", (alice, "admin"), (bob, "admin")), RoomRefusal.Signer);
    }

    [Fact]
    public async Task A_dropped_device_begins_nothing()
    {
        var second = await alice.AddDeviceAsync();
        await alice.DropAsync(second);

        var genesis = TestRoom.Genesis(host, second, "dm", "none", (alice, "admin"), (bob, "admin"));

        (await PostAsync(genesis, second)).ShouldBeOfType<RoomAppend.Refused>().Code.ShouldBe(SignerRefusal.Dropped);
    }

    [Fact]
    public async Task A_device_on_hold_or_with_an_expired_certificate_begins_nothing()
    {
        await host.Authority.HoldAsync(BlazorChat.Pki.Revocation.KeySelection.OfUser(alice.Id), BlazorChat.Pki.Actor.System);
        await RefusedAsync(TestRoom.Dm(host, alice, bob), SignerRefusal.Held);

        host.Authority.NotAfter = host.Clock.GetUtcNow();
        var late = await host.PersonAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await PostAsync(TestRoom.Dm(host, late, bob), late.Device)).ShouldBe(new RoomAppend.Refused(SignerRefusal.Expired));
    }

    [Theory]
    [InlineData(601)]
    [InlineData(-601)]
    public async Task A_genesis_far_off_the_servers_clock_is_refused(int seconds)
    {
        var genesis = TestRoom.Dm(host, alice, bob);
        host.Clock.Set(host.Clock.GetUtcNow().AddSeconds(seconds));

        await RefusedAsync(genesis, RoomRefusal.Iat);
    }

    [Fact]
    public async Task A_base_that_is_not_the_users_current_one_is_refused()
    {
        var payload = TestRoom.GenesisPayload(host, "dm", "none", (alice, "admin"), (bob, "admin"));
        await bob.ResetAsync();

        await RefusedAsync(alice.Device.SignRoom(payload), RoomRefusal.Base);
    }

    [Fact]
    public async Task Nobody_is_admitted_who_has_no_chain()
    {
        var nobody = $$"""{"v":1,"conv":null,"n":0,"prev":null,"op":"create","kind":"dm","history":"none","members":[{{{TestRoom.Seat(alice.Id, alice.Base.Value, "admin")}}},{{{TestRoom.Seat(Guid.NewGuid(), bob.Base.Value, "admin")}}}],"iat":{{host.Seconds}}}""";

        await RefusedAsync(alice.Device.SignRoom(nobody), RoomRefusal.Base);
    }

    [Fact]
    public async Task More_members_than_the_installation_allows_are_refused()
    {
        var (carol, dave) = (await host.PersonAsync(), await host.PersonAsync());

        await RefusedAsync(
            TestRoom.Genesis(host, alice.Device, "private", "none", (alice, "admin"), (bob, "member"), (carol, "member"), (dave, "member")),
            RoomRefusal.TooManyMembers);
    }

    [Fact]
    public async Task A_later_entry_begins_nothing()
    {
        var dm = await TestRoom.DmAsync(host, alice, bob);

        await RefusedAsync(alice.Device.SignRoom(dm.Add(bob, "admin")), RoomRefusal.Op);
    }

    [Fact]
    public async Task A_refused_genesis_leaves_no_trace()
    {
        await RefusedAsync(TestRoom.Genesis(host, alice.Device, "open", "none", (alice, "admin")), RoomRefusal.History);

        host.Scalar<long>("SELECT (SELECT COUNT(*) FROM conversations) + (SELECT COUNT(*) FROM members) + (SELECT COUNT(*) FROM entries)").ShouldBe(0);
    }

    private async Task RefusedAsync(string genesis, string code) => (await PostAsync(genesis)).ShouldBe(new RoomAppend.Refused(code));

    private Task<RoomAppend> PostAsync(string genesis, TestDevice? by = null) =>
        host.Services.GetRequiredService<CreateConversation>().RunAsync(genesis, null, (by ?? alice.Device).Session, CancellationToken.None);
}
