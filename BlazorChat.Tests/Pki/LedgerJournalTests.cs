using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;
using Npgsql;
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
            return page;
        }, CancellationToken.None);
        var together = Enumerable.Range(0, 5).Select(_ => journal.CommitTogetherAsync(WriteAsync, CancellationToken.None)).ToList();
        var alone = journal.CommitAsync(WriteAsync, CancellationToken.None);
        var after = journal.CommitTogetherAsync(WriteAsync, CancellationToken.None);
        begin.SetResult();
        var shared = (await Task.WhenAll(together)).Distinct().ShouldHaveSingleItem();
        LedgerPage[] all = [await first, shared, await alone, await after];
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
            page.Add(new CertificateRow { Serial = "1", Issuer = "1", Kid = "no such key", NotBefore = page.Now, NotAfter = page.Now, IssuedSeq = page.Seq, Der = [] });
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
    public async Task An_issuance_that_is_expected_and_never_comes_holds_nobody_up()
    {
        await using var host = await TestAuthority.OpenAsync();
        var journal = host.Get<LedgerJournal>();
        using (journal.Expect())
        {
            (await journal.CommitTogetherAsync(WriteAndCountAsync, default)).ShouldBe(2);
            (await journal.CommitAsync(WriteAndCountAsync, default)).ShouldBe(3);
        }
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
        Task<LedgerPage> waiting;
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

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_act_whose_connection_is_lost_is_done_once_and_answered(bool shares, bool afterCommit)
    {
        await using var host = await TestAuthority.OpenAsync();
        var cuts = 2;
        host.AtCommit = done =>
        {
            if (done == afterCommit && cuts-- > 0)
                throw TestAuthority.Broken();
        };
        var journal = host.Get<LedgerJournal>();
        (await (shares ? journal.CommitTogetherAsync(WriteAndCountAsync, default) : journal.CommitAsync(WriteAndCountAsync, default))).ShouldBe(2);
        cuts.ShouldBeLessThan(afterCommit ? 2 : 0);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(2, null, null));
    }

    [Fact]
    public async Task An_act_that_becomes_durable_late_after_its_connection_was_lost_is_answered_as_it_was_decided_then()
    {
        await using var host = await TestAuthority.OpenAsync();
        var cuts = 1;
        host.AtCommit = done =>
        {
            if (!done && cuts-- > 0)
                throw TestAuthority.Broken();
        };
        var runs = 0;
        LedgerRow? lost = null;
        var answer = await host.Get<LedgerJournal>().CommitAsync(async (page, cancellation) =>
        {
            if (++runs == 2)
            {
                // The server had it all along, and gets to it now.
                await using var server = await host.DatabaseAsync();
                server.Add(lost!);
                await server.SaveChangesAsync(cancellation);
            }
            page.Write(LedgerAct.Refuse, Actor.Host, default, $"run {runs}");
            lost ??= page.Added.OfType<LedgerRow>().Single();
            return runs;
        }, default);
        answer.ShouldBe(1);
        runs.ShouldBe(2);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(2, null, null));
    }

    [Fact]
    public async Task Who_goes_away_while_a_lost_group_is_repeated_takes_nothing_from_the_others()
    {
        await using var host = await TestAuthority.OpenAsync();
        var journal = host.Get<LedgerJournal>();
        using var gone = new CancellationTokenSource();
        var cuts = 1;
        host.AtCommit = done =>
        {
            if (done || cuts-- <= 0)
                return;
            gone.Cancel();
            throw TestAuthority.Broken();
        };
        var begin = new TaskCompletionSource();
        var first = journal.CommitAsync(async (_, _) =>
        {
            await begin.Task;
            return 0;
        }, default);
        var leaves = journal.CommitTogetherAsync((page, token) =>
        {
            token.ThrowIfCancellationRequested();
            return WriteAndCountAsync(page, token);
        }, gone.Token);
        var stays = journal.CommitTogetherAsync(WriteAndCountAsync, default);
        begin.SetResult();
        await first;
        (await stays).ShouldBe(3);
        (await leaves).ShouldBe(2);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(3, null, null));
    }

    [Fact]
    public async Task An_attempt_that_hung_for_as_long_as_acts_are_repeated_is_still_looked_for()
    {
        await using var host = await TestAuthority.OpenAsync();
        var cuts = 1;
        host.AtCommit = done =>
        {
            if (!done || cuts-- <= 0)
                return;
            host.Clock.Advance(TimeSpan.FromSeconds(30));
            throw TestAuthority.Broken();
        };
        (await host.Get<LedgerJournal>().CommitTogetherAsync(WriteAndCountAsync, default)).ShouldBe(2);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(2, null, null));
    }

    [Fact]
    public async Task When_the_database_stays_away_the_caller_is_told_and_nothing_is_written()
    {
        await using var host = await TestAuthority.OpenAsync();
        host.AtCommit = _ =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(4));
            throw TestAuthority.Broken();
        };
        var journal = host.Get<LedgerJournal>();
        (await Should.ThrowAsync<DbUpdateException>(() => journal.CommitTogetherAsync(WriteAsync, default))).InnerException.ShouldBeOfType<NpgsqlException>();
        host.AtCommit = null;
        (await host.Authority.VerifyLedgerAsync()).Rows.ShouldBe(1);
        await journal.CommitAsync(WriteAsync, default);
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(2, null, null));
    }

    private static Task<long> WriteAndCountAsync(LedgerPage page, CancellationToken cancellation) =>
        Task.FromResult(page.Write(LedgerAct.Refuse, Actor.Host, default, "test"));

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

    private static Task<LedgerPage> WriteAsync(LedgerPage page, CancellationToken cancellation)
    {
        page.Write(LedgerAct.Refuse, Actor.Host, default, "test");
        return Task.FromResult(page);
    }
}
