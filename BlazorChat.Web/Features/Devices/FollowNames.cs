using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Open pages read chosen names with the chains: whoever shows another one counts as changed.</summary>
internal sealed class FollowNames(IPeople people, UserChains chains) : IHostedService, IDisposable
{
    private IDisposable? subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = people.OnNameChosen(chains.Tell);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => subscription?.Dispose();
}
