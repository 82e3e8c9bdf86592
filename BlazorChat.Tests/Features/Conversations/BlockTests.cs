using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Conversations.Offers;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Relay;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>One of a dm blocks the other. What becomes of sends is said in the tests of messages.</summary>
public sealed class BlockTests : IAsyncLifetime
{
    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;
    private TestRoom dm = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
        Known((alice, "Alice"), (bob, "Bob"));
        dm = await TestRoom.DmAsync(host, alice, bob);
        await dm.SayAsync(bob.Device, 1);
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task A_block_raises_the_recipients_version_and_is_in_the_set_that_sends_are_checked_by()
    {
        var before = (await host.Conversations.RecipientsAsync(dm.Id))!;

        (await BlockAsync(alice, bob)).ShouldBe(HttpStatusCode.NoContent);

        var version = host.Scalar<long>("""SELECT "RecipientsVersion" FROM conversations""");
        version.ShouldBe(before.Version + 1);
        (await host.Conversations.RecipientsAsync(dm.Id, version))!.Blockers.ShouldBe([alice.Id]);
        (await BlockAsync(alice, bob)).ShouldBe(HttpStatusCode.NoContent);
        host.Scalar<long>("""SELECT "RecipientsVersion" FROM conversations""").ShouldBe(version, "it is so already");

        await UnblockAsync(alice, bob);
        (await host.Conversations.RecipientsAsync(dm.Id, version + 1))!.Blockers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_blocks_sees_it_on_all_pages_without_unread_messages_and_the_other_one_is_told_nothing()
    {
        (await SummaryAsync(alice)).Unread.ShouldBe(1);
        ConcurrentQueue<ConversationChange>[] told = [new(), new()];
        using var hers = host.Conversations.OnChange(alice.Id, told[0].Enqueue);
        using var his = host.Conversations.OnChange(bob.Id, told[1].Enqueue);

        await BlockAsync(alice, bob);

        told[0].Select(change => (change.Kind, change.Conversation, change.Peer)).ShouldBe([(ConversationChangeKind.Settings, dm.Id, bob.Id)]);
        told[1].ShouldBeEmpty();
        ((await SummaryAsync(alice)).Blocked, (await SummaryAsync(alice)).Unread).ShouldBe((true, 0));
        (await SummaryAsync(bob)).Blocked.ShouldBeFalse("to have blocked is nobody else's business");
        (await dm.SeenByAsync(alice.Device)).GetProperty("blocked").GetBoolean().ShouldBeTrue();
        (host.Conversations.Blocks(alice.Id, bob.Id), host.Conversations.Blocks(bob.Id, alice.Id)).ShouldBe((true, false));

        await UnblockAsync(alice, bob);
        ((await SummaryAsync(alice)).Blocked, (await SummaryAsync(alice)).Unread).ShouldBe((false, 1));
    }

    [Fact]
    public async Task Nobody_is_told_of_what_the_other_one_reads()
    {
        var passed = new List<RelayMessage>();
        using var watch = host.Services.GetRequiredService<IRelay>()
            .Subscribe(RelayPartition.Of(dm.Id.Value), message => { if (message.IsPassing) lock (passed) passed.Add(message); }, () => { });
        await ReadAsync(bob, 2);
        await BlockAsync(alice, bob);
        await ReadAsync(alice, 2);

        (await ReadersAsync(alice)).ShouldBe(0);
        (await ReadersAsync(bob)).ShouldBe(0);
        await UnblockAsync(alice, bob);
        (await ReadersAsync(alice)).ShouldBe(1, "that is from before");
        (await ReadersAsync(bob)).ShouldBe(0, "what was read meanwhile is not told later");
        lock (passed)
            passed.Select(message => Passing.Of(message).User).ShouldBe([bob.Id]);
    }

    [Fact]
    public async Task The_list_is_ones_own_and_survives_a_restart()
    {
        await BlockAsync(alice, bob);

        (await ListAsync(alice)).ShouldBe([(bob.Id, "Bob")]);
        (await ListAsync(bob)).ShouldBeEmpty();
        var again = ActivatorUtilities.CreateInstance<BlockPeople>(host.Services);
        await again.LoadAsync(CancellationToken.None);
        (again.Has(alice.Id, bob.Id), again.Has(bob.Id, alice.Id), again.Between(bob.Id, alice.Id)).ShouldBe((true, false, true));
    }

    [Fact]
    public async Task Oneself_and_who_is_not_known_cannot_be_blocked_and_nobody_without_end()
    {
        (await BlockAsync(alice, alice)).ShouldBe(HttpStatusCode.NotFound);
        (await host.Client(alice.Device).PutAsync($"/api/me/blocked/{Guid.NewGuid()}", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        for (var i = 0; i < RateLimits.BlocksPerUser.Count; i++)
            await BlockAsync(alice, bob);
        (await BlockAsync(alice, bob)).ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_dm_that_is_given_up_leaves_the_block_and_no_other_is_made_instead()
    {
        await BlockAsync(alice, bob);
        await alice.ResetAsync();
        await bob.ResetAsync();

        (await DmAsync(bob, alice)).ShouldBe(new RoomAppend.Refused(RoomRefusal.BlockedBy));
        (await DmAsync(alice, bob)).ShouldBe(new RoomAppend.Refused(RoomRefusal.Blocking));
        await UnblockAsync(alice, bob);
        (await DmAsync(bob, alice)).ShouldBeOfType<RoomAppend.Done>();
    }

    [Fact]
    public async Task With_an_account_goes_whom_it_blocked_who_blocked_it_and_the_rooms_it_was_brought_to()
    {
        var carol = await host.PersonAsync();
        Known((alice, "Alice"), (bob, "Bob"), (carol, "Carol"));
        await BlockAsync(alice, bob);
        await BlockAsync(bob, carol);
        await BlockAsync(carol, alice);
        await using (var database = await host.DatabaseAsync())
        {
            database.Add(new RoomOffer { User = bob.Id, Slot = "general", At = host.Clock.GetUtcNow() });
            database.Add(new RoomOffer { User = alice.Id, Slot = "general", At = host.Clock.GetUtcNow() });
            database.Add(new QuietReader { User = bob.Id });
            await database.SaveChangesAsync();
            await host.Services.GetRequiredService<ReadSharing>().LoadAsync(CancellationToken.None);
        }

        foreach (var watcher in host.Services.GetServices<IAccountWatcher>().OfType<ForgetAccounts>())
            await watcher.DeletedAsync(bob.Id, alice.Id, CancellationToken.None);

        await using var left = await host.DatabaseAsync();
        (await left.Set<Block>().Select(block => block.User).ToListAsync()).ShouldBe([carol.Id]);
        (await left.Set<RoomOffer>().Select(offer => offer.User).ToListAsync()).ShouldBe([alice.Id]);
        (await left.Set<QuietReader>().CountAsync()).ShouldBe(0);
        host.Conversations.Blocks(alice.Id, bob.Id).ShouldBeFalse();
        host.Conversations.Blocks(carol.Id, alice.Id).ShouldBeTrue();
    }

    private void Known(params (Person Person, string Name)[] people)
    {
        var all = people.Select(known => new BlazorChat.Web.Features.Accounts.Person(known.Person.Id, known.Name, known.Name, Disabled: false, IsAdmin: false));
        host.Services.GetRequiredService<IPeople>().Current.Returns(new PeopleSnapshot([.. all], all.ToImmutableDictionary(person => person.Id)));
    }

    private async Task<HttpStatusCode> BlockAsync(Person who, Person whom) => (await host.Client(who.Device).PutAsync($"/api/me/blocked/{whom.Id}", null)).StatusCode;

    private async Task UnblockAsync(Person who, Person whom) =>
        (await host.Client(who.Device).DeleteAsync($"/api/me/blocked/{whom.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    private async Task<ConversationSummary> SummaryAsync(Person person) => (await host.Conversations.OneAsync(person.Id, dm.Id))!;

    private async Task ReadAsync(Person person, long seq) => (await dm.PutAsync(person.Device, "read", new { seq })).Status.ShouldBe(HttpStatusCode.NoContent);

    private async Task<int> ReadersAsync(Person asks) =>
        (await host.Client(asks.Device).GetFromJsonAsync<JsonElement>($"/api/conversations/{dm.Id}/read?from=2")).GetProperty("count").GetInt32();

    private async Task<(Guid, string)[]> ListAsync(Person person) =>
        [.. (await host.Client(person.Device).GetFromJsonAsync<JsonElement>("/api/me/blocked")).GetProperty("people").EnumerateArray()
            .Select(listed => (listed.GetProperty("user").GetGuid(), listed.GetProperty("name").GetString()!))];

    private Task<RoomAppend> DmAsync(Person by, Person other) =>
        host.Services.GetRequiredService<CreateConversation>().RunAsync(TestRoom.Dm(host, by, other), null, by.Device.Session, CancellationToken.None);
}
