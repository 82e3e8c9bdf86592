using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Looks up what is known of keys that somebody claims, twice for each issuance. Mostly nothing is, and that is asked by a prepared statement; the first of
/// the two looks has a connection of its own that stays open.
/// </summary>
internal sealed class KnownKeys(AuthorityDatabase database) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private PreparedLedger? _kept;

    /// <summary>Outside of any transaction.</summary>
    /// <param name="kids">Of any number of keys, at least one.</param>
    /// <param name="device">Of a browser; null: the keys are not a device's.</param>
    /// <returns>The keys that are certified, and all of the device.</returns>
    public async Task<List<CertifiedKey>> FindAsync(IReadOnlyList<string> kids, string? device, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            for (var again = _kept is not null; ; again = false)
            {
                try
                {
                    _kept ??= await PreparedLedger.OpenAsync(database, cancellation);
                    return await FindAsync(_kept, kids, device, cancellation);
                }
                catch (Exception)
                {
                    Forget();
                    // One that was open may have been closed by the server since; what is wrong with a new one is for the caller.
                    if (!again || cancellation.IsCancellationRequested)
                        throw;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>As <see cref="FindAsync(IReadOnlyList{string}, string?, CancellationToken)"/>, within an act, together with what it and those it shares with have added.</summary>
    public static async Task<List<CertifiedKey>> FindAsync(LedgerPage page, IReadOnlyList<string> kids, string? device, CancellationToken cancellation)
    {
        var known = await (page.Prepared is { } prepared ? FindAsync(prepared, kids, device, cancellation) : QueryAsync(page.Context, kids, device, cancellation));
        known.AddRange(page.Added.OfType<CertifiedKey>().Where(key => kids.Contains(key.Kid) || key.Device == device));
        return known;
    }

    public void Dispose()
    {
        Forget();
        _turn.Dispose();
    }

    private void Forget()
    {
        var kept = _kept;
        _kept = null; // also if the goodbye to a server that is gone fails
        kept?.Dispose();
    }

    private static async Task<List<CertifiedKey>> FindAsync(PreparedLedger prepared, IReadOnlyList<string> kids, string? device, CancellationToken cancellation) =>
        kids.Count <= 2 && !await prepared.KnowsAnyAsync(kids[0], kids[^1], device, cancellation) ? [] : await QueryAsync(prepared.Context, kids, device, cancellation);

    private static Task<List<CertifiedKey>> QueryAsync(DbContext context, IReadOnlyList<string> kids, string? device, CancellationToken cancellation) =>
        context.Set<CertifiedKey>().AsNoTracking().Where(key => kids.Contains(key.Kid) || key.Device == device).ToListAsync(cancellation);
}
