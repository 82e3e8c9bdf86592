using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Catalogue;

/// <summary>What the catalogue reads, of one context, untracked.</summary>
internal sealed class Books(DbContext context)
{
    public IQueryable<CertificateRow> Leaves { get; } = context.Set<CertificateRow>().AsNoTracking();

    public IQueryable<CertifiedKey> Keys { get; } = context.Set<CertifiedKey>().AsNoTracking();

    public IQueryable<LedgerRow> Ledger { get; } = context.Set<LedgerRow>().AsNoTracking();
}
