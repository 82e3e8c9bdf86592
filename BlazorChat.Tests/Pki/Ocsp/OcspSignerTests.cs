using BlazorChat.Pki;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class OcspSignerTests : IAsyncLifetime
{
    private TestAuthority _host = null!;

    private CaCertificate Issuer => _host.Get<OpenedAuthority>().Keys.Issuing;

    public async Task InitializeAsync() => _host = await TestAuthority.OpenAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_host_that_nobody_asks_makes_no_signer()
    {
        _host.Authority.Ocsp.ShouldBe(new OcspHealth(null, null, 0, 0, 0, 0));
        (await AskAsync(_host, new OcspQuestion(Issuer, "10"))).Only.ShouldBe("unknown");
        _host.Authority.Ocsp.ShouldBe(new OcspHealth(_host.Clock.GetUtcNow().AddDays(30), _host.Clock.GetUtcNow(), 1, 0, 0, 0));
        (await SignersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Many_who_ask_first_have_one_signer_made()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => AskAsync(_host, new OcspQuestion(Issuer, "10")))));
        replies.ShouldAllBe(reply => reply.Signer.SequenceEqual(replies[0].Signer));
        (await SignersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_new_signer_takes_over_ten_days_before_the_end_while_the_old_one_goes_on()
    {
        var question = new OcspQuestion(Issuer, "10");
        var first = await AskAsync(_host, question);
        _host.Clock.Advance(TimeSpan.FromDays(19));
        (await AskAsync(_host, question)).Signer.ShouldBe(first.Signer);
        _host.Clock.Advance(TimeSpan.FromDays(1.5));
        var last = await AskAsync(_host, question);
        last.Status.ShouldBe(0);
        var second = last;
        for (var tries = 0; second.Signer.SequenceEqual(first.Signer) && tries < 1000; tries++) // made beside the answers
        {
            await Task.Delay(5);
            second = await AskAsync(_host, question);
        }
        second.Signer.ShouldNotBe(first.Signer);
        _host.Authority.Ocsp.SignerNotAfter.ShouldBe(_host.Clock.GetUtcNow().AddDays(30));
        (await SignersAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData(40)] // past the end, if nobody asked for long
    [InlineData(-1)] // somebody set the clock back
    public async Task A_signer_out_of_time_signs_nothing(int days)
    {
        var first = await AskAsync(_host, new OcspQuestion(Issuer, "10"));
        _host.Clock.Set(_host.Clock.GetUtcNow().AddDays(days).AddHours(1.5));
        var second = await AskAsync(_host, new OcspQuestion(Issuer, "10"));
        second.Status.ShouldBe(0);
        second.Signer.ShouldNotBe(first.Signer);
    }

    [Fact]
    public async Task A_signer_that_ends_with_its_issuer_is_not_made_over_and_over()
    {
        _host.Clock.Set(Issuer.NotAfter.AddDays(-5));
        for (var minute = 0; minute < 5; minute++)
        {
            (await AskAsync(_host, new OcspQuestion(Issuer, "10"))).Status.ShouldBe(0);
            await Task.Delay(100); // one would be made beside the answers
            _host.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        (await SignersAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_revoked_signer_signs_nothing()
    {
        var first = await AskAsync(_host, new OcspQuestion(Issuer, "10"));
        var signer = await _host.Get<OcspSigners>().OfAsync(Issuer, CancellationToken.None);
        await _host.Authority.RevokeAsync(KeySelection.Of(signer!.Kid), RevocationReason.KeyCompromise, Actor.Host);
        _host.Clock.Advance(TimeSpan.FromMinutes(2));
        (await AskAsync(_host, new OcspQuestion(Issuer, "10"))).Signer.ShouldNotBe(first.Signer);
        (await _host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task Hosts_on_one_database_have_a_signer_each_and_say_the_same()
    {
        var leaf = (await _host.IssueAsync(TestDevice.New())).Sig;
        await using var second = await _host.ReopenAsync();
        var question = new OcspQuestion(Issuer, leaf.Serial);
        var (one, other) = (await AskAsync(_host, question), await AskAsync(second, question));
        (one.Only, other.Only).ShouldBe(("good", "good"));
        one.Signer.ShouldNotBe(other.Signer);
        await _host.Authority.RevokeAsync(KeySelection.Of(leaf.Kid), RevocationReason.KeyCompromise, Actor.Host);
        await using var third = await _host.ReopenAsync();
        (await AskAsync(third, question)).Only.ShouldBe("revoked 1");
    }

    [Fact]
    public async Task Without_an_issuing_ca_in_time_there_is_no_signer_and_the_answer_is_an_error_of_ours()
    {
        _host.Clock.Set(Issuer.NotAfter.AddDays(1));
        (await AskAsync(_host, new OcspQuestion(Issuer, "10"))).Status.ShouldBe(2);
        (await AskAsync(_host, new OcspQuestion(Issuer, "10"))).Status.ShouldBe(2);
        _host.Authority.Ocsp.Failed.ShouldBe(2);
    }

    private static async Task<OcspReply> AskAsync(TestAuthority host, OcspQuestion question) =>
        OcspReply.Read((await host.Get<AnswerOcsp>().HandleAsync(question.Encode(), () => true, CancellationToken.None)).Der);

    private async Task<int> SignersAsync()
    {
        await using var database = await _host.DatabaseAsync();
        return await database.Set<LedgerRow>().CountAsync(row => row.Act == LedgerAct.Issue && row.Device == "ocsp");
    }
}
