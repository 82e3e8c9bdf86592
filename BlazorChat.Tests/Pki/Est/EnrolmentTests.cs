using System.Net;
using BlazorChat.Pki;
using BlazorChat.Pki.Est;
using BlazorChat.Pki.Ledger;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Authorities.Est;

/// <summary>EST with a password, by openssl and curl.</summary>
public sealed class EnrolmentTests(EstFixture fixture) : IClassFixture<EstFixture>
{
    private static int named;
    private readonly EstHost _host = fixture.Host;
    private readonly EstClient _client = new(fixture.Host);
    private readonly string _alice = $"alice{Interlocked.Increment(ref named)}";

    [Fact]
    public async Task A_client_gets_a_certificate_of_its_user_that_openssl_verifies_for_tls_clients()
    {
        var user = await _host.PersonAsync(_alice);
        var (key, request, text) = (_host.NewFile(), _host.NewFile(), _host.NewFile());
        await OpenSsl.RunAsync("req", "-new", "-newkey", "rsa:3072", "-noenc", "-keyout", key, "-subj", "/", "-outform", "DER", "-out", request);
        await OpenSsl.RunAsync("base64", "-in", request, "-out", text);

        var answer = await _client.EnrolAsync(_alice, text);

        answer.Headers.ShouldContain("Content-Type: application/pkcs7-mime; smime-type=certs-only\r\n");
        answer.Headers.ShouldContain("Content-Transfer-Encoding: base64\r\n");
        var certificate = await _client.OpenAsync(answer);
        var authorities = await _client.OpenAsync(await _client.GetAsync($"{_host.Plain}/.well-known/est/cacerts"));
        await OpenSsl.RunAsync("verify", "-x509_strict", "-purpose", "sslclient", "-attime", $"{_host.Clock.GetUtcNow().ToUnixTimeSeconds()}", "-CAfile", authorities, certificate);
        var said = await OpenSsl.RunAsync("x509", "-in", certificate, "-noout", "-text");
        said.ShouldContain($"URI:urn:blazorchat:user:{user}\n");
        said.ShouldContain($"Subject: CN = {EstHost.Name(_alice)}\n");
        (await OpenSsl.RunAsync("x509", "-in", certificate, "-noout", "-pubkey")).ShouldBe(await OpenSsl.RunAsync("pkey", "-in", key, "-pubout"));
    }

    [Fact]
    public async Task The_certificates_of_the_authority_are_root_and_issuing_ca()
    {
        var answer = await _client.GetAsync($"{_host.Plain}/.well-known/est/cacerts");
        answer.Headers.ShouldContain("Content-Type: application/pkcs7-mime\r\n");
        var pem = await File.ReadAllTextAsync(await _client.OpenAsync(answer));
        var authority = _host.Get<IAuthority>();
        foreach (var certificate in new[] { authority.RootCertificate, authority.IssuingCertificate })
            pem.ShouldContain(OpenSsl.Pem(certificate));
        pem.Split("BEGIN CERTIFICATE").Length.ShouldBe(3);
    }

