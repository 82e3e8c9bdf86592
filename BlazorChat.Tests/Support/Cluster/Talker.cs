using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>
/// Somebody who uses the chat by a program, over HTTP, at one host or at several in turn: signs in, enrols, writes, reads. A message that was not answered is
/// sent again with the same number, as the browser's outbox does; everything that happens to it is noted in the <see cref="History"/>.
/// </summary>
internal sealed class Talker : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionLifetime = TimeSpan.FromSeconds(20) }) { Timeout = AnswerLimit };
    private readonly Uri[] hosts;
    private readonly History history;
    private int turn;
    private string cookie = "";
    private Guid user;
    private TestDevice device = null!;
    private Hash first;
    private TestSession session = null!;
    private string inner = "";
    private long n;

    /// <param name="history">Where it is noted.</param>
    /// <param name="hosts">Those it uses, another one after each answer that did not come.</param>
    public Talker(History history, params Uri[] hosts) => (this.history, this.hosts) = (history, hosts);

    public string Conversation { get; private set; } = "";

    /// <summary>How often the session was not known, which must never be.</summary>
    public int SignedOut { get; private set; }

    private Uri Host => hosts[turn % hosts.Length];

    public async Task EnterAsync(string username, string password, TestKey sig, TestKey enc)
    {
        var signedIn = await SendAsync(HttpMethod.Post, "/api/sign-in", new { username, password });
        user = signedIn.GetProperty("user").GetGuid();
        device = new TestDevice(user, Guid.NewGuid(), sig, enc);
        var nonce = await NonceAsync();
        await SendAsync(HttpMethod.Post, "/api/devices", new { device = device.Name, sig = sig.Request(device.OwnerUri, nonce), enc = enc.Request(device.OwnerUri, nonce) });
        var entry = device.Sign(TestDevice.Payload(UserChainState.Empty(user), Now, "first", device.AsNew));
        first = Hash.Of(entry);
        await SendAsync(HttpMethod.Post, $"/api/users/{user:D}/chain", new { jws = entry });
        var origin = Host.GetLeftPart(UriPartial.Authority);
        var proof = device.Sig.Sign(ChatAuth.Typ, $$"""{"v":1,"aud":"{{origin}}","nonce":"{{await NonceAsync()}}","iat":{{Now}}}""");
        await SendAsync(HttpMethod.Put, "/api/session/device", new { jws = proof });
    }

    /// <summary>Begins the dm of two, each with a message key for both.</summary>
    public static async Task MeetAsync(Talker one, Talker other)
    {
        static string Seat(Talker member) => $$"""{"user":"{{member.user}}","base":"{{member.first}}","role":"admin"}""";
        var genesis = one.device.Sig.Sign(
            RoomEntry.Typ, $$"""{"v":1,"conv":null,"n":0,"prev":null,"op":"create","kind":"dm","history":"none","members":[{{Seat(one)}},{{Seat(other)}}],"iat":{{Now}}}""");
        var created = await one.SendAsync(HttpMethod.Post, "/api/conversations", new { jws = genesis });
        var room = Hash.Of(genesis);
        foreach (var talker in new[] { one, other })
            await talker.BeginAsync(created.GetProperty("conv").GetString()!, room, [one.device.Enc, other.device.Enc]);
    }

    private async Task BeginAsync(string conversation, Hash room, TestKey[] recipients)
    {
        Conversation = conversation;
        session = new TestSession(device, ConversationId.Parse(conversation), room, Now);
        var body = $$"""{"manifest":"{{session.Manifest}}","key":{{session.Wrap(recipients)}}}""";
        // The other host may hear of the conversation a moment later.
        for (var tries = 0; ; tries++)
        {
            using var answer = await AskAsync(HttpMethod.Post, $"/api/conversations/{conversation}/sessions", new StringContent(body, Encoding.UTF8, "application/json"));
            if (answer.StatusCode == HttpStatusCode.Created)
                break;
            tries.ShouldBeLessThan(50, await answer.Content.ReadAsStringAsync());
            await Task.Delay(100);
        }
        // Signed once, sealed anew for each message: the server looks at the envelope.
        inner = session.Text(1, null, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(50)), [.. recipients.Select(key => key.Kid)], Now).Jws;
    }

    /// <summary>Writes a message each <paramref name="interval"/> until told to stop; the last is sent again until it is answered, or for a minute.</summary>
    public async Task TalkAsync(TimeSpan interval, bool twice, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await SayAsync(twice);
            await Task.Delay(interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SayAsync(bool twice)
    {
        var jwe = session.Seal(inner);
        var message = new Message(Conversation, device.Name, ++n, Hash.Of(jwe).Value);
        history.Sent(message);
        var giveUp = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(giveUp) < TimeSpan.FromMinutes(1))
        {
            try
            {
                var to = twice ? hosts : [Host];
                var places = await Task.WhenAll(to.Select(host => PostAsync(message, jwe, host)));
                if (places is [{ } seq, ..] && Array.TrueForAll(places, place => place == seq))
                {
                    history.Acknowledged(message, seq);
                    return;
                }
                places.ShouldContain((long?)null, $"{message} has two places");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                history.Unanswered(message, e.Message);
            }
            turn++; // as the load balancer does
            await Task.Delay(Pause);
        }
        throw new TimeoutException($"Message {n} of {device.Name} in {Conversation} was not taken for a minute: {history.LastOf(message)}");
    }

    /// <returns>Its place; null: it was refused.</returns>
    private async Task<long?> PostAsync(Message message, string jwe, Uri host)
    {
        using var answer = await AskAsync(HttpMethod.Post, $"/api/conversations/{Conversation}/messages", new StringContent($$"""{"n":{{message.N}},"jwe":"{{jwe}}"}""", Encoding.UTF8, "application/json"), host);
        if (answer.IsSuccessStatusCode)
            return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("seq").GetInt64();
        history.Refused(message, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        return null;
    }

    /// <summary>Reads what is new until told to stop, as a page that polls does.</summary>
    public async Task ReadAsync(string reader, TimeSpan interval, CancellationToken stop)
    {
        var last = 0L;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                last = await ReadOnAsync(reader, last);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException or JsonException)
            {
                turn++;
            }
            await Task.Delay(interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Everything of the log, to its end, from this host.</summary>
    public async Task ReadAllAsync(string reader, Uri host)
    {
        var last = 0L;
        for (var before = -1L; last != before;)
            (before, last) = (last, await ReadOnAsync(reader, last, host));
    }

    public void Dispose() => http.Dispose();

    private async Task<long> ReadOnAsync(string reader, long last, Uri? host = null)
    {
        using var answer = await AskAsync(HttpMethod.Get, $"/api/conversations/{Conversation}/messages?after={last}&limit=200", null, host);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{(int)answer.StatusCode}");
        foreach (var entry in (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("entries").EnumerateArray())
        {
            last = entry.GetProperty("seq").GetInt64();
            var message = entry.GetProperty("kind").GetString() == "message"
                ? new Message(Conversation, entry.GetProperty("device").GetString()!, entry.GetProperty("n").GetInt64(), Hash.Of(entry.GetProperty("jwe").GetString()!).Value)
                : null;
            history.Seen(reader, Conversation, last, message);
        }
        return last;
    }

    private async Task<string> NonceAsync() => (await SendAsync(HttpMethod.Get, "/api/nonce", null)).GetProperty("nonce").GetString()!;

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body)
    {
        using var answer = await AskAsync(method, path, body is null ? null : JsonContent.Create(body));
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.FirstOrDefault(one => one.StartsWith("blazorchat.session=", StringComparison.Ordinal)) is { } given)
            cookie = given.Split(';')[0];
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? body, Uri? host = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(host ?? Host, path)) { Content = body };
        if (cookie.Length > 0)
            request.Headers.Add("Cookie", cookie);
        var answer = await http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.Unauthorized && cookie.Length > 0)
            SignedOut++;
        return answer;
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}
