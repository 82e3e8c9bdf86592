using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public class RevocationTests : IAsyncLifetime
{
    private readonly Actor _admin = Actor.User(Guid.NewGuid());
    private TestAuthority _host = null!;

    private IAuthority Authority => _host.Authority;

    public async Task InitializeAsync() => _host = await TestAuthority.OpenAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task An_act_returns_when_the_crl_says_so_and_openssl_agrees()
    {
        var (good, bad) = (await _host.IssueAsync(TestDevice.New()), await _host.IssueAsync(TestDevice.New()));
        var before = Authority.Crl.Number;
        var result = await Authority.RevokeAsync(KeySelection.Of(bad.Sig.Kid, bad.Enc.Kid), RevocationReason.KeyCompromise, _admin);
        result.Changed.ShouldBe([bad.Sig.Kid, bad.Enc.Kid], ignoreOrder: true);
        result.CrlNumber.ShouldBe(Authority.Crl.Number);
        result.CrlNumber.ShouldBeGreaterThan(before);
        Authority.StatusOf(bad.Sig.Kid).ShouldBe(new KeyStatus(KeyState.Revoked, _host.Clock.GetUtcNow(), RevocationReason.KeyCompromise));
        Authority.StatusOf(good.Sig.Kid).ShouldBe(KeyStatus.Good);

        var (exitCode, output) = await OpenSsl.VerifyAsync(_host, bad.Enc.Der);
        exitCode.ShouldNotBe(0);
        output.ShouldContain("certificate revoked");
        (await OpenSsl.VerifyAsync(_host, good.Enc.Der)).ExitCode.ShouldBe(0);
        var text = await OpenSsl.ReadCrlAsync(_host);
        text.ShouldContain($"Serial Number: {bad.Sig.Serial}");
        text.ShouldContain("Key Compromise");
        text.ShouldNotContain(good.Sig.Serial);
    }

    [Fact]
    public async Task A_hold_can_be_released_and_leaves_no_trace()
    {
        var device = TestDevice.New();
        var issued = await _host.IssueAsync(device);
        await Authority.HoldAsync(KeySelection.OfDevice(device.User, device.Device), _admin);
        Authority.StatusOf(issued.Enc.Kid).State.ShouldBe(KeyState.Held);
        (await OpenSsl.ReadCrlAsync(_host)).ShouldContain("Certificate Hold");
        (await OpenSsl.VerifyAsync(_host, issued.Sig.Der)).Output.ShouldContain("certificate revoked");
        (await _host.RefuseAsync(device.Request())).Code.ShouldBe(IssueRefusal.KeyHeld);

        var released = await Authority.ReleaseAsync(KeySelection.OfDevice(device.User, device.Device), _admin);
        released.Changed.Count.ShouldBe(2);
        Authority.StatusOf(issued.Enc.Kid).ShouldBe(KeyStatus.Good);
        (await OpenSsl.VerifyAsync(_host, issued.Sig.Der)).ExitCode.ShouldBe(0);
        await _host.IssueAsync(device);
    }

    [Fact]
    public async Task A_revoked_key_stays_revoked_and_is_never_certified_again()
    {
        var device = TestDevice.New();
        var issued = await _host.IssueAsync(device);
        await Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.Superseded, _admin);
        var first = Authority.StatusOf(issued.Sig.Kid);
        _host.Clock.Advance(TimeSpan.FromHours(1));
        (await Authority.HoldAsync(KeySelection.Of(issued.Sig.Kid), _admin)).Changed.ShouldBeEmpty();
        (await Authority.ReleaseAsync(KeySelection.Of(issued.Sig.Kid), _admin)).Changed.ShouldBeEmpty();
        Authority.StatusOf(issued.Sig.Kid).ShouldBe(first);
        var refused = await _host.RefuseAsync(device.Request());
        (refused.Code, refused.Use).ShouldBe((IssueRefusal.KeyRevoked, KeyUse.Sig));
    }

    [Fact]
    public async Task Revoking_twice_changes_nothing_and_publishes_nothing()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        var once = await Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.Superseded, _admin);
        var rows = (await Authority.VerifyLedgerAsync()).Rows;
        _host.Clock.Advance(TimeSpan.FromHours(1));
        var twice = await Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid, "never-certified"), RevocationReason.KeyCompromise, _admin);
        twice.Changed.ShouldBeEmpty();
        twice.CrlNumber.ShouldBe(once.CrlNumber);
        (await Authority.VerifyLedgerAsync()).Rows.ShouldBe(rows);
        Authority.StatusOf(issued.Sig.Kid).Reason.ShouldBe(RevocationReason.Superseded);
    }

    [Fact]
    public async Task A_hold_that_becomes_a_revocation_keeps_its_date()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        await Authority.HoldAsync(KeySelection.Of(issued.Sig.Kid), _admin);
        var held = _host.Clock.GetUtcNow();
        _host.Clock.Advance(TimeSpan.FromDays(2));
        await Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.CessationOfOperation, _admin);
        Authority.StatusOf(issued.Sig.Kid).ShouldBe(new KeyStatus(KeyState.Revoked, held, RevocationReason.CessationOfOperation));
    }

    [Fact]
    public async Task All_keys_of_a_user_go_on_hold_and_come_back_but_for_the_revoked()
    {
        var user = Guid.NewGuid();
        var phone = TestDevice.New(user);
        var (one, two, recovery) = (await _host.IssueAsync(phone), await _host.IssueAsync(TestDevice.New(user)), await _host.IssueAsync(TestDevice.Recovery(user)));
        var other = await _host.IssueAsync(TestDevice.New());
        await Authority.RevokeAsync(KeySelection.OfDevice(user, phone.Device), RevocationReason.KeyCompromise, _admin);
        (await Authority.HoldAsync(KeySelection.OfUser(user), _admin)).Changed.ShouldBe([two.Sig.Kid, two.Enc.Kid, recovery.Sig.Kid, recovery.Enc.Kid], ignoreOrder: true);
        Authority.StatusOf(recovery.Sig.Kid).State.ShouldBe(KeyState.Held);
        Authority.StatusOf(other.Sig.Kid).ShouldBe(KeyStatus.Good);
        (await Authority.ReleaseAsync(KeySelection.OfUser(user), _admin)).Changed.Count.ShouldBe(4);
        Authority.StatusOf(one.Sig.Kid).State.ShouldBe(KeyState.Revoked);
    }

    [Fact]
    public async Task What_an_administrator_put_on_hold_stays_so_when_the_account_may_be_used_again()
    {
        var user = Guid.NewGuid();
        var (lost, other) = (await _host.IssueAsync(TestDevice.New(user)), await _host.IssueAsync(TestDevice.New(user)));
        await Authority.HoldAsync(KeySelection.Of(lost.Sig.Kid, lost.Enc.Kid), _admin);
        (await Authority.HoldForAccountAsync(user, Actor.System)).Changed.ShouldBe([other.Sig.Kid, other.Enc.Kid], ignoreOrder: true);
        (await Authority.ReleaseForAccountAsync(user, Actor.System)).Changed.ShouldBe([other.Sig.Kid, other.Enc.Kid], ignoreOrder: true);
        Authority.StatusOf(lost.Sig.Kid).State.ShouldBe(KeyState.Held);

        // Decided while the account is shut: the same.
        await Authority.HoldForAccountAsync(user, Actor.System);
        var held = Authority.StatusOf(other.Sig.Kid).Since;
        _host.Clock.Advance(TimeSpan.FromHours(1));
        (await Authority.HoldAsync(KeySelection.Of(other.Sig.Kid), _admin)).Changed.ShouldBe([other.Sig.Kid]);
        Authority.StatusOf(other.Sig.Kid).Since.ShouldBe(held);
        (await Authority.HoldAsync(KeySelection.Of(other.Sig.Kid), _admin)).Changed.ShouldBeEmpty();
        (await Authority.ReleaseForAccountAsync(user, Actor.System)).Changed.ShouldBe([other.Enc.Kid]);
        (await Authority.ReleaseAsync(KeySelection.OfUser(user), _admin)).Changed.ShouldBe([lost.Sig.Kid, lost.Enc.Kid, other.Sig.Kid], ignoreOrder: true);
        (await Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_reason_that_is_none_is_a_fault_of_the_caller() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Authority.RevokeAsync(KeySelection.Of("x"), (RevocationReason)6, _admin));

    [Fact]
    public async Task Watchers_hear_what_changed_and_one_that_fails_hurts_nobody()
    {
        var device = TestDevice.New();
        var issued = await _host.IssueAsync(device);
        var heard = new List<AuthorityChange>();
        using var failing = Authority.OnChange(_ => throw new InvalidOperationException("a bad watcher"));
        var subscription = Authority.OnChange(heard.Add);
        var held = await Authority.HoldAsync(KeySelection.Of(issued.Sig.Kid), _admin);
        heard.ShouldHaveSingleItem().CrlNumber.ShouldBe(held.CrlNumber);
        heard[0].Kids.ShouldBe([issued.Sig.Kid]);
        await Authority.ReleaseAsync(KeySelection.Of(issued.Sig.Kid), _admin);
        heard[1].Kids.ShouldBe([issued.Sig.Kid]);
        subscription.Dispose();
        await Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.Unspecified, _admin);
        heard.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Acts_at_the_same_time_share_lists_and_each_finds_itself_in_its_own()
    {
        var issued = new List<IssueResult.Issued>();
        for (var i = 0; i < 10; i++)
            issued.Add(await _host.IssueAsync(TestDevice.New()));
        var numbers = new List<long>();
        using var subscription = Authority.OnChange(change => { lock (numbers) numbers.Add(change.CrlNumber); });
        await Task.WhenAll(issued.Select(one => Task.Run(async () =>
        {
            var result = await Authority.RevokeAsync(KeySelection.Of(one.Sig.Kid), RevocationReason.KeyCompromise, _admin);
            Authority.StatusOf(one.Sig.Kid).State.ShouldBe(KeyState.Revoked);
            result.CrlNumber.ShouldBeLessThanOrEqualTo(Authority.Crl.Number);
        })));
        numbers.Distinct().Count().ShouldBe(numbers.Count, "no number twice");
        (await Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task After_a_crash_between_ledger_and_crl_the_next_start_publishes()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        // What HoldAsync makes durable before it publishes, and no more: the host dies here.
        await _host.Get<LedgerJournal>().CommitAsync(async (page, token) =>
        {
            var key = (await page.Context.FindAsync<CertifiedKey>([issued.Sig.Kid], token))!;
            key.ChangedSeq = page.Write(LedgerAct.Revoke, _admin, new LedgerSubject(key.User, key.Device, key.Kid), "KeyCompromise");
            (key.State, key.Since, key.Reason) = (KeyState.Revoked, page.Now, RevocationReason.KeyCompromise);
            return 0;
        }, CancellationToken.None);
        Authority.StatusOf(issued.Sig.Kid).ShouldBe(KeyStatus.Good, "not published, so not said");
        await using var again = await _host.ReopenAsync();
        again.Authority.StatusOf(issued.Sig.Kid).State.ShouldBe(KeyState.Revoked);
        again.Authority.Crl.Number.ShouldBeGreaterThan(Authority.Crl.Number);
        (await again.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_caller_who_goes_away_does_not_keep_the_crl_from_coming()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        using var gone = new CancellationTokenSource();
        var published = new TaskCompletionSource<AuthorityChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Authority.OnChange(change => published.TrySetResult(change));
        var act = Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.KeyCompromise, _admin, gone.Token);
        while ((await Authority.VerifyLedgerAsync()).Rows < 4)
            await Task.Delay(1);
        await gone.CancelAsync();
        (await published.Task.WaitAsync(TimeSpan.FromSeconds(10))).Kids.ShouldBe([issued.Sig.Kid]);
        await Task.WhenAny(act);
    }
}
