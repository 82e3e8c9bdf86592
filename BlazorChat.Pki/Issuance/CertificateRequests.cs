using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>Requests for certificates that wait for an administrator. Who may decide, callers check before.</summary>
public interface ICertificateRequests
{
    /// <summary>Those that wait, oldest first.</summary>
    Task<IReadOnlyList<WaitingRequest>> ListAsync(CancellationToken cancellation);

    /// <summary>What is asked for, taken apart and judged anew; null: it does not wait any more.</summary>
    /// <param name="id">Of which request.</param>
    /// <param name="displayName">The asker's, in the directory today: the certificate would say it.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<RequestDetails?> DescribeAsync(string id, string displayName, CancellationToken cancellation);

    /// <summary>Since when the keys of a device wait; null: they do not, or not any more, and asking for their certificates gives the answer.</summary>
    Task<DateTimeOffset?> WaitsSinceAsync(Guid user, string device, CancellationToken cancellation);

    /// <summary>The asker gets the certificate when asking again.</summary>
    /// <returns>False: it does not wait any more, since another decided or it took too long.</returns>
    Task<bool> ApproveAsync(string id, Actor actor, CancellationToken cancellation);

    /// <param name="reason">Shown to the asker; cut to <see cref="WaitingRequest.MaxReasonLength"/> characters. Blank: none is given.</param>
    /// <returns>As of <see cref="ApproveAsync"/>.</returns>
    Task<bool> RefuseAsync(string id, string reason, Actor actor, CancellationToken cancellation);
}

/// <param name="Id">Names owner and keys: what is decided about is this and no other.</param>
/// <param name="User">Who asks.</param>
/// <param name="Device">Which of the user's devices is to be; null: a program, that wants a TLS client certificate.</param>
/// <param name="Key">Upper-case hex. Of a program SHA-256 of its key as SubjectPublicKeyInfo; of a device of <c>sig "." enc</c>. The asker sees the same, or its beginning.</param>
/// <param name="From">The address it came from.</param>
/// <param name="At">Since when it waits.</param>
public sealed record WaitingRequest(string Id, Guid User, string? Device, string Key, string From, DateTimeOffset At)
{
    /// <summary>Of the reason for a refusal: a row of the ledger keeps it.</summary>
    public const int MaxReasonLength = 128;
}

/// <summary>Decides once: who comes second changes nothing.</summary>
internal sealed class CertificateRequests(LedgerJournal journal, IssuancePolicy policy, AuthorityDatabase database, DescribeRequest describe, TimeProvider clock) : ICertificateRequests
{
    public async Task<IReadOnlyList<WaitingRequest>> ListAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var context = await database.OpenAsync(cancellation);
        // Asked for every two seconds: without the requests themselves, of which a row has kilobytes.
        var rows = await context.Set<RequestRow>().Where(row => row.State == RequestState.Waiting && row.Until > now).OrderBy(row => row.At)
            .Select(row => new { row.Id, row.User, row.Device, row.Key, row.From, row.At }).ToListAsync(cancellation);
        return [.. rows.Select(row => new WaitingRequest(row.Id, row.User, new KeyOwner(row.User, row.Device).IsTlsClient ? null : row.Device, row.Key, row.From, row.At))];
    }

    public Task<RequestDetails?> DescribeAsync(string id, string displayName, CancellationToken cancellation) => describe.HandleAsync(id, displayName, cancellation);

    public async Task<DateTimeOffset?> WaitsSinceAsync(Guid user, string device, CancellationToken cancellation)
    {
        if (!policy.NeedsApproval(new KeyOwner(user, device)))
            return null; // the setting was changed while it waited
        var now = clock.GetUtcNow();
        await using var context = await database.OpenAsync(cancellation);
        return await context.Set<RequestRow>().Where(row => row.User == user && row.Device == device && row.State == RequestState.Waiting && row.Until > now)
            .Select(row => (DateTimeOffset?)row.At).FirstOrDefaultAsync(cancellation);
    }

    public Task<bool> ApproveAsync(string id, Actor actor, CancellationToken cancellation) => DecideAsync(id, LedgerAct.Approve, RequestState.Approved, reason: null, actor, cancellation);

    public Task<bool> RefuseAsync(string id, string reason, Actor actor, CancellationToken cancellation) =>
        DecideAsync(id, LedgerAct.Decline, RequestState.Refused, Clean(reason), actor, cancellation);

    private Task<bool> DecideAsync(string id, LedgerAct act, RequestState state, string? reason, Actor actor, CancellationToken cancellation) => journal.CommitAsync(async (page, token) =>
    {
        if (await page.Context.FindAsync<RequestRow>([id], token) is not { State: RequestState.Waiting } row || row.Until <= page.Now)
            return false;
        (row.State, row.Reason, row.Until) = (state, reason, page.Now + Admission.Patience);
        page.Write(act, actor, new LedgerSubject(row.User, row.Device), detail: reason ?? row.Key);
        return true;
    }, cancellation);

    /// <summary>One line, since it is read in terminals too.</summary>
    private static string? Clean(string reason)
    {
        var text = string.Concat(reason.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return text.Length == 0 ? null : text.Length <= WaitingRequest.MaxReasonLength ? text : text[..WaitingRequest.MaxReasonLength];
    }
}
