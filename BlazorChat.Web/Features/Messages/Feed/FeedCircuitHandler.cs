using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BlazorChat.Web.Features.Messages.Feed;

/// <summary>Tells a circuit's feed when its connection goes and comes back.</summary>
internal sealed class FeedCircuitHandler(CircuitFeed feed) : CircuitHandler
{
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        feed.ConnectionDown();
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        feed.ConnectionUp();
        return Task.CompletedTask;
    }
}
