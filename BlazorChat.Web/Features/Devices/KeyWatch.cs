using System.Threading.Channels;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// Follows the authority: what a new CRL revokes, holds or releases changes who receives, at once and for every
/// conversation of the user, and ends the sessions of the devices concerned. At start it makes good what a crash left undone.
/// </summary>
internal sealed partial class KeyWatch(
    IAuthority authority, IDbContextFactory<ChatDatabase> databases, IEnumerable<IRecipientsChanged> hooks, ISessions sessions,
    KeyCheck keys, UserChains chains, RemovedKeys removed, Resets resets, ILeader leader, ILogger<KeyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private const int SettleEvery = 30; // sweeps: once a minute

    private readonly Channel<AuthorityChange> changes = Channel.CreateUnbounded<AuthorityChange>();

    private IDisposable? subscription;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Here and not in ExecuteAsync, which may begin a moment later: no change is missed once the host runs.
        subscription = authority.OnChange(change => changes.Writer.TryWrite(change));
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        subscription?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryEndBlockedSessionsAsync(stoppingToken))
            await Task.Delay(Retry, stoppingToken);
        await Task.WhenAll(FollowAsync(stoppingToken), SweepAsync(stoppingToken));
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        await foreach (var change in changes.Reader.ReadAllAsync(stopping))
        {
            // Retried until it is done: a recipient that should not receive is not a thing to log and forget.
            while (change.Kids.Count > 0 && !await TryApplyAsync(change, stopping))
                await Task.Delay(Retry, stopping);
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Sweep);
        for (var turn = 0; await timer.WaitForNextTickAsync(stopping); turn++)
        {
            if (!leader.Leads)
                continue;
            if (turn % SettleEvery == 0)
                await removed.SettleAsync();
            await resets.AppendApprovedOnHostAsync(stopping);
        }
    }

    private async Task<bool> TryApplyAsync(AuthorityChange change, CancellationToken cancellation)
    {
        try
        {
            await ApplyAsync(change.Kids, cancellation);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(logger, e, change.CrlNumber);
            return false;
        }
    }

    private async Task ApplyAsync(IReadOnlyList<string> kids, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation);
        var rows = await database.Set<DeviceKeys>().AsNoTracking()
            .Where(row => row.RemovedAt == null && (kids.Contains(row.Sig) || kids.Contains(row.Enc)))
            .ToListAsync(cancellation);
        if (rows.Count == 0)
            return;
        var users = rows.Select(row => row.UserId).Distinct().ToList();
        foreach (var hook in hooks)
            await hook.RaiseAsync(database, users, cancellation);
        await transaction.CommitAsync(cancellation);

        foreach (var row in rows)
            await EndSessionsAsync(row, cancellation);
        users.ForEach(chains.Tell);
    }

    private async Task<bool> TryEndBlockedSessionsAsync(CancellationToken cancellation)
    {
        try
        {
            await EndBlockedSessionsAsync(cancellation);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogBlockedFailed(logger, e);
            return false;
        }
    }

    private async Task EndBlockedSessionsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        // Read to the end before anything is written: an open reader would stand in the way.
        foreach (var row in await database.Set<DeviceKeys>().AsNoTracking().Where(row => row.RemovedAt == null).ToListAsync(cancellation))
            await EndSessionsAsync(row, cancellation);
    }

    private async Task EndSessionsAsync(DeviceKeys row, CancellationToken cancellation)
    {
        var state = keys.StateOf(row.Sig, row.Enc);
        if (state != KeyState.Good && Uuid.TryParse(row.Device, out var device))
            await sessions.EndDeviceAsync(
                row.UserId, device, state == KeyState.Revoked ? SessionEndReason.DeviceRevoked : SessionEndReason.DeviceHeld, cancellation);
    }

    [LoggerMessage(3005, LogLevel.Error, "What CRL {Number} changed could not be applied yet; trying again")]
    private static partial void LogFailed(ILogger logger, Exception e, long number);

    [LoggerMessage(3006, LogLevel.Error, "The sessions of blocked devices could not be ended yet; trying again")]
    private static partial void LogBlockedFailed(ILogger logger, Exception e);
}
