using System.Diagnostics;
using BlazorChat.Pki;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class ReadLedgerTests : IAsyncLifetime
{
    private static readonly TestDevice Device = TestDevice.New();
    private static readonly Actor Ada = Actor.User(Guid.Parse("0f0f0f0f-0000-4000-8000-000000000001"));
    private TestAuthority host = null!;
    private string kid = "", serial = "";

    private ILedger Ledger => host.Get<ILedger>();

    /// <summary>1 Open, 2 and 3 Issue, a day later 4 Hold, 5 Administer, 6 Revoke.</summary>
    public async Task InitializeAsync()
    {
        host = await TestAuthority.OpenAsync();
        var issued = await host.IssueAsync(Device);
        (kid, serial) = (issued.Sig.Kid, issued.Sig.Serial);
        host.Clock.Advance(TimeSpan.FromDays(1));
        await host.Authority.HoldAsync(KeySelection.Of(kid), Actor.Host);
        await Ledger.RecordAsync(Ada, "disable-account", Device.User, outcome: null, default);
        await host.Authority.RevokeAsync(KeySelection.Of(kid), RevocationReason.KeyCompromise, Ada);
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task The_newest_come_first_page_by_page_to_the_first()
    {
        (await Seqs(new LedgerFilter(), limit: 4)).ShouldBe([6, 5, 4, 3]);
        (await Seqs(new LedgerFilter(), before: 3, limit: 4)).ShouldBe([2, 1]);
        (await Seqs(new LedgerFilter(), before: 1)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_filter_keeps_exactly_what_fits()
    {
        var day = host.Clock.GetUtcNow().AddHours(-1);
        (await Seqs(new LedgerFilter(Acts: [LedgerAct.Issue, LedgerAct.Revoke]))).ShouldBe([6, 3, 2]);
        (await Seqs(new LedgerFilter(Actor: Actor.Host.ToString()))).ShouldBe([4]);
        (await Seqs(new LedgerFilter(Actor: Ada.ToString()))).ShouldBe([6, 5]);
        (await Seqs(new LedgerFilter(About: Device.User))).ShouldBe([6, 5, 4, 3, 2]);
        (await Seqs(new LedgerFilter(About: Guid.NewGuid()))).ShouldBeEmpty();
        (await Seqs(new LedgerFilter(Subject: serial))).ShouldBe([2]);
        (await Seqs(new LedgerFilter(Subject: kid))).ShouldBe([6, 4, 2]);
        (await Seqs(new LedgerFilter(Subject: "' OR 1=1 --"))).ShouldBeEmpty();
        (await Seqs(new LedgerFilter(From: day))).ShouldBe([6, 5, 4]);
        (await Seqs(new LedgerFilter(Until: day))).ShouldBe([3, 2, 1]);
        (await Seqs(new LedgerFilter(Actor: Ada.ToString(), Acts: [LedgerAct.Hold]))).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_administrator_did_is_a_row_like_any_other()
    {
        var row = (await Ledger.ListAsync(new LedgerFilter(Acts: [LedgerAct.Administer]), null, 10, default)).ShouldHaveSingleItem();
        row.ShouldSatisfyAllConditions(
            entry => entry.At.ShouldBe(host.Clock.GetUtcNow()),
            entry => entry.ActorUser.ShouldBe(Guid.Parse("0f0f0f0f-0000-4000-8000-000000000001")),
            entry => entry.User.ShouldBe(Device.User),
            entry => entry.Reason.ShouldBe("disable-account"),
            entry => entry.Detail.ShouldBeNull());
        (await host.Authority.VerifyLedgerAsync()).ShouldBe(new LedgerVerdict(6, null, null));
    }

    [Fact]
    public async Task A_check_is_kept_with_its_time_and_finds_what_was_changed()
    {
        Ledger.Check.ShouldBeNull();
        var good = await Ledger.CheckAsync(default);
        good.ShouldBe(new LedgerCheck(new LedgerVerdict(6, null, null), host.Clock.GetUtcNow()));
        Ledger.Check.ShouldBe(good);

        await host.ExecuteAsync("UPDATE authority_ledger SET \"Reason\" = 'enable-account' WHERE \"Seq\" = 5");
        (await Ledger.CheckAsync(default)).Verdict.FirstBroken.ShouldBe(5);
        Ledger.Check!.Verdict.Intact.ShouldBeFalse();
    }

    [Fact]
    public async Task It_is_checked_by_itself_soon_after_the_start()
    {
        await host.RunScheduleAsync();
        Ledger.Check.ShouldBeNull();
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        var watch = Stopwatch.StartNew();
        while (Ledger.Check is null && watch.Elapsed < TimeSpan.FromSeconds(20))
            await Task.Delay(5);
        Ledger.Check.ShouldNotBeNull().Verdict.Rows.ShouldBe(6);
    }

    private async Task<IEnumerable<long>> Seqs(LedgerFilter filter, long? before = null, int limit = 100) =>
        (await Ledger.ListAsync(filter, before, limit, default)).Select(entry => entry.Seq);
}
