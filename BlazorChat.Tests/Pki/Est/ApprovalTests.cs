using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities.Est;

/// <summary>Issuance by approval, as a client of EST meets it.</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private static readonly Actor Carol = Actor.User(Guid.NewGuid());
    private EstHost _host = null!;
    private EstClient _client = null!;
    private Guid _alice;

    public async Task InitializeAsync()
    {
        _host = await EstHost.StartAsync((IssuancePolicy.TlsClientsKey, "Manual"));
        _client = new EstClient(_host);
        _alice = await _host.PersonAsync("alice");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_request_waits_over_a_restart_until_it_is_approved_and_the_same_request_gets_the_certificate()
    {
        var key = _host.NewKey();
        var request = await _client.RequestAsync(key);
        var answer = await _client.EnrolAsync("alice", request);
        answer.Status.ShouldBe(202);
        answer.Headers.ShouldContain("Retry-After: 300\r\n");
        var waiting = await OnlyAsync();
        (waiting.User, waiting.From).ShouldBe((_alice, "127.0.0.1"));
        answer.Text.ShouldContain(waiting.Key);
        var spki = _host.NewFile();
        await OpenSsl.RunAsync("pkey", "-in", key, "-pubout", "-outform", "DER", "-out", spki);
        (await OpenSsl.RunAsync("sha256", spki)).ToUpperInvariant().ShouldContain(waiting.Key);
        var asked = (await _host.Requests.DescribeAsync(waiting.Id, EstHost.Name("alice"), default))!.Keys.ShouldHaveSingleItem();
        (asked.Profile, asked.KeyFingerprint, asked.Algorithm).ShouldBe((CertificateProfile.TlsClient, waiting.Key, "sha256WithRSAEncryption"));
        asked.Findings.ShouldAllBe(finding => finding.Holds);

        await _host.RestartAsync();
        (await _client.EnrolAsync("alice", request)).Status.ShouldBe(202);
        (await OnlyAsync()).ShouldBe(waiting);
        (await _host.CountAsync(_alice)).ShouldBe(0);

        (await _host.Requests.ApproveAsync(waiting.Id, Carol, default)).ShouldBeTrue();
        (await _host.Requests.ListAsync(default)).ShouldBeEmpty();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _client.EnrolAsync("alice", request)));
        var certificate = await _client.OpenAsync(answers[0]);
        answers.Select(each => each.Text).Distinct().ShouldHaveSingleItem();
        (await _host.CountAsync(_alice)).ShouldBe(1);

        // A renewal of an approved key needs no approval; a new key does.
        var renewal = await _client.RenewalAsync(key, _alice, EstHost.Name("alice"));
        (await _client.ShowAsync("simplereenroll", renewal, certificate, key)).Status.ShouldBe(200);
        (await _client.ShowAsync("simplereenroll", await _client.RenewalAsync(_host.NewKey(), _alice, EstHost.Name("alice")), certificate, key)).Status.ShouldBe(202);
        (await ActsAsync()).ShouldBe([LedgerAct.Ask, LedgerAct.Approve, LedgerAct.Issue, LedgerAct.Issue, LedgerAct.Ask]);
        (await _host.Get<IAuthority>().VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_refused_request_stays_refused_and_the_asker_reads_why()
    {
        var request = await _client.RequestAsync(_host.NewKey());
        await _client.EnrolAsync("alice", request);
        (await _host.Requests.RefuseAsync((await OnlyAsync()).Id, " Use the\ncompany laptop. ", Carol, default)).ShouldBeTrue();
        for (var i = 0; i < 2; i++)
        {
            var answer = await _client.EnrolAsync("alice", request);
            (answer.Status, answer.Text).ShouldBe((403, "An administrator refused this request: Use the company laptop.\n"));
        }
        (await _host.Requests.ListAsync(default)).ShouldBeEmpty();
        (await _host.CountAsync(_alice)).ShouldBe(0);
        (await ActsAsync()).ShouldBe([LedgerAct.Ask, LedgerAct.Decline]);
    }

    [Fact]
    public async Task Of_two_administrators_who_decide_at_once_one_decides()
    {
        var request = await _client.RequestAsync(_host.NewKey());
        await _client.EnrolAsync("alice", request);
        var id = (await OnlyAsync()).Id;
        var decisions = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            i % 2 == 0 ? _host.Requests.ApproveAsync(id, Carol, default) : _host.Requests.RefuseAsync(id, "no", Actor.User(Guid.NewGuid()), default))));
        decisions.Count(done => done).ShouldBe(1);
        (await ActsAsync()).Count.ShouldBe(2);
        (await _client.EnrolAsync("alice", request)).Status.ShouldBe(decisions.ToList().IndexOf(true) % 2 == 0 ? 200 : 403);
    }

    [Fact]
    public async Task A_person_has_five_requests_waiting_and_the_same_one_counts_once()
    {
        await _client.EnrolAsync("alice", await _client.RequestAsync(_host.NewKey())); // the account is known from here on
        var request = await _client.RequestAsync(_host.NewKey());
        (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _client.EnrolAsync("alice", request)))).ShouldAllBe(answer => answer.Status == 202);
        for (var i = 0; i < 3; i++)
            (await _client.EnrolAsync("alice", await _client.RequestAsync(_host.NewKey()))).Status.ShouldBe(202);
        var answer = await _client.EnrolAsync("alice", await _client.RequestAsync(_host.NewKey()));
        answer.Status.ShouldBe(403);
        answer.Text.ShouldContain("5 requests of this person wait");
        (await _host.Requests.ListAsync(default)).Count.ShouldBe(5);
        (await _client.EnrolAsync("alice", request)).Status.ShouldBe(202);
    }

    [Fact]
    public async Task After_a_week_a_request_and_an_unused_approval_are_over()
    {
        var request = await _client.RequestAsync(_host.NewKey());
        await _client.EnrolAsync("alice", request);
        var first = await OnlyAsync();
        _host.Clock.Advance(TimeSpan.FromDays(7));
        (await _host.Requests.ListAsync(default)).ShouldBeEmpty();
        (await _host.Requests.ApproveAsync(first.Id, Carol, default)).ShouldBeFalse();

        (await _client.EnrolAsync("alice", request)).Status.ShouldBe(202);
        (await _host.Requests.ApproveAsync((await OnlyAsync()).Id, Carol, default)).ShouldBeTrue();
        _host.Clock.Advance(TimeSpan.FromDays(7));
        (await _client.EnrolAsync("alice", request)).Status.ShouldBe(202);
        (await _host.CountAsync(_alice)).ShouldBe(0);
    }

    private async Task<WaitingRequest> OnlyAsync() => (await _host.Requests.ListAsync(default)).ShouldHaveSingleItem();

    /// <summary>What the ledger has about alice, in order.</summary>
    private async Task<List<LedgerAct>> ActsAsync()
    {
        await using var database = await _host.Get<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();
        return await database.Set<LedgerRow>().Where(row => row.User == _alice).OrderBy(row => row.Seq).Select(row => row.Act).ToListAsync();
    }
}
