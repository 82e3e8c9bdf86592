using BlazorChat.Pki.Issuance;
using BlazorChat.Web.Features.Devices;

namespace BlazorChat.Web.Features.Admin;

/// <summary>How many people and keys wait for an administrator.</summary>
internal sealed class WaitingDecisions(IResets resets, ICertificateRequests requests)
{
    public async Task<int> CountAsync(CancellationToken cancellation) =>
        (await resets.ListAsync(cancellation)).Count + (await requests.ListAsync(cancellation)).Count;
}
