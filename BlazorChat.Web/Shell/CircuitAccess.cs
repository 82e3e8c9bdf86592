using System.Security.Claims;
using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.SignalR;

namespace BlazorChat.Web.Shell;

/// <summary>
/// A circuit is for a living session with a device, and for no longer than that. The pages ask for the same, but the hub can be called
/// without a page, and a circuit outlives the page's check: every call is asked again.
/// </summary>
internal sealed class CircuitAccess(ISessions sessions) : IHubFilter
{
    public ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (HasDevice(invocationContext.Context.User))
            return next(invocationContext);
        // Nothing has been drawn yet, so nobody shows this page out: it loads again and ends where the session may go.
        if (invocationContext.HubMethodName == "UpdateRootComponents")
            invocationContext.Context.Abort();
        // Otherwise nothing is done and nothing said: SessionGuard is just showing this page out, with the reason, and a closed connection would
        // cut it off. To who comes back later "no such circuit" is a clear answer to the same effect.
        return ValueTask.FromResult<object?>(invocationContext.HubMethodName == "ConnectCircuit" ? false : null);
    }

    private bool HasDevice(ClaimsPrincipal? user) =>
        Guid.TryParseExact(user?.FindFirstValue(ChatClaims.Session), "D", out var session) && sessions.Find(session) is { Device: not null };
}
