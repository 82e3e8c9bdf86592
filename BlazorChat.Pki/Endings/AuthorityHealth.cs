using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlazorChat.Pki.Endings;

/// <summary>
/// Degraded while a CA that is in use, the root's list or the server's own certificate ends within a month (of a short-lived one, a twelfth of
/// its life), or is not here: monitoring shows it and nothing is taken out of service, which would help nobody. From memory.
/// </summary>
internal sealed class AuthorityHealth(OpenedAuthority authority, IEndings endings) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var pressing = authority.IsOpen ? endings.OfAuthority().FirstOrDefault(ending => ending.Urgency != Urgency.Early) : null;
        return Task.FromResult(pressing is null ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(pressing.Kind is EndingKind.RootListMissing or EndingKind.IssuingCaMissing ? $"{pressing.Kind} {pressing.Name}." : $"{pressing.Kind} {pressing.Name} ends {pressing.NotAfter:u}."));
    }
}
