using System.Net;
using System.Net.Http.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Relay;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>Who is told how far others have read.</summary>
public sealed class ReadersTests : IAsyncLifetime
{
    private readonly List<RelayMessage> passed = [];
    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;
    private Person carol = null!;
    private TestRoom room = null!;
    private IDisposable watch = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob, carol) = (await host.PersonAsync(), await host.PersonAsync(), await host.PersonAsync());
        room = await TestRoom.RoomAsync(host, "private", (alice, "admin"), (bob, "member"), (carol, "member"));
        await room.AppendAsync(alice.Device, room.Role(bob, "admin"));
        await room.AppendAsync(alice.Device, room.Role(bob, "member"));
        watch = host.Services.GetRequiredService<IRelay>().Subscribe(RelayPartition.Of(room.Id.Value), message => { if (message.IsPassing) passed.Add(message); }, () => { });
    }

    public async Task DisposeAsync()
    {
        watch.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Others_are_told_how_far_one_has_read_at_once_and_when_they_ask()
    {
        (await OfAsync(alice)).Readers.ShouldBeEmpty("to be seated is not to have read");
        await ReadAsync(bob, 2);
        await ReadAsync(carol, 3);

        var answer = await OfAsync(alice);
        (answer.Tells, answer.Live, answer.Count).ShouldBe((true, true, 2));
        answer.Readers.Select(reader => (reader.User, reader.Seq)).ShouldBe([(carol.Id, 3), (bob.Id, 2)]);
        (await OfAsync(alice, from: 3)).Readers.Select(reader => reader.User).ShouldBe([carol.Id]);
        (await OfAsync(bob)).Readers.Select(reader => reader.User).ShouldBe([carol.Id], "not oneself");
        (await PassedAsync(2)).Select(sign => (sign.Kind, sign.User)).ShouldBe([(PassingKind.Read, bob.Id), (PassingKind.Read, carol.Id)]);
    }

    [Fact]
    public async Task What_was_read_before_or_is_not_there_yet_is_not_told()
    {
        await ReadAsync(bob, 3);
        await ReadAsync(bob, 2);
        await ReadAsync(bob, 99);
        (await PassedAsync(1)).Count.ShouldBe(1);
        (await OfAsync(alice)).Readers.Single().Seq.ShouldBe(3);
    }

    [Fact]
    public async Task Who_switched_it_off_tells_nobody_and_is_told_of_nobody_and_still_reads_on_all_devices()
    {
        await ReadAsync(carol, 3);
        await ReadAsync(bob, 2);
        (await SwitchAsync(bob, false)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await ReadAsync(bob, 3);

        (await OfAsync(alice)).Readers.Select(reader => reader.User).ShouldBe([carol.Id]);
        var own = await OfAsync(bob);
        (own.Tells, own.Live, own.Count, own.Readers.Count).ShouldBe((false, false, 0, 0));
        (await host.Conversations.OfAsync(bob.Id)).Single().ReadSeq.ShouldBe(3);
        (await PassedAsync(2)).Select(sign => sign.User).ShouldBe([carol.Id, bob.Id], "the second is from before");
        (host.Conversations.SharesReading(bob.Id), host.Conversations.SharesReading(alice.Id)).ShouldBe((false, true));
    }

    [Fact]
    public async Task Switched_on_again_it_does_not_tell_what_was_read_meanwhile()
    {
        await SwitchAsync(bob, false);
        await ReadAsync(bob, 2);
        await SwitchAsync(bob, true);
        await SwitchAsync(bob, true);
        (await OfAsync(alice)).Readers.ShouldBeEmpty();
        await ReadAsync(bob, 3);
        (await OfAsync(alice)).Readers.Single().Seq.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_read_by_who_is_not_to_be_noticed_is_not_told_until_they_read_on_as_usual()
    {
        var hidden = host.Services.GetRequiredService<FakeDiscretion>().Hidden;
        hidden.Add(bob.Id);
        await ReadAsync(bob, 2);
        (await OfAsync(alice)).Readers.ShouldBeEmpty();
        hidden.Clear();
        (await OfAsync(alice)).Readers.ShouldBeEmpty();
        await ReadAsync(bob, 3);
        (await OfAsync(alice)).Readers.Single().Seq.ShouldBe(3);
        (await PassedAsync(1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_switch_is_where_it_was_after_a_restart()
    {
        await SwitchAsync(bob, false);
        var again = ActivatorUtilities.CreateInstance<ReadSharing>(host.Services);
        again.Shares(bob.Id).ShouldBeTrue("not read yet");
        await again.LoadAsync(default);
        again.Shares(bob.Id).ShouldBeFalse();
        (await host.Client(bob.Device).GetFromJsonAsync<ReadersEndpoints.Setting>("/api/me/reading"))!.Tells.ShouldBeFalse();
        (await host.Client(alice.Device).GetFromJsonAsync<ReadersEndpoints.Setting>("/api/me/reading"))!.Tells.ShouldBeTrue();
    }

    [Fact]
    public async Task Clearing_a_history_tells_nobody_that_it_was_read()
    {
        (await host.Client(bob.Device).PutAsJsonAsync($"/api/conversations/{room.Id}/cleared", new { seq = 3 })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await OfAsync(alice)).Readers.ShouldBeEmpty();
        passed.ShouldBeEmpty();
    }

    [Fact]
    public async Task Strangers_and_those_who_left_are_told_nothing()
    {
        await ReadAsync(bob, 2);
        var stranger = await host.PersonAsync();
        (await GetAsync(stranger)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await room.AppendAsync(alice.Device, room.Remove(carol));
        (await GetAsync(carol)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await room.AppendAsync(alice.Device, room.Remove(bob));
        (await OfAsync(alice)).Readers.ShouldBeEmpty("who is gone is not told of");
        foreach (var from in new[] { "0", "-1", "9007199254740993", "x" })
            ((int)(await host.Client(alice.Device).GetAsync($"/api/conversations/{room.Id}/read?from={from}")).StatusCode).ShouldBe(400);
    }

    [Fact]
    public async Task Who_switches_all_the_time_has_to_wait()
    {
        for (var i = 0; i < RateLimits.ReadSettingsPerUser.Count; i++)
            await SwitchAsync(bob, i % 2 == 0);
        (await SwitchAsync(bob, true)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private Task<bool> ReadAsync(Person who, long seq) => host.Conversations.MarkReadAsync(room.Id, who.Id, seq);

    private Task<HttpResponseMessage> SwitchAsync(Person who, bool tells) => host.Client(who.Device).PutAsJsonAsync("/api/me/reading", new { tells });

    private Task<HttpResponseMessage> GetAsync(Person who) => host.Client(who.Device).GetAsync($"/api/conversations/{room.Id}/read");

    private async Task<ReadersEndpoints.Answer> OfAsync(Person who, long from = 1) =>
        (await host.Client(who.Device).GetFromJsonAsync<ReadersEndpoints.Answer>($"/api/conversations/{room.Id}/read?from={from}"))!;

    /// <summary>The relay is another thread.</summary>
    private async Task<IReadOnlyList<Passing>> PassedAsync(int count)
    {
        for (var i = 0; i < 100 && passed.Count < count; i++)
            await Task.Delay(20);
        await Task.Delay(100);
        return [.. passed.Select(Passing.Of)];
    }
}
