using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>A session over HTTP, at one host or at several in turn.</summary>
/// <param name="hosts">The first is its own.</param>
internal sealed class HostClient(params Uri[] hosts) : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromSeconds(20),
    }) { Timeout = AnswerLimit };
    private int turn;

    public Uri[] Hosts => hosts;

    /// <summary>The one that is used just now.</summary>
    public Uri Host => hosts[turn % hosts.Length];

    /// <summary>Of the session, as it is sent.</summary>
    public string Cookie { get; private set; } = "";

    /// <summary>How often the session was not known, which must never be.</summary>
    public int SignedOut { get; private set; }

    /// <summary>To the next host, as the load balancer does.</summary>
    public void GoOn() => turn++;

    /// <summary>After a fault: back to its own.</summary>
    public void GoHome() => turn = 0;

    /// <summary>With the session.</summary>
    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? body, Uri? host = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(host ?? Host, path)) { Content = body };
        if (Cookie.Length > 0)
            request.Headers.Add("Cookie", Cookie);
        var answer = await http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && Cookie.Length > 0)
            SignedOut++;
        return answer;
    }

    /// <summary>What must not be refused.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var answer = await AskAsync(method, path, body is null ? null : JsonContent.Create(body));
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.FirstOrDefault(one => one.StartsWith("blazorchat.session=", StringComparison.Ordinal)) is { } given)
            Cookie = given.Split(';')[0];
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    public async Task<string> NonceAsync() => (await SendAsync(HttpMethod.Get, "/api/nonce", null)).GetProperty("nonce").GetString()!;

    /// <summary>A page for who is signed in, as it is loaded.</summary>
    public async Task<string> PageAsync(Uri page)
    {
        using var answer = await AskAsync(HttpMethod.Get, page.AbsolutePath, null, page);
        if (answer.RequestMessage!.RequestUri != page)
            SignedOut++; // led to the form
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public void Dispose() => http.Dispose();
}
