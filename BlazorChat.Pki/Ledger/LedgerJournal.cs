using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Ledger;

/// <summary>
/// The one way to change what the authority knows. An act reads, decides, and adds rows; all of it becomes durable in one
/// transaction, or none. Two acts never decide on the same state: the next row's number can be taken only once, and who
/// comes second decides again. Here they queue; on several hosts the database's key is the judge.
/// Issuances that wait share a transaction and a sync of the disk; every other act has its own.
/// When the connection is lost, an act is repeated, unless it turns out that what its last run wrote is there.
/// </summary>
internal sealed class LedgerJournal(AuthorityDatabase database, IDatabaseFaults faults, TimeProvider clock) : IDisposable
{
    private const int MaxTaken = 15; // losing so often in a row means something else is wrong
    private const int MaxGroup = 64; // a few hundred rows: the database is locked for some milliseconds
    private const int Enough = 4; // to share a sync of the disk: more would wait longer for each other than for the disk

    /// <summary>How long an act is repeated against a database that is away before its caller is told so.</summary>
    private static readonly TimeSpan MaxRepeating = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long an issuance waits for others that are being signed. A pair of signatures takes a core 7 ms.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(15);

    private readonly Func<DbContext, CancellationToken, Task<LedgerRow?>> _last = EF.CompileAsyncQuery((DbContext context, CancellationToken _) =>
        context.Set<LedgerRow>().AsNoTracking().OrderByDescending(row => row.Seq).FirstOrDefault());

    private readonly object _entering = new();
    private readonly Queue<PendingAct> _waiting = new();
    private readonly CancellationTokenSource _disposed = new();
    private PreparedLedger? _kept;
    private Thread? _worker;
    private int _expected;
    private bool _gathers;
    private bool _ended;

    /// <param name="act">May run again on fresh state; must have no effect but through its page.</param>
    public Task<T> CommitAsync<T>(Func<LedgerPage, CancellationToken, Task<T>> act, CancellationToken cancellation) =>
        EnterAsync(new PendingAct<T>(act, shares: false, cancellation));

    /// <summary>
    /// As <see cref="CommitAsync"/>, together with others of the kind. Such an act sees what those before it have added only in
    /// <see cref="LedgerPage.Added"/>, not in a query; and it changes nothing but by adding rows to its page.
    /// </summary>
    public Task<T> CommitTogetherAsync<T>(Func<LedgerPage, CancellationToken, Task<T>> act, CancellationToken cancellation) =>
        EnterAsync(new PendingAct<T>(act, shares: true, cancellation));

    /// <summary>An issuance is being signed and will come: one that is ready before it waits for it, shortly. Dispose once it has entered, or will not.</summary>
    public IDisposable Expect()
    {
        lock (_entering)
            _expected++;
        return new Expected(this);
    }

