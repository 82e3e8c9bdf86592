using System.Globalization;
using BlazorChat.Directories.Ldap.Wire;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Directories.Ldap.Servers;

/// <summary>
/// The servers in the order of the settings: the first that answers is asked. The deadline of an operation is shared out among
/// them, so that a silent first server leaves time for the second; it is then out of the way until it answers again.
/// If none answers the refusal is immediate.
/// </summary>
internal sealed class DirectoryServers : IDisposable
{
    private readonly LdapSettings settings;
    private readonly TimeProvider clock;

    public DirectoryServers(LdapSettings settings, TimeProvider clock, ILogger<DirectoryServers> logger)
    {
        this.settings = settings;
        this.clock = clock;
        All = [.. settings.Servers.Select(address => new DirectoryServer(address, settings, clock, logger))];
    }

    public IReadOnlyList<DirectoryServer> All { get; }

    /// <summary>Runs something that may be repeated on the next server: it reads, or verifies a password. Within the deadline of the
    /// settings, or another one for what nobody waits for.</summary>
    /// <exception cref="LdapFaultException">No server could do it.</exception>
    public Task<T> AskAsync<T>(Func<DirectoryServer, CancellationToken, Task<T>> act, CancellationToken cancellation, TimeSpan? deadline = null) =>
        RunAsync(act, repeat: true, deadline ?? settings.Timeout, cancellation);

    /// <summary>Runs something that writes, on a connection of its own, and once: who knows whether a silent server did it.</summary>
    /// <exception cref="LdapFaultException">The server could not do it, or did not say so.</exception>
    public Task<T> WriteAsync<T>(Func<LdapConnection, CancellationToken, Task<T>> act, CancellationToken cancellation) =>
        RunAsync((server, limit) => server.Service.UseAsync(act, limit, fresh: true), repeat: false, settings.Timeout, cancellation);

    /// <summary>The same on a connection that is nobody's yet: the act binds as a person first, and writes as that person.</summary>
    /// <exception cref="LdapFaultException">The server could not do it, or did not say so.</exception>
    public Task<T> WriteAsPersonAsync<T>(Func<LdapConnection, CancellationToken, Task<T>> act, CancellationToken cancellation) =>
        RunAsync((server, limit) => server.People.UseAsync(act, limit, fresh: true), repeat: false, settings.Timeout, cancellation);

    public void Dispose()
    {
        foreach (var server in All)
            server.Dispose();
    }

    private async Task<T> RunAsync<T>(Func<DirectoryServer, CancellationToken, Task<T>> act, bool repeat, TimeSpan deadline, CancellationToken cancellation)
    {
        var begun = clock.GetTimestamp();
        try
        {
            var answer = await TryInTurnAsync(act, repeat, deadline, cancellation);
            DirectoryMeters.Asked("answered", clock.GetElapsedTime(begun));
            return answer;
        }
        catch (LdapFaultException e)
        {
            DirectoryMeters.Asked(e.Fault.ToString(), clock.GetElapsedTime(begun));
            throw;
        }
    }

    private async Task<T> TryInTurnAsync<T>(Func<DirectoryServer, CancellationToken, Task<T>> act, bool repeat, TimeSpan deadline, CancellationToken cancellation)
    {
        var candidates = All.Where(server => server.Trouble is null).Take(repeat ? All.Count : 1).ToList();
        var begun = clock.GetTimestamp();
        LdapFaultException? fault = null;
        for (var i = 0; i < candidates.Count; i++)
        {
            var share = (deadline - clock.GetElapsedTime(begun)) / (candidates.Count - i);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(share > TimeSpan.Zero ? share : TimeSpan.Zero);
            try
            {
                return await act(candidates[i], limit.Token);
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                fault = new LdapFaultException(e, LdapFault.Silent, DirectoryFinding.Silent, share.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)) { Server = candidates[i].Address };
            }
            catch (LdapFaultException e) when (!cancellation.IsCancellationRequested)
            {
                fault = e;
                if (e.Fault is LdapFault.Refused)
                    break; // the next one would refuse it too
            }
            if (fault.MeansDown)
                candidates[i].WentDown(fault);
        }
        cancellation.ThrowIfCancellationRequested();
        throw fault ?? All.Select(server => server.Trouble).FirstOrDefault(trouble => trouble is not null)
            ?? new LdapFaultException(LdapFault.Unavailable, DirectoryFinding.JustBack) { Server = All[0].Address };
    }
}
