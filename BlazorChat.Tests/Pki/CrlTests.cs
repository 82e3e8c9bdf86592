using System.Security.Cryptography.X509Certificates;
using BlazorChat.Pki;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Revocation;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>The lists themselves: what they say, and when they come.</summary>
public sealed class CrlTests : IAsyncLifetime
{
    private readonly Actor _admin = Actor.User(Guid.NewGuid());
    private TestAuthority _host = null!;

    private IAuthority Authority => _host.Authority;

    public async Task InitializeAsync() => _host = await TestAuthority.OpenAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task The_first_crl_is_empty_numbered_and_good_for_seven_days()
    {
        var text = await OpenSsl.ReadCrlAsync(_host);
        text.ShouldContain("No Revoked Certificates.");
        text.ShouldContain($"X509v3 CRL Number: \n                {Authority.Crl.Number}\n");
        text.ShouldContain("X509v3 Authority Key Identifier");
        text.ShouldContain("Issuer: O = chat.example, CN = BlazorChat Issuing CA");
        (Authority.Crl.NextUpdate - Authority.Crl.ThisUpdate).ShouldBe(TimeSpan.FromDays(7));
        Authority.Crl.ThisUpdate.ShouldBe(_host.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Every_leaf_of_a_revoked_key_is_listed_and_stays_listed_when_expired()
    {
        var device = TestDevice.New();
        var first = await _host.IssueAsync(device);
        _host.Clock.Advance(TimeSpan.FromDays(60));
        var second = await _host.IssueAsync(device);
        await Authority.RevokeAsync(KeySelection.Of(second.Sig.Kid), RevocationReason.KeyCompromise, _admin);
        _host.Clock.Advance(TimeSpan.FromDays(400));
        await _host.Get<CrlPublisher>().EnsureFreshAsync(CancellationToken.None);
        var text = await OpenSsl.ReadCrlAsync(_host);
        text.ShouldContain(first.Sig.Serial);
        text.ShouldContain(second.Sig.Serial);
    }

    [Theory]
    [InlineData(RevocationReason.AffiliationChanged, "Affiliation Changed")]
    [InlineData(RevocationReason.Superseded, "Superseded")]
    [InlineData(RevocationReason.CessationOfOperation, "Cessation Of Operation")]
    [InlineData(RevocationReason.PrivilegeWithdrawn, "Privilege Withdrawn")]
    [InlineData(RevocationReason.Unspecified, null)]
    public async Task Reasons_are_those_of_rfc_5280(RevocationReason reason, string? printed)
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        await Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), reason, _admin);
        var text = await OpenSsl.ReadCrlAsync(_host);
        if (printed is null)
            text.ShouldNotContain("Reason Code");
        else
            text.ShouldContain($"X509v3 CRL Reason Code: \n                {printed}\n");
    }

    [Fact]
    public async Task A_list_is_published_every_day_with_a_larger_number()
    {
        var days = new List<AuthorityChange>();
        var told = new SemaphoreSlim(0);
        using var subscription = Authority.OnChange(change =>
        {
            lock (days)
                days.Add(change);
            told.Release();
        });
        var first = Authority.Crl;
        await _host.RunScheduleAsync();
        for (var day = 1; day <= 3; day++)
        {
            _host.Clock.Advance(TimeSpan.FromHours(23));
            days.Count.ShouldBe(day - 1);
            _host.Clock.Advance(TimeSpan.FromMinutes(61));
            (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue($"day {day}");
        }
        days.ShouldAllBe(change => change.Kids.Count == 0);
        days.Select(change => change.CrlNumber).ShouldBeInOrder();
        days[0].CrlNumber.ShouldBeGreaterThan(first.Number);
        Authority.Crl.NextUpdate.ShouldBeGreaterThan(first.NextUpdate.AddDays(2));
    }

    [Fact]
    public async Task Of_several_hosts_only_the_one_that_leads_publishes_and_another_takes_over()
    {
        using var asked = new SemaphoreSlim(0);
        using var told = new SemaphoreSlim(0);
        using var watching = Authority.OnChange(_ => told.Release());
        _host.Leads = () =>
        {
            asked.Release();
            return false;
        };
        await _host.RunScheduleAsync();
        var first = Authority.Crl.Number;
        _host.Clock.Advance(TimeSpan.FromHours(25));
        (await asked.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        Authority.Crl.Number.ShouldBe(first);

        _host.Leads = () => true;
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        (await told.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        Authority.Crl.Number.ShouldBeGreaterThan(first);
    }

    [Fact]
    public async Task The_number_grows_though_the_clock_goes_back_or_the_database_is_restored()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        var before = Authority.Crl.Number;
        _host.Clock.Set(_host.Clock.GetUtcNow().AddDays(-3));
        (await Authority.HoldAsync(KeySelection.Of(issued.Sig.Kid), _admin)).CrlNumber.ShouldBe(before + 1);
        _host.Clock.Set(_host.Clock.GetUtcNow().AddDays(10));
        var highest = (await Authority.ReleaseAsync(KeySelection.Of(issued.Sig.Kid), _admin)).CrlNumber;
        await _host.ExecuteAsync($"UPDATE revocation_lists SET \"Number\" = {before}"); // as a backup had it
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await using var again = await _host.ReopenAsync();
        again.Authority.Crl.Number.ShouldBeGreaterThan(highest);
    }

    [Fact]
    public async Task The_crl_of_the_root_is_renewed_before_it_ends_while_its_key_is_here()
    {
        var first = Authority.RootCrl!;
        _host.Clock.Advance(TimeSpan.FromDays(100));
        var publisher = _host.Get<RootCrlPublisher>();
        await publisher.EnsureFreshAsync(CancellationToken.None);
        var second = Authority.RootCrl!;
        second.Number.ShouldBeGreaterThan(first.Number);
        second.NextUpdate.ShouldBe(_host.Clock.GetUtcNow().AddDays(180));
        File.Delete(Path.Combine(_host.Keys, "root.key"));
        _host.Clock.Advance(TimeSpan.FromDays(100));
        await publisher.EnsureFreshAsync(CancellationToken.None);
        Authority.RootCrl!.ETag.ShouldBe(second.ETag);
    }

    [Fact]
    public void The_framework_reads_the_list_that_we_write()
    {
        var builder = CertificateRevocationListBuilder.Load(Authority.Crl.Der.Span, out var number, out var consumed);
        builder.ShouldNotBeNull();
        ((long)number).ShouldBe(Authority.Crl.Number);
        consumed.ShouldBe(Authority.Crl.Der.Length);
    }
}