    private Task<T> EnterAsync<T>(PendingAct<T> act)
    {
        lock (_entering)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            _waiting.Enqueue(act);
            if (_worker is null)
                _worker = Start();
            else if (!_gathers || _waiting.Count >= Enough || !act.Shares)
                Monitor.Pulse(_entering);
        }
        return act.Answered;
    }

    /// <summary>
    /// A thread of its own gets its turn while others keep the cores busy signing, and takes along who entered meanwhile. In the pool it
    /// would come before everybody who is about to enter, with a group of one, or after all of them, and the cores would wait for the disk.
    /// </summary>
    private Thread Start()
    {
        var worker = new Thread(Work) { IsBackground = true, Name = "ledger" };
        worker.Start();
        return worker;
    }

    private void Work()
    {
        while (Next() is { Count: > 0 } group)
            RunAsync(group).GetAwaiter().GetResult();
        Forget();
        foreach (var act in _waiting)
            act.Fail(new ObjectDisposedException(nameof(LedgerJournal)));
    }

    /// <summary>One act, or those from the front that may share; waits for the first. None: this has been disposed.</summary>
    private List<PendingAct> Next()
    {
        var group = new List<PendingAct>();
        lock (_entering)
        {
            while (group.Count == 0 && !_ended)
            {
                if (_waiting.Count == 0)
                    Monitor.Wait(_entering);
                Gather();
                while (group.Count < MaxGroup && _waiting.TryPeek(out var next) && (group.Count == 0 || (next.Shares && group[0].Shares)))
                {
                    _waiting.Dequeue();
                    if (!next.GivenUp())
                        group.Add(next);
                }
            }
        }
        return group;
    }

    private void Gather()
    {
        var until = Environment.TickCount64 + (long)Gathering.TotalMilliseconds;
        _gathers = true;
        while (!_ended && _expected > 0 && _waiting.Count is > 0 and < Enough && _waiting.All(act => act.Shares) && until - Environment.TickCount64 is > 0 and var left)
            Monitor.Wait(_entering, (int)left);
        _gathers = false;
    }

    private void NoLongerExpected()
    {
        lock (_entering)
        {
            if (--_expected == 0 && _gathers)
                Monitor.Pulse(_entering);
        }
    }

    private async Task RunAsync(List<PendingAct> group)
    {
        try
        {
            if (await TryRunAsync(group))
                return;
            // One of them failed on its own account; nothing of the others may be lost to it.
            foreach (var act in group)
                await RunAsync([act]);
        }
        catch (Exception e)
        {
            foreach (var act in group)
                act.Fail(e);
        }
    }

    /// <returns>False: of several acts one threw, or its rows were refused, and nothing was saved.</returns>
    private async Task<bool> TryRunAsync(List<PendingAct> group)
    {
        var started = clock.GetTimestamp();
        var unanswered = new List<Attempt>();
        var lastLook = false;
        for (var taken = 0; ;)
        {
            try
            {
                if (await TryOnceAsync(group, unanswered, mayLose: taken < MaxTaken))
                    return true;
                taken++;
            }
            catch (Exception e) when (DatabaseFault.Of(e) is { } fault && faults.IsTransient(fault))
            {
                // One attempt alone may have hung for as long: then what became of it is still looked for, once.
                if (clock.GetElapsedTime(started) >= MaxRepeating && (lastLook || unanswered.Count == 0))
                    throw;
                lastLook = clock.GetElapsedTime(started) >= MaxRepeating;
                if (faults.IsLost(fault))
                    faults.ForgetIdleConnections();
                await Task.Delay(Pause, _disposed.Token);
            }
            catch (Exception) when (group.Count > 1 && unanswered.Count == 0)
            {
                return false;
            }
        }
    }

    /// <param name="unanswered">Attempts of which nobody knows whether they became durable; this one is added when its answer is lost.</param>
    /// <returns>False: somebody else took the next row; to be decided again.</returns>
    private async Task<bool> TryOnceAsync(List<PendingAct> group, List<Attempt> unanswered, bool mayLose)
    {
        if (!group[0].Shares)
        {
            await using var context = await database.OpenAsync(_disposed.Token);
            // Once: opened for each query, it would be told its settings each time.
            await context.Database.OpenConnectionAsync(_disposed.Token);
            var last = await _last(context, _disposed.Token);
            return await TryOnceAsync(new LedgerPage(context, last?.Seq ?? 0, last?.Hash ?? LedgerHash.Start, Now()), group, unanswered, mayLose);
        }
        try
        {
            _kept ??= await PreparedLedger.OpenAsync(database, _disposed.Token);
            // Read before anything the acts decide on: what another host adds afterwards takes the number we would take.
            var (seq, hash) = await _kept.LastAsync(_disposed.Token) ?? (0, LedgerHash.Start);
            if (await TryOnceAsync(new LedgerPage(_kept.Context, seq, hash, Now(), _kept), group, unanswered, mayLose))
                return true;
            Forget();
            return false;
        }
        catch
        {
            Forget();
            throw;
        }
    }

    private async Task<bool> TryOnceAsync(LedgerPage page, List<PendingAct> group, List<Attempt> unanswered, bool mayLose)
    {
        foreach (var earlier in unanswered)
        {
            if (!await IsDurableAsync(page.Context, earlier))
                continue;
            earlier.Answer();
            return true;
        }
        var before = page.Seq;
        var attempt = new Attempt();
        foreach (var act in group)
            attempt.Answers.Add(await act.RunAsync(page));
        if (page.Seq != before)
        {
            (attempt.Seq, attempt.Hash) = (page.Seq, page.Hash);
            try
            {
                if (!await TrySaveAsync(page, before, mayLose))
                    return false;
            }
            catch (Exception e) when (DatabaseFault.Of(e) is { } fault && faults.IsLost(fault))
            {
                unanswered.Add(attempt);
                throw;
            }
        }
        attempt.Answer();
        return true;
    }

    /// <summary>In whole milliseconds, as stored.</summary>
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<bool> TrySaveAsync(LedgerPage page, long before, bool mayLose)
    {
        try
        {
            // Not cancelled half-way: the caller must know whether it happened.
            if (page.Prepared is { } prepared)
                await prepared.InsertAsync(page.Added, CancellationToken.None);
            else
            {
                page.Context.AddRange(page.Added);
                await page.Context.SaveChangesAsync(CancellationToken.None);
            }
            return true;
        }
        catch (DbUpdateException e) when (mayLose && !(DatabaseFault.Of(e) is { } fault && faults.IsTransient(fault)))
        {
            if (!await IsTakenAsync(before + 1))
                throw;
            return false;
        }
    }

    private async Task<bool> IsTakenAsync(long seq)
    {
        await using var context = await database.OpenAsync(CancellationToken.None);
        return await context.Set<LedgerRow>().AnyAsync(row => row.Seq == seq);
    }

    private void Forget()
    {
        var kept = _kept;
        _kept = null; // also if the goodbye to a server that is gone fails
        kept?.Dispose();
    }

    private static Task<bool> IsDurableAsync(DbContext context, Attempt attempt) =>
        context.Set<LedgerRow>().AnyAsync(row => row.Seq == attempt.Seq && row.Hash == attempt.Hash);

    public void Dispose()
    {
        lock (_entering)
        {
            if (_ended)
                return;
            _ended = true;
            Monitor.Pulse(_entering);
        }
        _disposed.Cancel();
        _worker?.Join();
        _disposed.Dispose();
    }

    private sealed class Expected(LedgerJournal journal) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                journal.NoLongerExpected();
        }
    }

    /// <summary>What one run of a group wrote last, and how its callers are answered once that is durable.</summary>
    private sealed class Attempt
    {
        public long Seq { get; set; }

        public string Hash { get; set; } = "";

        public List<Action> Answers { get; } = [];

        public void Answer()
        {
            foreach (var answer in Answers)
                answer();
        }
    }
}
