using System.Net;
using System.Net.Sockets;
using BlazorChat.Tests.Authorities;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Operations;

/// <summary>The whole program with <c>Https:Enabled</c>, judged by openssl and curl.</summary>
public sealed class OwnHttpsTests
{
    [Fact]
    public async Task Openssl_and_curl_take_the_chain_with_nothing_but_the_root_and_http_leads_there()
    {
        var port = Ports.Next();
        var est = $"https://127.0.0.1:{Ports.Next()}";
        await using var host = await HostProcess.StartAsync("--Https:Enabled=true", $"--Https:Port={port}", "--Https:Names:0=localhost", "--Https:Names:1=127.0.0.1", $"--Pki:Est:ClientCertificateUrl={est}");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };
        var root = Path.Combine(host.Data, "root.crt");
        await File.WriteAllBytesAsync(root, await http.GetByteArrayAsync("pki/root.crt"));

        var shown = await OpenSsl.RunAsync("s_client", "-connect", $"127.0.0.1:{port}", "-servername", "localhost", "-CAfile", root, "-verify_return_error", "-verify_hostname", "localhost", "-showcerts");
        shown.ShouldContain("Verify return code: 0 (ok)");
        shown.Split("-----BEGIN CERTIFICATE-----").Length.ShouldBe(2 + 1, "leaf and issuing CA, not the root");

        var page = await http.GetAsync("login?x=1");
        page.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
        page.Headers.Location.ShouldBe(new Uri($"https://localhost:{port}/login?x=1"));
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "login") { Headers = { Host = "evil.example" } };
        (await http.SendAsync(foreign)).Headers.Location!.Host.ShouldBe("localhost");
        (await http.PostAsync("api/sign-in", new StringContent("{}"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await http.GetAsync("pki/issuing.crl")).StatusCode.ShouldBe(HttpStatusCode.OK);

        string[] curl = ["-sS", "-i", "--noproxy", "*", "--cacert", root];
        var (_, answer) = await OpenSsl.TryToolAsync("curl", [.. curl, $"https://localhost:{port}/login"]);
        answer.ShouldContain(" 200");
        answer.ShouldContain("; secure", Case.Insensitive);
        answer.ShouldNotContain("Strict-Transport-Security");
        host.Output.ShouldContain($"BlazorChat is running at https://localhost:{port}");

        var (key, certificate) = (Path.Combine(host.Data, "stranger.key"), Path.Combine(host.Data, "stranger.pem"));
        await OpenSsl.RunAsync("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=Stranger", "-keyout", key, "-out", certificate);
        var (_, refused) = await OpenSsl.TryToolAsync("curl", [.. curl, "--cert", certificate, "--key", key, "--data", "x", $"{est}/.well-known/est/simplereenroll"]);
        refused.ShouldContain("This is no certificate of a TLS client that this authority has issued.");
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start_and_names_the_setting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var data = Directory.CreateTempSubdirectory("https-").FullName;
        var (code, output) = await HostProcess.RunAsync($"--urls=http://127.0.0.1:{Ports.Next()}", $"--Data:Path={data}", "--Https:Enabled=true", $"--Https:Port={port}");
        Directory.Delete(data, recursive: true);
        code.ShouldBe(1);
        output.ShouldContain($"https://127.0.0.1:{port}");
        output.ShouldContain("Stop what uses the port, or choose another address: --urls http://localhost:5081, for HTTPS Https:Port");
    }

    [Theory]
    [InlineData("--Https:Port=99999", "Https:Port is \"99999\"; write a port")]
    [InlineData("--Kestrel:Certificates:Default:Path=x.pem", "Kestrel:Certificates:Default names another one")]
    public async Task A_contradiction_stops_the_start_with_the_remedy(string setting, string sentence)
    {
        var data = Directory.CreateTempSubdirectory("https-").FullName;
        var (code, output) = await HostProcess.RunAsync("--urls=http://127.0.0.1:5080", $"--Data:Path={data}", "--Https:Enabled=true", setting);
        Directory.Delete(data, recursive: true);
        code.ShouldBe(1);
        output.ShouldContain(sentence);
    }
}
