using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;

namespace BlazorChat.Pki.Issuance;

/// <summary>A refusal in the books: whose request, the code, and the rule if a lint refused.</summary>
internal static class RefusedRows
{
    public static long Write(LedgerPage page, KeyOwner owner, IssueResult.Refused refusal, Actor actor) =>
        page.Write(LedgerAct.Refuse, actor, new LedgerSubject(owner.User == Guid.Empty ? null : owner.User, owner.Device), refusal.Code, refusal.Lint);
}
