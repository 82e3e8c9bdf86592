using Microsoft.AspNetCore.Authorization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>What a session must have beyond living. An administrator's must be bound to a device too:
/// a stolen password alone administers nothing.</summary>
internal sealed record SessionRequirement(bool Device, bool Administrator, bool Auditor = false) : IAuthorizationRequirement;

internal sealed class SessionRequirementHandler(ISessions sessions) : AuthorizationHandler<SessionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, SessionRequirement requirement)
    {
        if (sessions.Current(context.User) is { } session
            && (!requirement.Device || session.Device is not null)
            && (!requirement.Administrator || session.IsAdmin)
            && (!requirement.Auditor || session.IsAdmin || session.IsAuditor))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
