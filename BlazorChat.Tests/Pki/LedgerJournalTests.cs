using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public class LedgerJournalTests
{
    [Fact]
    public async Task Issuances_that_wait_share_a_transaction_and_other_acts_have_their_own()
    {
        await using var host = await TestAuthority.OpenAsync();
        var journal = host.Get<LedgerJournal>();
        var begin = new TaskCompletionSource();
        var first = journal.CommitAsync(async (page, _) =>
        {
            await begin.Task;
            return page.Context;
        }, CancellationToken.None);
        var together = Enumerable.Range(0, 5).Select(_ => journal.CommitTogetherAsync(WriteAsync, CancellationToken.None)).ToList();
        var alone = journal.CommitAsync(WriteAsync, CancellationToken.None);
        var after = journal.CommitTogetherAsync(WriteAsync, CancellationToken.None);
        begin.SetResult();
        var shared = (await Task.WhenAll(together)).Distinct().ShouldHaveSingleItem();
        DbContext[] all = [await first, shared, await alone, await after];
        all.Distinct().Count().ShouldBe(4);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(8, null, null));
    }

    [Fact]
    public async Task An_act_that_fails_takes_nothing_from_those_that_share_with_it()
    {
        await using var host = await TestAuthority.OpenAsync();
        var journal = host.Get<LedgerJournal>();
        var begin = new TaskCompletionSource();
        var first = journal.CommitAsync(async (_, _) =>
        {
            await begin.Task;
            return 0;
        }, CancellationToken.None);
        var good = journal.CommitTogetherAsync(WriteAsync, CancellationToken.None);
        var throws = journal.CommitTogetherAsync<int>((page, _) =>
        {
            page.Write(LedgerAct.Refuse, Actor.Host, default, "never seen");
            throw new InvalidDataException();
        }, CancellationToken.None);
        var refused = journal.CommitTogetherAsync((page, _) =>
        {
            // A row that the database does not take.
            page.Context.Add(new CertificateRow { Serial = "1", Issuer = "1", Kid = "no such key", NotBefore = page.Now, NotAfter = page.Now, IssuedSeq = page.Seq, Der = [] });
            return Task.FromResult(page.Write(LedgerAct.Refuse, Actor.Host, default, "never seen"));
        }, CancellationToken.None);
        var alsoGood = journal.CommitTogetherAsync(WriteAsync, CancellationToken.None);
        begin.SetResult();
        await Task.WhenAll(first, good, alsoGood);
        await Should.ThrowAsync<InvalidDataException>(throws);
        await Should.ThrowAsync<DbUpdateException>(refused);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(3, null, null));
    }

    [Fact]
    public async Task Who_goes_away_while_waiting_leaves_no_row()
    {
        await using var host = await TestAuthority.OpenAsync();
        var journal = host.Get<LedgerJournal>();
        var begin = new TaskCompletionSource();
        var first = journal.CommitAsync(async (_, _) =>
        {
            await begin.Task;
            return 0;
        }, CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var waiting = journal.CommitTogetherAsync(WriteAsync, gone.Token);
        await gone.CancelAsync();
        begin.SetResult();
        await first;
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        (await host.Authority.VerifyLedgerAsync()).Rows.ShouldBe(1);
    }

    [Fact]
    public async Task Who_still_waits_when_the_host_ends_is_told()
    {
        Task<DbContext> waiting;
        await using (var host = await TestAuthority.OpenAsync())
        {
            var journal = host.Get<LedgerJournal>();
            var begin = new TaskCompletionSource();
            _ = journal.CommitAsync(async (_, _) =>
            {
                await begin.Task;
                return 0;
            }, CancellationToken.None);
            waiting = journal.CommitTogetherAsync(WriteAsync, CancellationToken.None);
            var disposing = Task.Run(journal.Dispose);
            SpinWait.SpinUntil(() => Refuses(journal), TimeSpan.FromSeconds(10)).ShouldBeTrue();
            begin.SetResult();
            await disposing;
        }
        await Should.ThrowAsync<ObjectDisposedException>(waiting);
    }

    private static bool Refuses(LedgerJournal journal)
    {
        try
        {
            _ = journal.CommitTogetherAsync(WriteAsync, CancellationToken.None);
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static Task<DbContext> WriteAsync(LedgerPage page, CancellationToken cancellation)
    {
        page.Write(LedgerAct.Refuse, Actor.Host, default, "test");
        return Task.FromResult(page.Context);
    }
}
