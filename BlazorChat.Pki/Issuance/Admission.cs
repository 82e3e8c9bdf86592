using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// The one place that decides whether keys may be certified now, whoever asks for them. Approved are keys, once: who renews a key in good
/// standing needs no approval again. A request that waits is durable, with its row in the ledger, before the asker is told so.
/// </summary>
internal sealed class Admission(IssuancePolicy policy, LedgerJournal journal)
{
    /// <summary>Requests of one user that wait at once.</summary>
    public const int MaxWaiting = 5;

    /// <summary>How long a request waits, and how long an answer waits for the asker.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(7);

    /// <summary>Whether keys of this owner wait for somebody, unless they were certified before.</summary>
    public bool Asks(KeyOwner owner) => policy.NeedsApproval(owner);

    /// <returns>Null: they may be certified. Otherwise why not, or not yet; whether it waits already is for <see cref="AskAsync"/> to see.</returns>
    public async Task<IssueResult.Refused?> JudgeAsync(DbContext context, Claim claim, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!policy.NeedsApproval(claim.Owner))
            return null;
        // In this order: who certifies the keys takes the request away in the same moment, and then the second look finds them.
        var request = await FindAsync(context, claim, now, cancellation);
        return await AreCertifiedAsync(context, claim, cancellation) ? null : Answer(claim, request);
    }

    /// <summary>Lets the claim wait, if it does not yet.</summary>
    public Task<IssueResult.Refused> AskAsync(Claim claim, Actor actor, CancellationToken cancellation) => journal.CommitAsync(async (page, token) =>
    {
        var rows = page.Context.Set<RequestRow>();
        if (await FindAsync(page.Context, claim, page.Now, token) is { } known)
            return Answer(claim, known) ?? Pending(claim, known.At); // approved in between: the next try gets it
        if (await AreCertifiedAsync(page.Context, claim, token))
            return Pending(claim, since: null); // certified in between: the next try gets it too
        var user = claim.Owner.User;
        if (await rows.CountAsync(row => row.User == user && row.State == RequestState.Waiting && row.Until > page.Now, token) >= MaxWaiting)
            return new IssueResult.Refused(IssueRefusal.TooManyRequests, null, $"{MaxWaiting} requests of this person wait for an administrator already. Ask for one of these keys again, or have one of the requests decided.");
        rows.RemoveRange(await rows.Where(row => row.Until <= page.Now).ToListAsync(token));
        rows.Add(new RequestRow
        {
            Id = claim.Id,
            User = user,
            Device = claim.Owner.Device,
            Key = claim.Fingerprint,
            Csrs = [.. claim.Keys.SelectMany(key => key.Csr.ToArray())],
            From = claim.From,
            At = page.Now,
            Until = page.Now + Patience,
        });
        page.Write(LedgerAct.Ask, actor, new LedgerSubject(user, claim.Owner.Device, claim.Keys[0].Key.Kid), detail: claim.From);
        return Pending(claim, page.Now);
    }, cancellation);

    /// <summary>In the transaction that certifies the keys: the request has what it waited for.</summary>
    public async Task RedeemAsync(DbContext context, Claim claim, CancellationToken cancellation)
    {
        if (Asks(claim.Owner) && await context.FindAsync<RequestRow>([claim.Id], cancellation) is { } row)
            context.Remove(row);
    }

    private static async Task<bool> AreCertifiedAsync(DbContext context, Claim claim, CancellationToken cancellation)
    {
        var kids = claim.Keys.Select(key => key.Key.Kid).ToList();
        return await context.Set<CertifiedKey>().CountAsync(key => kids.Contains(key.Kid), cancellation) == kids.Count;
    }

    private static Task<RequestRow?> FindAsync(DbContext context, Claim claim, DateTimeOffset now, CancellationToken cancellation)
    {
        var id = claim.Id;
        return context.Set<RequestRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id && row.Until > now, cancellation);
    }

    private static IssueResult.Refused? Answer(Claim claim, RequestRow? row) => row?.State switch
    {
        RequestState.Approved => null,
        RequestState.Refused => new IssueResult.Refused(IssueRefusal.ApprovalRefused, null,
            row.Reason is { } reason ? $"An administrator refused this request: {reason}" : "An administrator refused this request and gave no reason.") { Reason = row.Reason },
        _ => Pending(claim, row?.At),
    };

    private static IssueResult.Refused Pending(Claim claim, DateTimeOffset? since) => new(IssueRefusal.ApprovalPending, null,
        $"The request waits for an administrator. Post the same request again later. SHA-256 of the key, for the administrator to compare: {claim.Fingerprint}") { Since = since };
}
