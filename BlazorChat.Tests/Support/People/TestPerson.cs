using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Support.People;

/// <summary>
/// Somebody with an account and a session, who does over HTTP what the client module does: makes keys, has them certified,
/// writes their user chain, proves a device. Steps can be taken one by one, to take them wrongly.
/// </summary>
internal sealed class TestPerson(TestChat chat, Guid id, string username, Guid session, HttpClient http)
{
    public Guid Id => id;

    public string Username => username;

    public Guid Session => session;

    /// <summary>This session's requests.</summary>
    public HttpClient Http => http;

    public string Uuid => Web.Protocol.Uuid.Write(id);

    /// <summary>The device that <see cref="EnrolAsync"/> made last.</summary>
    public TestDevice Device { get; private set; } = null!;

    public TestDevice? Recovery { get; private set; }

    public TestDevice NewDevice(Guid? device = null) => new(id, device ?? Guid.NewGuid(), chat.Keys.Next(), chat.Keys.Next());

    public TestDevice NewRecovery() => new(id, null, chat.Keys.Next(), chat.Keys.Next());

    public long Now => chat.Clock.GetUtcNow().ToUnixTimeSeconds();

    public async Task<UserChainState> ChainAsync() => await chat.Get<IUserChains>().OfAsync(id, default);

    public async Task<string> NonceAsync() =>
        (await http.GetFromJsonAsync<JsonElement>("/api/nonce")).GetProperty("nonce").GetString()!;

    /// <summary>Everything a first browser does: keys, certificates, <c>first</c>, proof.</summary>
    public async Task<TestPerson> EnrolAsync()
    {
        Device = await CertifiedAsync(NewDevice());
        await AppendedAsync(Device, "first", Device.AsNew);
        await ProvedAsync(Device);
        return this;
    }

    /// <summary>Another device, added by the last one.</summary>
    public async Task<TestDevice> AddDeviceAsync()
    {
        var added = await CertifiedAsync(NewDevice());
        await AppendedAsync(Device, "add", added.AsNew);
        return added;
    }

    /// <summary>A recovery pair: certified, its sealed half stored, named in the chain.</summary>
    public async Task<TestDevice> AddRecoveryAsync()
    {
        var pair = await CertifiedAsync(NewRecovery());
        (await PutRecoveryAsync(pair)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await AppendedAsync(Device, "recovery", pair.AsRecovery);
        return Recovery = pair;
    }

    public async Task<TestDevice> CertifiedAsync(TestDevice device)
    {
        var answer = await RequestCertificatesAsync(device);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return device;
    }

    public async Task<HttpResponseMessage> RequestCertificatesAsync(TestDevice device, string? nonce = null)
    {
        nonce ??= await NonceAsync();
        return await http.PostAsJsonAsync("/api/devices", new
        {
            device = device.Name,
            sig = device.Sig.Request(device.OwnerUri, nonce),
            enc = device.Enc.Request(device.OwnerUri, nonce),
        });
    }

    public Task<HttpResponseMessage> PutRecoveryAsync(TestDevice pair, string? jwe = null) =>
        http.PutAsJsonAsync("/api/recovery", new { jwe = jwe ?? Envelopes.Recovery(), sig = pair.Sig.Kid.Value, enc = pair.Enc.Kid.Value });

    /// <summary>The entry that continues the chain rightly.</summary>
    public async Task<string> EntryAsync(TestDevice signer, string op, string members) =>
        signer.Sign(TestDevice.Payload(await ChainAsync(), Now, op, members));

    public Task<HttpResponseMessage> PostAsync(string jws) => http.PostAsJsonAsync($"/api/users/{Uuid}/chain", new { jws });

    public async Task AppendedAsync(TestDevice signer, string op, string members)
    {
        var answer = await PostAsync(await EntryAsync(signer, op, members));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A proof of this device's key; every member can be changed to something wrong.</summary>
    public async Task<string> ProofAsync(TestDevice device, string? nonce = null, string aud = TestChat.Origin, long? iat = null) =>
        device.Sig.Sign(ChatAuth.Typ, $$"""{"v":1,"aud":"{{aud}}","nonce":"{{nonce ?? await NonceAsync()}}","iat":{{iat ?? Now}}}""");

    public Task<HttpResponseMessage> ProveAsync(string jws) => http.PutAsJsonAsync("/api/session/device", new { jws });

    public async Task ProvedAsync(TestDevice device)
    {
        var answer = await ProveAsync(await ProofAsync(device));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The same person signed in once more, elsewhere.</summary>
    public async Task<TestPerson> ElsewhereAsync()
    {
        var other = await chat.SignInAsync(id, username);
        other.Device = Device;
        other.Recovery = Recovery;
        return other;
    }
}
