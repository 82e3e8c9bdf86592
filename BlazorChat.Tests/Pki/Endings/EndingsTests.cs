using BlazorChat.Pki;
using BlazorChat.Pki.Ceremony;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Revocation;
using BlazorChat.Pki.Tls;
using BlazorChat.Tests.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;

namespace BlazorChat.Tests.Authorities.Endings;

/// <summary>What is due before it ends, on a clock that the test sets.</summary>
public sealed class EndingsTests : IAsyncLifetime
{
    private readonly Guid _alice = Guid.NewGuid();
    private TestAuthority _host = null!;

    public async Task InitializeAsync() => _host = await TestAuthority.OpenAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Nothing_is_due_of_an_authority_and_devices_that_are_young()
    {
        await _host.IssueAsync(TestDevice.New(_alice));
        await _host.IssueAsync(TestDevice.Recovery(_alice));
        Due().ShouldBeEmpty();
        (await OfAliceAsync()).ShouldBeEmpty();
        (await HealthAsync()).ShouldBe(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(91, null)]
    [InlineData(89, Urgency.Early)]
    [InlineData(29, Urgency.Soon)]
    [InlineData(6, Urgency.Now)]
    public async Task The_issuing_ca_is_told_in_three_steps_and_health_degrades_in_the_last_month(int days, Urgency? urgency)
    {
        await AtAsync(_host, _host.Authority.Description.IssuingNotAfter.AddDays(-days));
        Due().Where(ending => ending.Kind == EndingKind.IssuingCa).Select(ending => ending.Urgency).ShouldBe(urgency is { } said ? [said] : []);
        (await HealthAsync()).ShouldBe(days < 30 ? HealthStatus.Degraded : HealthStatus.Healthy);
    }

    [Theory]
    [InlineData(4 * 365, 89, Urgency.Early)]
    [InlineData(60, 16, null)]
    [InlineData(60, 14, Urgency.Early)]
    [InlineData(60, 4, Urgency.Soon)]
    [InlineData(60, 1, Urgency.Now)]
    public void What_lives_shorter_is_told_later(int lifetime, int left, Urgency? urgency)
    {
        var now = _host.Clock.GetUtcNow();
        EndingRules.OfAuthority(now.AddDays(left - lifetime), now.AddDays(left), now).ShouldBe(urgency);
    }

    [Fact]
    public async Task The_root_comes_before_everything_below_it()
    {
        await AtAsync(_host, _host.Authority.Description.RootNotAfter.AddDays(-5));
        Due().Select(ending => ending.Kind).ShouldBe([EndingKind.RootCa, EndingKind.IssuingCa]);
    }

    [Fact]
    public async Task The_list_of_a_root_whose_key_is_elsewhere_is_told_and_one_that_renews_itself_is_not()
    {
        var end = _host.Authority.RootCrl!.NextUpdate;
        await AtAsync(_host, end.AddDays(-20));
        Due().ShouldBeEmpty();
        await using var away = _host.Again(("Pki:RootPassphrase", "the passphrase of the root"));
        await away.StartAsync();
        (await new HostCeremony(away.Services, new Terminal(TextWriter.Null, () => null, Secret: null)).RunAsync(["take-root", Path.Combine(_host.Home, "root")])).ShouldBe(0);
        await using var host = await _host.ReopenAsync();
        await AtAsync(host, host.Authority.RootCrl!.NextUpdate.AddDays(-3));
        host.Get<IEndings>().OfAuthority().ShouldHaveSingleItem().ShouldBe(
            new AuthorityEnding(EndingKind.RootList, Urgency.Now, host.Authority.Description.Cas[0].Name, host.Authority.RootCrl.NextUpdate));
    }

    [Fact]
    public async Task The_certificate_of_the_server_is_told_once_its_renewal_has_failed_for_a_day()
    {
        await using var host = await TestAuthority.OpenAsync(("Https:Enabled", "true"), ("Https:Names:0", "chat.example"));
        var served = host.Get<ServerCertificate>();
        await AtAsync(host, served.Served.RenewFrom.AddHours(23));
        host.Get<IEndings>().OfAuthority().ShouldBeEmpty();
        await AtAsync(host, served.Served.RenewFrom.AddHours(25));
        host.Get<IEndings>().OfAuthority().ShouldBe([new AuthorityEnding(EndingKind.Server, Urgency.Now, "chat.example", served.NotAfter)]);
        await served.EnsureAsync(default);
        host.Get<IEndings>().OfAuthority().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_device_is_told_when_it_did_not_renew_itself_and_not_after_it_did()
    {
        var device = TestDevice.New(_alice);
        var first = await _host.IssueAsync(device);
        _host.Clock.Set(first.Sig.NotAfter.AddDays(-16));
        (await OfAliceAsync()).ShouldBeEmpty("it may renew itself yet");
        (await OfAllAsync()).ShouldBeEmpty();
        _host.Clock.Set(first.Sig.NotAfter.AddDays(-14));
        var due = (await OfAliceAsync()).ShouldHaveSingleItem("both keys are one device");
        due.ShouldBe(new KeyEnding(EndingKind.Device, _alice, device.Device, first.Sig.Kid, first.Sig.NotAfter));
        (await OfAllAsync()).ShouldBe([due]);

        await _host.IssueAsync(device);

        (await OfAliceAsync()).ShouldBeEmpty();
        (await OfAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_device_that_ended_is_told_for_three_months_and_a_revoked_one_never()
    {
        var (kept, lost) = (await _host.IssueAsync(TestDevice.New(_alice)), await _host.IssueAsync(TestDevice.New(_alice)));
        await _host.Authority.RevokeAsync(KeySelection.Of(lost.Sig.Kid, lost.Enc.Kid), RevocationReason.KeyCompromise, Actor.System);
        _host.Clock.Set(kept.Sig.NotAfter.AddDays(89));
        (await OfAliceAsync()).Select(ending => ending.Kid).ShouldBe([kept.Sig.Kid]);
        (await OfAllAsync()).ShouldBeEmpty("nothing of it ends any more");
        _host.Clock.Set(kept.Sig.NotAfter.AddDays(91));
        (await OfAliceAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recovery_pair_comes_first_and_what_ends_with_the_issuing_ca_is_not_its_owners_to_settle()
    {
        var pair = await _host.IssueAsync(TestDevice.Recovery(_alice));
        _host.Clock.Set(pair.Sig.NotAfter.AddDays(-59));
        await _host.IssueAsync(TestDevice.New(_alice));
        _host.Clock.Set(pair.Sig.NotAfter.AddDays(20));
        (await OfAliceAsync()).Select(ending => ending.Kind).ShouldBe([EndingKind.Recovery, EndingKind.Device]);

        _host.Clock.Set(_host.Authority.Description.IssuingNotAfter.AddDays(-10));
        var clipped = await _host.IssueAsync(TestDevice.New(_alice));
        clipped.Sig.NotAfter.ShouldBe(_host.Authority.Description.IssuingNotAfter);
        (await OfAliceAsync()).ShouldNotContain(ending => ending.Kid == clipped.Sig.Kid);
        Due().ShouldContain(ending => ending.Kind == EndingKind.IssuingCa);
    }

    [Fact]
    public void Browsers_renew_from_the_day_that_the_policy_names()
    {
        var renewal = File.ReadAllText(Repository.Folder("BlazorChat.Web/Client/enrol/renewal.ts"));
        renewal.ShouldContain($"renewFrom = {_host.Authority.Policy.RenewedBefore.Days} * 24 * 60 * 60 * 1000");
    }

    /// <summary>Where the list of the issuing CA was made anew each day, as long as there is somebody to make it.</summary>
    private static Task AtAsync(TestAuthority host, DateTimeOffset now)
    {
        host.Clock.Set(now);
        return host.Get<CrlPublisher>().EnsureFreshAsync(CancellationToken.None);
    }

    private IReadOnlyList<AuthorityEnding> Due() => _host.Get<IEndings>().OfAuthority();

    private Task<IReadOnlyList<KeyEnding>> OfAliceAsync() => _host.Get<IEndings>().OfUserAsync(_alice, default);

    private Task<IReadOnlyList<KeyEnding>> OfAllAsync() => _host.Get<IEndings>().OfDevicesAsync(default);

    private async Task<HealthStatus> HealthAsync() => (await _host.Get<AuthorityHealth>().CheckHealthAsync(new HealthCheckContext())).Status;
}
