using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Ledger;

/// <summary>
/// The one way to change what the authority knows. An act reads, decides, and adds rows; all of it becomes durable in one
/// transaction, or none. Two acts never decide on the same state: the next row's number can be taken only once, and who
/// comes second decides again. Here they queue; on several hosts the database's key is the judge.
/// </summary>
internal sealed class LedgerJournal(AuthorityDatabase database, TimeProvider clock) : IDisposable
{
    private const int MaxAttempts = 16; // losing so often in a row means something else is wrong
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <param name="act">May run again on fresh state; must have no effect but through its page.</param>
    public async Task<T> CommitAsync<T>(Func<LedgerPage, CancellationToken, Task<T>> act, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                await using var context = await database.OpenAsync(cancellation);
                var page = await BeginAsync(context, cancellation);
                var before = page.Seq;
                var result = await act(page, cancellation);
                if (await TrySaveAsync(page, before, attempt))
                    return result;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<LedgerPage> BeginAsync(DbContext context, CancellationToken cancellation)
    {
        // Read before anything the act decides on: what another host adds afterwards takes the number we would take.
        var last = await context.Set<LedgerRow>().AsNoTracking().OrderByDescending(row => row.Seq).FirstOrDefaultAsync(cancellation);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new LedgerPage(context, last?.Seq ?? 0, last?.Hash ?? LedgerHash.Start, now);
    }

    private async Task<bool> TrySaveAsync(LedgerPage page, long before, int attempt)
    {
        if (page.Seq == before)
            return true;
        try
        {
            // Not cancelled half-way: the caller must know whether it happened.
            await page.Context.SaveChangesAsync(CancellationToken.None);
            return true;
        }
        catch (DbUpdateException) when (attempt < MaxAttempts)
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

    public void Dispose() => _turn.Dispose();
}
