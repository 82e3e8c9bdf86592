using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>A disabled account has its certificates on hold until it is enabled.</summary>
internal sealed class HoldOnDisable(IAuthority authority) : IAccountWatcher
{
    public Task DisabledAsync(Guid user, Guid actor, CancellationToken cancellation) =>
        authority.HoldAsync(KeySelection.OfUser(user), Actor.User(actor), cancellation);

    public Task EnabledAsync(Guid user, Guid actor, CancellationToken cancellation) =>
        authority.ReleaseAsync(KeySelection.OfUser(user), Actor.User(actor), cancellation);
}
