using BlazorChat.Pki.Issuance;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Requests;

/// <summary>Who waits for a decision: people who want to start over, and keys that want to be certified.</summary>
public sealed partial class Requests
{
    private IReadOnlyList<WaitingReset> waiting = [];
    private IReadOnlyList<WaitingRequest> requests = [];

    [Inject] public required IPeople People { get; init; }
    [Inject] public required IResets Resets { get; init; }
    [Inject] public required ICertificateRequests Certification { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    protected override async Task<bool> ReadAsync()
    {
        var before = (waiting, requests);
        waiting = await Resets.ListAsync(Left);
        requests = await Certification.ListAsync(Left);
        return !waiting.SequenceEqual(before.waiting) || !requests.SequenceEqual(before.requests);
    }
}
