using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Ledger;

/// <summary>Pages through the ledger and keeps what its checks find. A check reads every row there is, so only one runs at a time.</summary>
internal sealed class ReadLedger(AuthorityDatabase database, LedgerJournal journal, VerifyLedger verify, TimeProvider clock) : ILedger
{
    private readonly Lock _gate = new();
    private Task<LedgerCheck>? _checking;

    public LedgerCheck? Check { get; private set; }

    public async Task<IReadOnlyList<LedgerEntry>> ListAsync(LedgerFilter filter, long? before, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        await using var context = await database.OpenAsync(cancellation);
        var rows = Fitting(context.Set<LedgerRow>().AsNoTracking(), filter);
        if (before is { } end)
            rows = rows.Where(row => row.Seq < end);
        return await rows.OrderByDescending(row => row.Seq).Take(limit)
            .Select(row => new LedgerEntry(row.Seq, row.At, row.Act, row.Actor, row.User, row.Device, row.Kid, row.Serial, row.Reason, row.Detail, row.Hash))
            .ToListAsync(cancellation);
    }

    public Task<LedgerCheck> CheckAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            // Others may wait for it too: it does not end with who asked first.
            if (_checking is null or { IsCompleted: true })
                _checking = Task.Run(RunAsync, CancellationToken.None);
            return _checking.WaitAsync(cancellation);
        }
    }

    public Task RecordAsync(Actor actor, string code, Guid? user, string? outcome, CancellationToken cancellation) => journal.CommitAsync((page, _) =>
        Task.FromResult(page.Write(LedgerAct.Administer, actor, new LedgerSubject(user), code, outcome)), cancellation);

    private async Task<LedgerCheck> RunAsync() => Check = new LedgerCheck(await verify.HandleAsync(CancellationToken.None), clock.GetUtcNow());

    private static IQueryable<LedgerRow> Fitting(IQueryable<LedgerRow> rows, LedgerFilter filter)
    {
        if (filter.Acts is { } acts)
            rows = rows.Where(row => acts.Contains(row.Act));
        if (filter.Actor is { } actor)
            rows = rows.Where(row => row.Actor == actor);
        if (filter.About is { } user)
            rows = rows.Where(row => row.User == user);
        if (filter.Subject is { } subject)
            rows = rows.Where(row => row.Serial == subject || row.Kid == subject || row.Device == subject);
        if (filter.From is { } from)
            rows = rows.Where(row => row.At >= from);
        if (filter.Until is { } until)
            rows = rows.Where(row => row.At < until);
        return rows;
    }
}
