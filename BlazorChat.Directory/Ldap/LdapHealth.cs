using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Directories.Ldap.Wire;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlazorChat.Directories.Ldap;

/// <summary>
/// Whether the directory can be used, and if not, why, server by server. Never worse than degraded: those who are signed in
/// chat on without it, so no balancer may take this host out for it.
/// </summary>
internal sealed class LdapHealth(DirectoryServers servers, LdapSettings settings, TimeProvider clock) : IHealthCheck
{
    // Anybody may ask how we are; the directory is asked this often for them all.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim gate = new(1);
    private (HealthCheckResult Result, long At)? last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (last is not { } known || clock.GetElapsedTime(known.At) > Fresh)
                last = known = (await LookAsync(cancellationToken), clock.GetTimestamp());
            return known.Result;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken)
    {
        DirectoryFault? wrong = null;
        try
        {
            var found = await servers.AskAsync((server, limit) => server.Service.UseAsync(
                (connection, token) => connection.ReadAsync(settings.BaseDn, ["1.1"], token), limit), cancellationToken);
            if (found is null)
                wrong = new DirectoryFault(null, DirectoryFinding.BaseMissing, [settings.BaseDn]);
        }
        catch (LdapFaultException e)
        {
            wrong = e.What;
        }
        return DirectoryHealth.Of(servers.All.Select(server => server.Trouble?.What).Append(wrong).OfType<DirectoryFault>());
    }
}
