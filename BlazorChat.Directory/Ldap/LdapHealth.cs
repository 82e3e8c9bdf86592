using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlazorChat.Directories.Ldap;

/// <summary>
/// Whether the directory can be used, and if not, why, server by server. Never worse than degraded: those who are signed in
/// chat on without it, so no balancer may take this host out for it.
/// </summary>
internal sealed class LdapHealth(DirectoryServers servers, LdapSettings settings) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string? wrong = null;
        try
        {
            var found = await servers.AskAsync((server, limit) => server.Service.UseAsync(
                (connection, token) => connection.ReadAsync(settings.BaseDn, ["1.1"], token), limit), cancellationToken);
            if (found is null)
                wrong = $"There is no entry {settings.BaseDn}, or the service account may not see it. Check Directory:Ldap:BaseDn.";
        }
        catch (LdapFaultException e)
        {
            wrong = e.Message;
        }
        var reasons = servers.All.Select(server => server.Trouble?.Message).Append(wrong).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return reasons.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(' ', reasons));
    }
}
