using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Relay;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Messages;

[Collection(InstrumentTests.Name)]
public sealed class MessageMetersTests
{
    [Fact]
    public async Task Sends_are_counted_timed_and_traced_by_what_became_of_them_and_name_nobody()
    {
        using var measured = new Measured();
        await using var host = await MessagesHost.StartAsync();
        var (ann, bob) = (host.Person(), host.Person());
        var dm = host.Dm(ann, bob);
        var key = await host.SessionAsync(ann.Device, dm);
        (await host.MessageAsync(ann.Device, dm, 1, key)).Status.ShouldBe(200);
        (await host.MessageAsync(ann.Device, dm, 7, key)).Code.ShouldBe("counter");
        (await host.PostAsync(ann.Device, $"/api/conversations/{dm.Id}/messages", "{}")).Status.ShouldBe(400);

        measured.Sum("blazorchat.messages.acknowledged").ShouldBe(1);
        measured.Sum("blazorchat.messages.refused", "reason=counter").ShouldBe(1);
        measured.Sum("blazorchat.messages.refused", "reason=bad").ShouldBe(1);
        measured.Count("blazorchat.send.duration", "outcome=acknowledged").ShouldBe(1);
        measured.Count("blazorchat.send.duration", "outcome=refused").ShouldBe(1);
        measured.Spans.ShouldContain("send blazorchat.outcome=acknowledged");
        measured.Spans.ShouldContain("send blazorchat.outcome=refused");
        measured.Spans.ShouldContain("group append blazorchat.works=1");
        foreach (var name in new[] { $"{ann.Id}", $"{bob.Id}", $"{ann.Device.Id}", $"{dm.Id}", $"{key}" })
            measured.Text.ShouldNotContain(name, Case.Insensitive);
    }

    [Fact]
    public async Task Pages_and_what_they_are_brought_are_counted()
    {
        using var measured = new Measured();
        await using var host = await MessagesHost.StartAsync();
        var (ann, bob) = (host.Person(), host.Person());
        var dm = host.Dm(ann, bob);
        var key = await host.SessionAsync(ann.Device, dm);
        var island = new FakeIsland();
        await using (var circuit = host.Services.CreateAsyncScope())
        {
            var feed = circuit.ServiceProvider.GetRequiredService<CircuitFeed>();
            feed.Open(dm.Id, ann.Id);
            await feed.AttachAsync(bob.Id, island);
            measured.Sum("blazorchat.feeds").ShouldBe(1);
            await host.MessageAsync(ann.Device, dm, 1, key);
            await island.NextAsync();
            await measured.UntilAsync(now => now.Count("blazorchat.delivery.duration") == 1);
            (measured.Sum("blazorchat.deliveries"), measured.Sum("blazorchat.delivered.entries")).ShouldBe((1, 1));

            island.Answers = false;
            await host.MessageAsync(ann.Device, dm, 2, key);
            await measured.UntilAsync(now => now.Sum("blazorchat.deliveries.stalled") == 1);
        }
        measured.Sum("blazorchat.feeds").ShouldBe(0);
        measured.Sum("blazorchat.relay.messages").ShouldBe(2);
    }

    [Fact]
    public async Task The_relay_tells_how_much_waits_and_whether_it_hears_the_others()
    {
        using var measured = new Measured();
        await using var host = await MessagesHost.StartAsync();
        measured.Look();
        measured.Count("blazorchat.relay.waiting").ShouldBe(1);
        measured.Count("blazorchat.relay.troubled").ShouldBe(1);
        measured.Sum("blazorchat.relay.troubled").ShouldBe(0);
        ((InProcessRelay)host.Get<IRelay>()).TellOfLoss();
        await measured.UntilAsync(now => now.Sum("blazorchat.relay.losses") == 1);
    }
}
