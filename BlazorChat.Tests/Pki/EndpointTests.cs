using System.Net;
using BlazorChat.Pki;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class EndpointTests : IAsyncLifetime
{
    private TestAuthority _host = null!;
    private WebApplication _web = null!;
    private HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        _host = await TestAuthority.OpenAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(_host.Get<OpenedAuthority>()).AddSingleton(_host.Get<CrlPublisher>()).AddSingleton(_host.Get<RootCrlPublisher>());
        _web = builder.Build();
        _web.MapAuthority();
        await _web.StartAsync();
        _http = _web.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        await _web.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_list_that_came_in_the_same_second_is_not_taken_for_the_one_before()
    {
        var device = await _host.IssueAsync(TestDevice.New());
        var before = _host.Authority.Crl;
        await _host.Authority.RevokeAsync(BlazorChat.Pki.Revocation.KeySelection.Of(device.Sig.Kid), BlazorChat.Pki.Revocation.RevocationReason.KeyCompromise, Actor.Host);
        _host.Authority.Crl.ThisUpdate.ShouldBe(before.ThisUpdate);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pki/issuing.crl") { Headers = { IfModifiedSince = before.ThisUpdate } };
        using var answer = await _http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(_host.Authority.Crl.Der.ToArray());
    }

    [Fact]
    public async Task Openssl_verifies_a_leaf_with_nothing_but_what_is_published()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        var root = _host.Write("root.crt", await _http.GetByteArrayAsync("/pki/root.crt"));
        var issuing = _host.Write("issuing.crt", await _http.GetByteArrayAsync("/pki/issuing.crt"));
        var leaf = _host.Write("leaf.crt", OpenSsl.Pem(issued.Sig.Der));
        await OpenSsl.RunAsync("verify", "-x509_strict", "-attime", $"{_host.Clock.GetUtcNow().ToUnixTimeSeconds()}", "-CAfile", root, "-untrusted", issuing, leaf);
    }

    [Theory]
    [InlineData("/pki/root.crt", "application/pem-certificate-chain", "public, max-age=3600")]
    [InlineData("/pki/issuing.crt", "application/pem-certificate-chain", "public, max-age=3600")]
    [InlineData("/pki/root.cer", "application/pkix-cert", "public, max-age=3600")]
    [InlineData("/pki/issuing.cer", "application/pkix-cert", "public, max-age=3600")]
    [InlineData("/pki/root.pem", "application/pem-certificate-chain", "public, max-age=3600")]
    [InlineData("/pki/issuing.p7b", "application/pkcs7-mime; smime-type=certs-only", "public, max-age=3600")]
    [InlineData("/pki/chain.pem", "application/pem-certificate-chain", "public, max-age=3600")]
    [InlineData("/pki/chain.p7b", "application/pkcs7-mime; smime-type=certs-only", "public, max-age=3600")]
    [InlineData("/pki/root.crl", "application/pkix-crl", "public, no-cache")]
    [InlineData("/pki/issuing.crl", "application/pkix-crl", "public, no-cache")]
    public async Task Each_address_has_its_type_and_answers_304_to_its_tag(string address, string type, string caching)
    {
        using var answer = await _http.GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe(type);
        answer.Headers.CacheControl!.ToString().ShouldBe(caching);
        var tag = answer.Headers.ETag.ShouldNotBeNull();
        tag.IsWeak.ShouldBeFalse();

        using var again = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { tag } } };
        using var unchanged = await _http.SendAsync(again);
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        unchanged.Headers.ETag.ShouldBe(tag);
        (await unchanged.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();

        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, address));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Openssl_reads_the_pkcs7_files_and_verifies_a_leaf_with_them()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        async Task<string> PemOfAsync(string name)
        {
            var file = _host.Write(name, await _http.GetByteArrayAsync($"/pki/{name}"));
            return _host.Write($"{name}.pem", await OpenSsl.RunAsync("pkcs7", "-inform", "DER", "-in", file, "-print_certs"));
        }
        var at = $"{_host.Clock.GetUtcNow().ToUnixTimeSeconds()}";
        var leaf = _host.Write("leaf.crt", OpenSsl.Pem(issued.Sig.Der));
        await OpenSsl.RunAsync("verify", "-x509_strict", "-attime", at, "-CAfile", await PemOfAsync("chain.p7b"), leaf);
        await OpenSsl.RunAsync("verify", "-x509_strict", "-attime", at, "-CAfile", await PemOfAsync("root.p7b"), "-untrusted", await PemOfAsync("issuing.p7b"), leaf);
        // One name for one file: the chain in PEM is the two, each certifying the one before it.
        (await _http.GetStringAsync("/pki/chain.pem")).ShouldBe(OpenSsl.Pem(_host.Authority.IssuingCertificate) + OpenSsl.Pem(_host.Authority.RootCertificate));
        (await _http.GetAsync("/pki/nobody.p7b")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_published_files_are_what_the_authority_has()
    {
        (await _http.GetByteArrayAsync("/pki/issuing.crl")).ShouldBe(_host.Authority.Crl.Der.ToArray());
        (await _http.GetByteArrayAsync("/pki/root.crl")).ShouldBe(_host.Authority.RootCrl!.Der.ToArray());
        (await _http.GetByteArrayAsync("/pki/root.cer")).ShouldBe(_host.Authority.RootCertificate.ToArray());
        (await _http.GetByteArrayAsync("/pki/issuing.cer")).ShouldBe(_host.Authority.IssuingCertificate.ToArray());
        (await _http.GetStringAsync("/pki/root.crt")).ShouldBe(OpenSsl.Pem(_host.Authority.RootCertificate));
    }

    [Fact]
    public async Task A_revocation_changes_the_tag()
    {
        var issued = await _host.IssueAsync(TestDevice.New());
        using var before = await _http.GetAsync("/pki/issuing.crl");
        await _host.Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid), RevocationReason.KeyCompromise, Actor.System);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pki/issuing.crl") { Headers = { IfNoneMatch = { before.Headers.ETag! } } };
        using var after = await _http.SendAsync(request);
        after.StatusCode.ShouldBe(HttpStatusCode.OK);
        after.Headers.ETag.ShouldNotBe(before.Headers.ETag);
        (await after.Content.ReadAsByteArrayAsync()).ShouldBe(_host.Authority.Crl.Der.ToArray());
    }

    [Fact]
    public async Task Keys_are_not_published()
    {
        foreach (var name in new[] { "root.key", "issuing.key", "passphrase", "ca/root.key", "../pki/ca/root.key" })
            (await _http.GetAsync($"/pki/{name}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
