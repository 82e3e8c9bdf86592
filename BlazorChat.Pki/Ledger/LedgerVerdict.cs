namespace BlazorChat.Pki.Ledger;

/// <summary>What checking the ledger found.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="FirstBroken">The first row that does not fit; null if all do, even if something else does not fit them.</param>
/// <param name="Why">A sentence, if something is broken.</param>
public sealed record LedgerVerdict(long Rows, long? FirstBroken, string? Why)
{
    public bool Intact => Why is null;
}
