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
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly History history;
    private Guid user;
    private TestDevice device = null!;
    private Hash first;
    private TestSession session = null!;
    private string inner = "";
    private long n;

    /// <param name="history">Where it is noted.</param>
    /// <param name="hosts">Those it uses, another one after each answer that did not come.</param>
    public Talker(History history, params Uri[] hosts) => (this.history, Client) = (history, new(hosts));

    public HostClient Client { get; }

    public string Conversation { get; private set; } = "";

    /// <summary>With whom it is.</summary>
    public Guid Peer { get; private set; }

    public async Task EnterAsync(string username, string password, TestKey sig, TestKey enc)
    {
        var signedIn = await Client.SendAsync(HttpMethod.Post, "/api/sign-in", new { username, password });
        user = signedIn.GetProperty("user").GetGuid();
        device = new TestDevice(user, Guid.NewGuid(), sig, enc);
        var nonce = await Client.NonceAsync();
        await Client.SendAsync(HttpMethod.Post, "/api/devices", new { device = device.Name, sig = sig.Request(device.OwnerUri, nonce), enc = enc.Request(device.OwnerUri, nonce) });
        var entry = device.Sign(TestDevice.Payload(UserChainState.Empty(user), Now, "first", device.AsNew));
        first = Hash.Of(entry);
        await Client.SendAsync(HttpMethod.Post, $"/api/users/{user:D}/chain", new { jws = entry });
        var origin = Client.Host.GetLeftPart(UriPartial.Authority);
        var proof = device.Sig.Sign(ChatAuth.Typ, $$"""{"v":1,"aud":"{{origin}}","nonce":"{{await Client.NonceAsync()}}","iat":{{Now}}}""");
        await Client.SendAsync(HttpMethod.Put, "/api/session/device", new { jws = proof });
    }

    /// <summary>Begins the dm of two, each with a message key for both.</summary>
    public static async Task MeetAsync(Talker one, Talker other)
    {
        static string Seat(Talker member) => $$"""{"user":"{{member.user}}","base":"{{member.first}}","role":"admin"}""";
        var genesis = one.device.Sig.Sign(
            RoomEntry.Typ, $$"""{"v":1,"conv":null,"n":0,"prev":null,"op":"create","kind":"dm","history":"none","members":[{{Seat(one)}},{{Seat(other)}}],"iat":{{Now}}}""");
        var created = await one.Client.SendAsync(HttpMethod.Post, "/api/conversations", new { jws = genesis });
        var room = Hash.Of(genesis);
        (one.Peer, other.Peer) = (other.user, one.user);
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
            using var answer = await Client.AskAsync(HttpMethod.Post, $"/api/conversations/{conversation}/sessions", new StringContent(body, Encoding.UTF8, "application/json"));
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
                var to = twice ? Client.Hosts : [Client.Host];
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
            Client.GoOn();
            await Task.Delay(Pause);
        }
        throw new TimeoutException($"Message {n} of {device.Name} in {Conversation} was not taken for a minute: {history.LastOf(message)}");
    }

    /// <returns>Its place; null: it was refused.</returns>
    private async Task<long?> PostAsync(Message message, string jwe, Uri host)
    {
        using var answer = await Client.AskAsync(HttpMethod.Post, $"/api/conversations/{Conversation}/messages", new StringContent($$"""{"n":{{message.N}},"jwe":"{{jwe}}"}""", Encoding.UTF8, "application/json"), host);
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
                Client.GoOn();
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

    /// <summary>What is new, up to 200 entries.</summary>
    /// <returns>The last place that was read.</returns>
    public async Task<long> ReadOnAsync(string reader, long last, Uri? host = null)
    {
        using var answer = await Client.AskAsync(HttpMethod.Get, $"/api/conversations/{Conversation}/messages?after={last}&limit=200", null, host);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{(int)answer.StatusCode}");
        foreach (var entry in (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("entries").EnumerateArray())
        {
            (last, var message) = Message.Of(Conversation, entry);
            history.Seen(reader, Conversation, last, message);
        }
        return last;
    }

    public void Dispose() => Client.Dispose();

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
}
