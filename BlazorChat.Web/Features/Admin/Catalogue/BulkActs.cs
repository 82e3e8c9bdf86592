using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using BlazorChat.Pki;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>
/// Acts on many keys, one after the other, in the host: whoever started one may close the page or lose the connection. Done in portions, each
/// durable in the ledger, a row for each key, and published before the next; before each it is asked again whether the actor is an
/// administrator. If the host stops in between, what was done stays done and the rest was not begun; the same filter finds the rest.
/// How far one came stands in the ledger when it ends: only the host that does it knows it before.
/// It does not check who starts one: <see cref="CertificateActs"/> does.
/// </summary>
internal sealed partial class BulkActs(IAuthority authority, ILedger ledger, IPeople people, TimeProvider clock, ILogger<BulkActs> logger) : BackgroundService
{
    private const int Portion = 250; // one transaction and one list: a second with a list of 10,000
    private const int MaxKept = 20;

    private readonly Lock gate = new();
    private readonly List<Job> jobs = [];
    private readonly Channel<Job> waiting = Channel.CreateUnbounded<Job>();

    /// <summary>The newest first; of those that are over only the last few.</summary>
    public IReadOnlyList<BulkProgress> Current
    {
        get
        {
            lock (gate)
                return [.. jobs.AsEnumerable().Reverse().Select(job => job.Progress)];
        }
    }

    public BulkProgress Start(StandingChange change, IReadOnlyList<string> kids, Guid actor)
    {
        var job = new Job(kids, new BulkProgress(Guid.NewGuid(), actor, change, kids.Count, 0, 0, BulkState.Waiting, clock.GetUtcNow()));
        lock (gate)
        {
            jobs.Add(job);
            if (jobs.Count > MaxKept && jobs.Find(old => old.Progress.IsOver) is { } oldest)
                jobs.Remove(oldest);
        }
        waiting.Writer.TryWrite(job);
        return job.Progress;
    }

    /// <summary>Ends it before its next portion. False: it is over already.</summary>
    public bool Stop(Guid id) => Change(id, progress => !progress.IsOver, progress => progress with { State = BulkState.Stopped }) is not null;

    /// <summary>Does what is left of one that ended early. False: nothing is left, or it runs.</summary>
    public bool GoOn(Guid id, Guid actor)
    {
        var job = Change(id, progress => progress.CanGoOn, progress => progress with { State = BulkState.Waiting, Actor = actor });
        return job is not null && waiting.Writer.TryWrite(job);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var job in waiting.Reader.ReadAllAsync(stoppingToken))
            await RunAsync(job, stoppingToken);
    }

    private async Task RunAsync(Job job, CancellationToken stopping)
    {
        if (!Advance(job, BulkState.Waiting, progress => progress with { State = BulkState.Running }))
            return; // stopped before its turn, or taken up twice
        try
        {
            while (job.Progress is { State: BulkState.Running } progress)
            {
                if (people.Current.Find(progress.Actor) is not { IsAdmin: true, Disabled: false })
                {
                    Advance(job, BulkState.Running, before => before with { State = BulkState.NotAllowed });
                    return;
                }
                var changed = await DoAsync(progress, [.. job.Kids.Skip(progress.Done).Take(Portion)], stopping);
                // Also if it was stopped meanwhile: this portion is done.
                Settle(job, Math.Min(Portion, progress.Total - progress.Done), changed);
            }
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            LogFailed(e, job.Progress.Id, job.Progress.Done, job.Progress.Total);
            Advance(job, BulkState.Running, progress => progress with { State = BulkState.Failed });
        }
        finally
        {
            await RecordAsync(job.Progress);
        }
    }

    private async Task RecordAsync(BulkProgress progress)
    {
        // Running: the host ends.
        var how = progress.State is BulkState.Running ? "interrupted" : JsonNamingPolicy.KebabCaseLower.ConvertName(progress.State.ToString());
        try
        {
            await ledger.RecordAsync(
                Actor.User(progress.Actor), "end-bulk-act", user: null, string.Create(CultureInfo.InvariantCulture, $"{how} {progress.Done}/{progress.Total}"), CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotRecorded(e, progress.Id, progress.Done, progress.Total);
        }
    }

    private async Task<int> DoAsync(BulkProgress progress, string[] kids, CancellationToken cancellation)
    {
        var (keys, actor) = (KeySelection.Of(kids), Actor.User(progress.Actor));
        var result = progress.Change switch
        {
            { Act: StandingAct.Revoke, Reason: { } reason } => await authority.RevokeAsync(keys, reason, actor, cancellation),
            { Act: StandingAct.Hold } => await authority.HoldAsync(keys, actor, cancellation),
            _ => await authority.ReleaseAsync(keys, actor, cancellation),
        };
        return result.Changed.Count;
    }

    private void Settle(Job job, int done, int changed)
    {
        lock (gate)
        {
            var progress = job.Progress with { Done = job.Progress.Done + done, Changed = job.Progress.Changed + changed };
            job.Progress = progress.Done == progress.Total ? progress with { State = BulkState.Done } : progress;
        }
    }

    private bool Advance(Job job, BulkState from, Func<BulkProgress, BulkProgress> change)
    {
        lock (gate)
        {
            if (job.Progress.State != from)
                return false;
            job.Progress = change(job.Progress);
            return true;
        }
    }

    private Job? Change(Guid id, Func<BulkProgress, bool> may, Func<BulkProgress, BulkProgress> change)
    {
        lock (gate)
        {
            if (jobs.Find(job => job.Progress.Id == id) is not { } job || !may(job.Progress))
                return null;
            job.Progress = change(job.Progress);
            return job;
        }
    }

    private sealed class Job(IReadOnlyList<string> kids, BulkProgress progress)
    {
        public IReadOnlyList<string> Kids { get; } = kids;

        public BulkProgress Progress { get; set; } = progress;
    }

    [LoggerMessage(10001, LogLevel.Error, "The act {Act} on many keys failed after {Done} of {Total}; an administrator can have it go on")]
    private partial void LogFailed(Exception exception, Guid act, int done, int total);

    [LoggerMessage(10002, LogLevel.Error, "That the act {Act} on many keys ended after {Done} of {Total} could not be written into the ledger")]
    private partial void LogNotRecorded(Exception exception, Guid act, int done, int total);
}
