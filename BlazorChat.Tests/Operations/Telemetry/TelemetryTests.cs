using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Operations.Telemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;
using Shouldly;

namespace BlazorChat.Tests.Operations.Telemetry;

/// <summary>The whole program, and a collector that keeps what it is sent.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task What_is_measured_and_traced_comes_to_the_collector_and_nothing_that_somebody_wrote_with_it()
    {
        const string canary = "canary5b1f9e";
        var conversation = $"{canary}GJfSa-_TImW-5JCeuQeRkm5NMpJWZ3hSuFU";
        using var collector = new Collector();
        await using var host = await HostProcess.StartAsync(
            $"--Telemetry:OtlpEndpoint={collector.Address}", "--Telemetry:OtlpProtocol=HttpProtobuf", "--Telemetry:TraceRatio=1", "--Logging:Console:FormatterName=json");
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        http.DefaultRequestHeaders.Add("tracestate", $"x={canary}");
        http.DefaultRequestHeaders.Add("baggage", $"x={canary}");
        http.DefaultRequestHeaders.Add("User-Agent", canary);
        await http.PostAsJsonAsync("api/sign-in", new { username = canary, password = canary });
        await http.PostAsync("api/sign-in", new StringContent(canary));
        await http.PostAsJsonAsync($"api/conversations/{conversation}/messages?{canary}=1", new { n = 1, jwe = canary });
        await http.GetAsync($"api/users?query={canary}");
        await http.GetAsync($"{canary}?{canary}");
        await http.GetAsync($"chat/c/{conversation}?{canary}#{canary}");
        using var odd = new HttpRequestMessage(new HttpMethod(canary.ToUpperInvariant()), "login");
        await http.SendAsync(odd);
        await host.StopAsync();

        foreach (var name in new[] { "blazorchat.sign_ins", "blazorchat.relay.waiting", "http.server.request.duration", "kestrel.active_connections", "dotnet.gc.collections", "service.name" })
            collector.Metrics.ShouldContain(name);
        collector.Traces.ShouldContain("POST /api/sign-in");
        collector.Traces.ShouldContain("POST /api/conversations/{conv}/messages");
        collector.Traces.ShouldNotContain("0af7651916cd43dd8448eb211c80319c");
        collector.Traces.ShouldNotContain("\x0a\xf7\x65\x19\x16\xcd\x43\xdd");
        collector.All.ShouldNotContain(canary, Case.Insensitive);
        collector.All.ShouldNotContain("url.path");
        AllLinesAreJson(host.Output);
        host.Output.ShouldNotContain(canary, Case.Insensitive);
        host.Output.ShouldContain("\"EventId\":11100");
    }

    [Fact]
    public async Task A_collector_that_is_away_is_told_once_and_holds_up_nothing()
    {
        await using var host = await HostProcess.StartAsync($"--Telemetry:OtlpEndpoint=http://127.0.0.1:{Ports.Next()}", "--Telemetry:TraceRatio=1");
        using var http = new HttpClient { BaseAddress = host.Address };
        for (var i = 0; i < 400 && !host.Output.Contains("does not take what it is sent", StringComparison.Ordinal); i++)
        {
            (await http.GetAsync("healthz")).EnsureSuccessStatusCode();
            await Task.Delay(50);
        }
        await host.StopAsync();
        host.Output.Split("does not take what it is sent").Length.ShouldBe(1 + 1);
    }

    [Theory]
    [InlineData("Telemetry:OtlpEndpoint", "collector:4317", "Telemetry:OtlpEndpoint is not the address of a collector. Write http://HOST:4317")]
    [InlineData("Telemetry:OtlpEndpoint", "http://user:secret@collector:4317", "Telemetry:OtlpEndpoint is not the address of a collector. Write http://HOST:4317")]
    [InlineData("Telemetry:OtlpProtocol", "Thrift", "Telemetry:OtlpProtocol is Thrift; there are Grpc and HttpProtobuf.")]
    [InlineData("Telemetry:TraceRatio", "10", "Telemetry:TraceRatio is 10. Write a share of the requests between 0 and 1, such as 0.1.")]
    [InlineData("Telemetry:TraceRatio", "NaN", "Telemetry:TraceRatio is NaN. Write a share")]
    public void A_wrong_setting_is_refused_with_the_remedy(string setting, string value, string sentence)
    {
        var refused = Should.Throw<StartupException>(() => Read((TelemetrySettings.EndpointSetting, "http://collector:4317"), (setting, value))).Message;
        refused.ShouldStartWith(sentence);
        refused.ShouldNotContain("secret");
    }

    [Fact]
    public void Nothing_is_sent_unless_a_collector_is_named()
    {
        Read().ShouldBeNull();
        Read((TelemetrySettings.EndpointSetting, " ")).ShouldBeNull();
        var settings = Read((TelemetrySettings.EndpointSetting, "https://collector.example.org:4318/tenant/"), (TelemetrySettings.ProtocolSetting, "httpprotobuf"))!;
        (settings.Protocol, settings.TraceRatio, settings.Server).ShouldBe((OtlpExportProtocol.HttpProtobuf, 0.1, "https://collector.example.org:4318"));
        settings.For("traces").Endpoint.ShouldBe(new Uri("https://collector.example.org:4318/tenant/v1/traces"));
        Read((TelemetrySettings.EndpointSetting, "http://collector:4317"))!.For("metrics").Endpoint.ShouldBe(new Uri("http://collector:4317"));
    }

    private static TelemetrySettings? Read(params (string Key, string Value)[] settings) => TelemetrySettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.DistinctBy(setting => setting.Key).ToDictionary(setting => setting.Key, setting => (string?)settings.Last(one => one.Key == setting.Key).Value)).Build());

    /// <summary>But what is printed for whoever starts it: it is no log.</summary>
    private static void AllLinesAreJson(string output)
    {
        var lines = output.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("BlazorChat is running", StringComparison.Ordinal) && !line.StartsWith("There is no administrator yet", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBeGreaterThan(3);
        foreach (var line in lines)
            JsonDocument.Parse(line).RootElement.GetProperty("Category").GetString().ShouldNotBeNullOrEmpty(line);
    }
}