    [Fact]
    public async Task A_request_as_the_server_wishes_it_is_taken()
    {
        await _host.PersonAsync(_alice);
        var answer = await _client.GetAsync($"{_host.Plain}/.well-known/est/csrattrs");
        answer.Headers.ShouldContain("Content-Type: application/csrattrs\r\n");
        var der = _host.NewFile();
        await OpenSsl.RunAsync("base64", "-d", "-in", answer.Body, "-out", der);
        var wished = await OpenSsl.RunAsync("asn1parse", "-inform", "DER", "-in", der);
        foreach (var word in new[] { ":rsaEncryption", ":0C00", ":sha256WithRSAEncryption", ":Extension Request", ":X509v3 Key Usage", ":X509v3 Extended Key Usage" })
            wished.ShouldContain(word);

        var request = await _client.RequestAsync(_host.NewKey(), "-sha256", "-addext", "keyUsage=critical,digitalSignature", "-addext", "extendedKeyUsage=clientAuth");
        (await _client.EnrolAsync(_alice, request)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Base64_is_taken_with_and_without_line_breaks_whatever_the_transfer_encoding_says()
    {
        await _host.PersonAsync(_alice);
        var request = await _client.RequestAsync(_host.NewKey());
        var oneLine = _host.Write((await File.ReadAllTextAsync(request)).Replace("\n", "", StringComparison.Ordinal));
        (await _client.EnrolAsync(_alice, oneLine, "-H", "Content-Transfer-Encoding: base64")).Status.ShouldBe(200);
        (await _client.EnrolAsync(_alice, request, "-H", "Content-Transfer-Encoding: binary")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_body_that_is_no_request_is_refused_with_a_sentence()
    {
        await _host.PersonAsync(_alice);
        var good = await File.ReadAllTextAsync(await _client.RequestAsync(_host.NewKey()));
        byte[] der = Convert.FromBase64String(good);
        var bodies = new (int Status, string Said, string Body)[]
        {
            (400, "The body is not base64.", ""),
            (400, "The body is not base64.", "%%%"),
            (400, "The body is not base64.", good + good.Replace("=", "", StringComparison.Ordinal) + "="),
            (400, "The body is PEM.", $"hello\n-----BEGIN CERTIFICATE REQUEST-----\n{good}-----END CERTIFICATE REQUEST-----\n"),
            (400, "The request cannot be read", Convert.ToBase64String([.. der, 0])),
            (400, "The request cannot be read", Convert.ToBase64String(der[..^1])),
            (400, "The request cannot be read", "AAAA"),
            (413, "at most 16384 bytes", new string('A', 1024 * 1024)),
        };
        foreach (var (status, said, body) in bodies)
        {
            var answer = await _client.EnrolAsync(_alice, _host.Write(body));
            answer.Status.ShouldBe(status, said);
            answer.Headers.ShouldContain("Content-Type: text/plain; charset=utf-8");
            answer.Text.ShouldContain(said);
        }
        (await _client.EnrolAsync(_alice, _host.Write(good), "-H", "Content-Type: text/plain")).Status.ShouldBe(415);
    }

    [Fact]
    public async Task Somebody_elses_name_is_refused_and_goes_on_record()
    {
        await _host.PersonAsync(_alice);
        var bob = await _host.PersonAsync($"bob-{_alice}");
        var key = _host.NewKey();
        foreach (var options in new string[][]
        {
            ["-addext", $"subjectAltName=URI:urn:blazorchat:user:{bob}"],
            ["-addext", "subjectAltName=DNS:chat.example"],
            ["-subj", "/CN=Somebody Else"],
            ["-subj", $"/O=Org/CN={EstHost.Name(_alice)}"],
        })
        {
            var answer = await _client.EnrolAsync(_alice, await _client.RequestAsync(key, options));
            answer.Status.ShouldBe(403, options[1]);
        }
        await using var database = await _host.Get<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();
        (await database.Set<LedgerRow>().CountAsync(row => row.Act == LedgerAct.Refuse && row.Reason == "foreign-name")).ShouldBeGreaterThanOrEqualTo(4);
        (await _host.CountAsync(bob)).ShouldBe(0);
    }

    [Fact]
    public async Task Weak_keys_old_hashes_and_wishes_the_profile_does_not_have_are_refused()
    {
        await _host.PersonAsync(_alice);
        var weak = _host.NewFile();
        await OpenSsl.RunAsync("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", weak);
        var good = _host.NewKey();
        var cases = new (string Said, string Request)[]
        {
            ("Keys are RSA of 3072 to 4096 bits", await _client.RequestAsync(weak)),
            ("not signed by its own key with SHA-256", await _client.RequestAsync(good, "-sha1")),
            ("asks for what the profile does not give", await _client.RequestAsync(good, "-addext", "basicConstraints=CA:TRUE")),
            ("asks for what the profile does not give", await _client.RequestAsync(good, "-addext", "extendedKeyUsage=serverAuth")),
            ("challengePassword cannot be verified here", await _client.RequestAsync(good, "-config", _host.Write($"[req]\ndistinguished_name=dn\nattributes=at\nprompt=no\n[dn]\nCN={EstHost.Name(_alice)}\n[at]\nchallengePassword=secret\n"))),
        };
        foreach (var (said, request) in cases)
        {
            var answer = await _client.EnrolAsync(_alice, request);
            answer.Text.ShouldContain(said);
            answer.Status.ShouldBe(400);
        }
    }

    [Fact]
    public async Task Who_says_nothing_wrong_or_an_empty_password_is_asked_for_one()
    {
        var user = await _host.PersonAsync(_alice);
        var request = await _client.RequestAsync(_host.NewKey());
        var url = $"{_host.Plain}/.well-known/est/simpleenroll";
        foreach (var options in new string[][] { [], ["--user", $"{_alice}:wrong"], ["--user", $"{_alice}:"], ["--user", $":{EstHost.Password}"], ["-H", "Authorization: Basic ???"], ["-H", "Authorization: Bearer x"] })
        {
            var answer = await _client.PostAsync(url, request, options);
            answer.Status.ShouldBe(401, string.Join(' ', options));
            answer.Headers.ShouldContain("WWW-Authenticate: Basic realm=\"BlazorChat EST\", charset=\"UTF-8\"\r\n");
        }
        (await _host.CountAsync(user)).ShouldBe(0);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_then_the_right_password_waits_too()
    {
        await _host.PersonAsync(_alice);
        var request = await _client.RequestAsync(_host.NewKey());
        for (var i = 0; i < 10; i++)
            await _client.PostAsync($"{_host.Plain}/.well-known/est/simpleenroll", request, "--user", $"{_alice}:guess{i}");
        var answer = await _client.EnrolAsync(_alice, request);
        answer.Status.ShouldBe(429);
        answer.Headers.ShouldContain("Retry-After: 900\r\n");
    }

    [Fact]
    public async Task A_disabled_account_gets_nothing()
    {
        var user = await _host.PersonAsync(_alice);
        await _client.EnrolledAsync(_alice);
        await _host.Get<IAccounts>().DisableAsync(user, Guid.NewGuid(), default);
        var answer = await _client.EnrolAsync(_alice, await _client.RequestAsync(_host.NewKey()));
        answer.Status.ShouldBe(403);
        answer.Text.ShouldContain("(disabled)");
        (await _host.CountAsync(user)).ShouldBe(1);
    }

    [Fact]
    public async Task A_password_from_elsewhere_is_taken_over_tls_only()
    {
        await _host.PersonAsync(_alice);
        var answer = await _client.EnrolAsync(_alice, await _client.RequestAsync(_host.NewKey()), "-H", "X-Forwarded-For: 192.0.2.7");
        answer.Status.ShouldBe(403);
        answer.Text.ShouldContain("over https only");
        answer.Headers.ShouldNotContain("WWW-Authenticate");

        var people = Substitute.For<IEstPeople>();
        people.SignInAsync(default!, default!, default, default).ReturnsForAnyArgs(new EstSignIn.Wrong());
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse("192.0.2.7") }, Request = { Headers = { Authorization = "Basic YTpi" } } };
        await new CheckPassword(people).HandleAsync(http, default);
        await people.DidNotReceiveWithAnyArgs().SignInAsync(default!, default!, default, default);
        http.Request.IsHttps = true;
        await new CheckPassword(people).HandleAsync(http, default);
        await people.Received(1).SignInAsync("a", "b", IPAddress.Parse("192.0.2.7"), default);
    }

    [Fact]
    public async Task The_same_request_eight_times_at_once_gives_one_certificate()
    {
        var user = await _host.PersonAsync(_alice);
        await _client.EnrolledAsync(_alice); // the account is known from here on
        var request = await _client.RequestAsync(_host.NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _client.EnrolAsync(_alice, request)));
        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        (await _host.CountAsync(user)).ShouldBe(2);
        (await _host.Get<IAuthority>().VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_asks_too_often_waits()
    {
        var user = await _host.PersonAsync(_alice);
        var people = _host.Get<IEstPeople>();
        for (var i = 0; i < 60; i++)
            people.Throttle(user).ShouldBeNull();
        var answer = await _client.EnrolAsync(_alice, await _client.RequestAsync(_host.NewKey()));
        answer.Status.ShouldBe(429);
        answer.Headers.ShouldContain("Retry-After: 3600\r\n");
    }

    [Fact]
    public async Task A_renewal_with_a_password_is_told_what_to_do_instead()
    {
        await _host.PersonAsync(_alice);
        var answer = await _client.PostAsync($"{_host.Plain}/.well-known/est/simplereenroll", await _client.RequestAsync(_host.NewKey()), "--user", $"{_alice}:{EstHost.Password}");
        answer.Status.ShouldBe(403);
        answer.Text.ShouldContain("shows the certificate that is to be renewed, on port");
    }
}
