using System.Collections.Concurrent;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// Keeps the certificates of people's devices and recovery keys on their entries of the directory: of each key that counts, the newest one
/// that is in time. After each change within seconds, on whatever host it was made, and all of them once an hour, which repairs what somebody else took away.
/// </summary>
internal sealed partial class PublishCertificates(
    IUserDirectory directory, IUserChains chains, IAuthority authority, IDbContextFactory<ChatDatabase> databases, IHostChanges changes, ILeader leader,
    TimeProvider clock, ILogger<PublishCertificates> logger)
    : BackgroundService, IFollowHostChanges
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private const int WholeEvery = 1800; // looks: once an hour
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, byte> waiting = new();
    private readonly ConcurrentDictionary<Guid, Retry> failed = new();
    private IDisposable? subscription;
    private string? problem;

    /// <summary>Something about this user's certificates may be different. Any thread.</summary>
    public void Ask(Guid user)
    {
        if (directory.Rules.PublishesCertificates)
            waiting.TryAdd(user, 0);
    }

    /// <summary>As <see cref="Ask"/>, for what other hosts hear of in no other way. Never throws: what was not told is found within the hour.</summary>
    public async Task AskEverywhereAsync(Guid user)
    {
        if (!directory.Rules.PublishesCertificates)
            return;
        Ask(user);
        try
        {
            await changes.TellAsync(HostChangeKinds.Certificates, user.ToString("D"), CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotTold(logger, e, user);
        }
    }

    public IReadOnlyList<string> Kinds { get; } = [HostChangeKinds.Certificates];

    public Task FollowAsync(HostChange change, CancellationToken cancellation)
    {
        Ask(Guid.ParseExact(change.Key, "D"));
        return Task.CompletedTask;
    }

    public Task ReadAgainAsync(CancellationToken cancellation) => directory.Rules.PublishesCertificates ? AskAllAsync(cancellation) : Task.CompletedTask;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = chains.OnChange(change => Ask(change.User));
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        subscription?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!directory.Rules.PublishesCertificates)
            return;
        using var timer = new PeriodicTimer(Pace, clock);
        for (var turn = 0; ; turn++)
        {
            try
            {
                if (turn % WholeEvery == 0)
                    await AskAllAsync(stoppingToken);
                // The others hear of every change too, and keep it until they lead.
                if (leader.Leads)
                    await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroke(logger, e);
            }
            if (!await timer.WaitForNextTickAsync(stoppingToken))
                return;
        }
    }

    /// <summary>Publishes for everybody who waits. Who could not be served waits on.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        foreach (var (user, retry) in failed)
        {
            if (retry.At <= now)
                Ask(user);
        }
        foreach (var user in waiting.Keys)
        {
            // Taken off first: what changes meanwhile puts the user back.
            waiting.TryRemove(user, out _);
            if (await PublishAsync(user, cancellation) is not PublishResult.Failed(var why, var forEverybody))
            {
                failed.TryRemove(user, out _);
                continue;
            }
            if (why != problem)
                LogFailed(logger, why);
            problem = why;
            if (forEverybody)
            {
                waiting.TryAdd(user, 0);
                return;
            }
            failed[user] = Retry.After(failed.GetValueOrDefault(user), clock.GetUtcNow());
        }
        if (waiting.IsEmpty && failed.IsEmpty)
            problem = null;
    }

    private async Task<PublishResult> PublishAsync(Guid user, CancellationToken cancellation)
    {
        var result = await directory.PublishAsync(new CertificatePublication(user, await CertificatesAsync(user, cancellation), authority.IsIssuedHere), cancellation);
        if (result is PublishResult.Done { Added: var added, Removed: var removed } && added + removed > 0)
            LogPublished(logger, user, added, removed);
        return result;
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> CertificatesAsync(Guid user, CancellationToken cancellation)
    {
        var active = chains.Active(await chains.OfAsync(user, cancellation));
        var kids = active.All.SelectMany(pair => (string[])[pair.Sig.Value, pair.Enc.Value]).ToList();
        var now = clock.GetUtcNow();
        var certificates = await authority.CertificatesOfAsync(kids, cancellation);
        return [.. certificates.Values.Select(leaves => leaves[^1]).Where(leaf => leaf.NotAfter > now).Select(leaf => leaf.Der)];
    }

    private async Task AskAllAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        await foreach (var user in database.Set<DeviceKeys>().AsNoTracking().Select(keys => keys.UserId).Distinct().AsAsyncEnumerable().WithCancellation(cancellation))
            Ask(user);
    }

    /// <summary>When somebody whose entry could not be written is tried again: later each time.</summary>
    private sealed record Retry(DateTimeOffset At, TimeSpan Pause)
    {
        public static Retry After(Retry? before, DateTimeOffset now)
        {
            var pause = before is null ? FirstPause : before.Pause * 2;
            pause = pause < LongestPause ? pause : LongestPause;
            return new Retry(now + pause, pause);
        }
    }

    [LoggerMessage(3007, LogLevel.Information, "Certificates of {User} in the directory: {Added} added, {Removed} removed")]
    private static partial void LogPublished(ILogger logger, Guid user, int added, int removed);

    [LoggerMessage(3008, LogLevel.Warning, "Certificates cannot be published in the directory yet; trying again. {Why}")]
    private static partial void LogFailed(ILogger logger, string why);

    [LoggerMessage(3009, LogLevel.Error, "Publishing certificates broke off; trying again")]
    private static partial void LogBroke(ILogger logger, Exception e);

    [LoggerMessage(3010, LogLevel.Warning, "Other hosts were not told of a new certificate of {User}; it may reach the directory an hour late")]
    private static partial void LogNotTold(ILogger logger, Exception e, Guid user);
}
