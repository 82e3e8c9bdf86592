using BlazorChat.Pki.Certificates;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// Looks up what is known of keys that somebody claims, twice for each issuance. The query is compiled once for the host, and the first of
/// the two looks has a connection that stays open: taken apart and opened anew each time, they cost more than the answer (bench, <c>issuance</c>).
/// </summary>
internal sealed class KnownKeys(AuthorityDatabase database) : IDisposable
{
    private readonly Func<DbContext, string, string, string?, IAsyncEnumerable<CertifiedKey>> _pair =
        EF.CompileAsyncQuery((DbContext context, string first, string second, string? device) =>
            context.Set<CertifiedKey>().AsNoTracking().Where(key => key.Kid == first || key.Kid == second || key.Device == device));

    private readonly SemaphoreSlim _turn = new(1);
    private DbContext? _kept;

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
                    _kept ??= await OpenAsync(cancellation);
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

    /// <summary>As <see cref="FindAsync(IReadOnlyList{string}, string?, CancellationToken)"/>, within a transaction, together with what the context has added and not saved.</summary>
    public async Task<List<CertifiedKey>> FindAsync(DbContext context, IReadOnlyList<string> kids, string? device, CancellationToken cancellation)
    {
        var known = kids.Count > 2
            ? await context.Set<CertifiedKey>().AsNoTracking().Where(key => kids.Contains(key.Kid) || key.Device == device).ToListAsync(cancellation)
            : await _pair(context, kids[0], kids[^1], device).ToListAsync(cancellation);
        known.AddRange(context.Set<CertifiedKey>().Local.Where(key => kids.Contains(key.Kid) || key.Device == device));
        return known;
    }

    public void Dispose()
    {
        Forget();
        _turn.Dispose();
    }

    private async Task<DbContext> OpenAsync(CancellationToken cancellation)
    {
        var context = await database.OpenAsync(cancellation);
        try
        {
            await context.Database.OpenConnectionAsync(cancellation);
            return context;
        }
        catch
        {
            await context.DisposeAsync();
            throw;
        }
    }

    private void Forget()
    {
        _kept?.Dispose();
        _kept = null;
    }
}
