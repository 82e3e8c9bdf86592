using System.Threading.RateLimiting;
using BlazorChat.Pki;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ocsp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>An authority whose responder listens on 127.0.0.1. Its clock stands at the time of the machine, since openssl judges by that.</summary>
public sealed class OcspHost : IAsyncLifetime
{
    private readonly PartitionedRateLimiter<HttpContext>? _limit;
    private WebApplication _web = null!;

    public OcspHost()
    {
    }

    internal OcspHost(PartitionedRateLimiter<HttpContext> limit) => _limit = limit;

    internal TestAuthority Host { get; private set; } = null!;

    internal CaCertificate Issuer => Host.Get<OpenedAuthority>().Keys.Issuing;

    /// <summary>Of the responder.</summary>
    public string Address { get; private set; } = "";

    public HttpClient Http { get; } = new();

    public async Task InitializeAsync()
    {
        Host = TestAuthority.Make();
        Host.Clock.Set(TimeProvider.System.GetUtcNow());
        await Host.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Host.Clock).AddSingleton(Host.Authority).AddSingleton(Host.Get<OpenedAuthority>())
            .AddSingleton(Host.Get<CrlPublisher>()).AddSingleton(Host.Get<RootCrlPublisher>()).AddSingleton(Host.Get<AnswerOcsp>()).AddSingleton(_limit is null ? Host.Get<OcspLimit>() : new OcspLimit(_limit));
        _web = builder.Build();
        _web.MapAuthority();
        await _web.StartAsync();
        Address = _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/pki/ocsp";
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _web.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>A certificate of a new device, and the file that has it.</summary>
    internal async Task<(BlazorChat.Pki.Certificates.IssuedCertificate Leaf, string File)> IssueAsync()
    {
        var leaf = (await Host.IssueAsync(TestDevice.New())).Sig;
        return (leaf, Host.Write($"{leaf.Serial}.pem", OpenSsl.Pem(leaf.Der)));
    }

    internal OcspQuestion Ask(params string[] serials) => new(Issuer, serials);

    /// <summary>By POST; must be answered.</summary>
    internal async Task<OcspReply> PostAsync(OcspQuestion question) => OcspReply.Read(await PostAsync(question.Encode()));

    public async Task<byte[]> PostAsync(byte[] der)
    {
        using var answer = await SendAsync(der);
        answer.IsSuccessStatusCode.ShouldBeTrue(answer.StatusCode.ToString());
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/ocsp-response");
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public Task<HttpResponseMessage> SendAsync(byte[] der)
    {
        var content = new ByteArrayContent(der) { Headers = { ContentType = new("application/ocsp-request") } };
        return Http.PostAsync(Address, content);
    }

    /// <summary><c>openssl ocsp</c> on the issuing CA, trusting nothing but the root.</summary>
    internal Task<(int ExitCode, string Output)> OpenSslAsync(params string[] options) =>
        OpenSsl.TryAsync(["ocsp", "-issuer", WriteIssuer(), "-url", Address, "-no_proxy", "127.0.0.1", "-CAfile", WriteRoot(), "-verify_other", WriteIssuer(), .. options]);

    internal string WriteRoot() => Host.Write("root.pem", OpenSsl.Pem(Host.Authority.RootCertificate));

    internal string WriteIssuer() => Host.Write("issuing.pem", OpenSsl.Pem(Host.Authority.IssuingCertificate));
}
