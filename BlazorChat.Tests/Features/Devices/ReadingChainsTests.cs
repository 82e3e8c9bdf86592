using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using BlazorChat.Pki.Issuance;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Accounts.Names;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Microsoft.Extensions.Localization;
using Shouldly;
using Texts = BlazorChat.Web.Features.Devices.Texts;

namespace BlazorChat.Tests.Features.Devices;

public sealed class ReadingChainsTests(ChatFixture fixture) : IClassFixture<ChatFixture>, IAsyncLifetime
{
    private readonly TestChat chat = fixture.Chat;
    private TestPerson alice = null!;
    private TestPerson bob = null!;

    public async Task InitializeAsync()
    {
        alice = await chat.EnrolledAsync("alice");
        bob = await chat.PersonAsync("bob");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_chain_comes_as_it_was_sent_with_all_certificates_ever_issued()
    {
        await bob.EnrolAsync();
        var second = await alice.AddDeviceAsync();
        await alice.CertifiedAsync(second);
        await alice.AppendedAsync(alice.Device, "drop", second.AsGone);

        var answer = await bob.Http.GetAsync($"/api/users/{alice.Uuid}/chain").ShouldBeTakenAsync();
        answer.GetProperty("username").GetString().ShouldBe("alice");
        var entries = answer.GetProperty("entries").EnumerateArray().ToList();
        entries.Count.ShouldBe(3);
        entries.ShouldAllBe(entry => entry.GetProperty("at").GetInt64() == chat.Clock.Now.ToUnixTimeMilliseconds());
        var chain = await alice.ChainAsync();
        Hash.Of(entries[^1].GetProperty("jws").GetString()).ShouldBe(chain.Head!.Value);
        var certificates = answer.GetProperty("certs").EnumerateObject().ToDictionary(kid => kid.Name, kid => kid.Value.GetArrayLength());
        certificates.ShouldBe(new Dictionary<string, int>
        {
            [alice.Device.Sig.Kid.Value] = 1,
            [alice.Device.Enc.Kid.Value] = 1,
            [second.Sig.Kid.Value] = 2,
            [second.Enc.Kid.Value] = 2,
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task Several_chains_come_at_once_without_those_nobody_knows()
    {
        await bob.EnrolAsync();
        var one = await bob.Http.GetAsync($"/api/users/{alice.Uuid}/chain").ShouldBeTakenAsync();
        string[] users = [alice.Uuid, Uuid.Write(Guid.NewGuid()), bob.Uuid];
        var chains = (await bob.Http.PostAsJsonAsync("/api/users/chains", new { users }).ShouldBeTakenAsync()).GetProperty("chains").EnumerateArray().ToList();
        chains.Select(chain => chain.GetProperty("user").GetString()).ShouldBe([alice.Uuid, bob.Uuid]);
        chains[0].GetRawText().ShouldBe(one.GetRawText());
    }

    [Theory]
    [InlineData(101, HttpStatusCode.BadRequest)]
    [InlineData(100, HttpStatusCode.OK)]
    public async Task At_most_a_hundred_chains_are_asked_for_at_once(int count, HttpStatusCode expected)
    {
        await bob.EnrolAsync();
        string[] users = [.. Enumerable.Range(0, count).Select(_ => Uuid.Write(Guid.NewGuid()))];
        (await bob.Http.PostAsJsonAsync("/api/users/chains", new { users })).StatusCode.ShouldBe(expected);
        string[] nobody = ["alice"];
        (await bob.Http.PostAsJsonAsync("/api/users/chains", new { users = nobody })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Several_chains_are_for_a_session_with_a_device()
    {
        string[] users = [alice.Uuid];
        (await bob.Http.PostAsJsonAsync("/api/users/chains", new { users })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_chosen_name_comes_with_the_chain()
    {
        ChosenName.TryParse("Foxy", out var foxy, out _).ShouldBeTrue();

        (await chat.Get<Users>().ChooseNameAsync(bob.Id, foxy, default)).ShouldBeTrue();
        var answer = await alice.Http.GetAsync($"/api/users/{bob.Uuid}/chain").ShouldBeTakenAsync();
        (answer.GetProperty("name").GetString(), answer.GetProperty("chosen").GetString()).ShouldBe(("bob Example", "Foxy"));

        await chat.Get<Users>().ChooseNameAsync(bob.Id, null, default);
        answer = await alice.Http.GetAsync($"/api/users/{bob.Uuid}/chain").ShouldBeTakenAsync();
        answer.GetProperty("chosen").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Somebody_without_a_chain_has_an_empty_one()
    {
        var answer = await bob.Http.GetAsync($"/api/users/{bob.Uuid}/chain").ShouldBeTakenAsync();
        answer.GetProperty("entries").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_session_without_a_device_sees_only_its_own()
    {
        await bob.Http.GetAsync($"/api/users/{alice.Uuid}/chain").ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "no-device");
        await bob.Http.GetAsync($"/api/keys/{alice.Device.Sig.Kid}").ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "no-device");
    }

    [Fact]
    public async Task Unknown_people_and_keys_are_not_there()
    {
        foreach (var path in new[] { $"users/{Guid.NewGuid()}/chain", $"users/{alice.Uuid.ToUpperInvariant()}/chain", $"users/'%20OR%201=1/chain", $"keys/{Hash.Of("x")}", "keys/x" })
            await alice.Http.GetAsync($"/api/{path}").ShouldBeRefusedAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_key_names_its_owner_and_use()
    {
        var recovery = await alice.AddRecoveryAsync();
        foreach (var (key, device, use) in new[] { (alice.Device.Sig, alice.Device.Name, "sig"), (recovery.Enc, "recovery", "enc") })
        {
            var answer = await alice.Http.GetAsync($"/api/keys/{key.Kid}").ShouldBeTakenAsync();
            answer.GetProperty("user").GetString().ShouldBe(alice.Uuid);
            answer.GetProperty("device").GetString().ShouldBe(device);
            answer.GetProperty("use").GetString().ShouldBe(use);
            answer.GetProperty("certs").GetArrayLength().ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_signature_is_judged_by_chain_list_and_certificate()
    {
        var chains = chat.Get<IUserChains>();
        var jws = Parse(alice.Device.Sign("{}"));
        var verdict = await chains.VerifyAsync(jws, alice.Id, default);
        verdict.Signer!.Pair.Device.ShouldBe(alice.Device.Id);
        (await chains.VerifyAsync(jws, bob.Id, default)).Refusal.ShouldBe(SignerRefusal.Unknown);
        var second = await alice.AddDeviceAsync();
        var at = alice.Now;
        chat.Clock.Advance(TimeSpan.FromMinutes(30));
        await alice.AppendedAsync(alice.Device, "drop", second.AsGone);
        (await chains.VerifyAsync(Parse(second.Sign("{}")), alice.Id, default)).Refusal.ShouldBe(SignerRefusal.Dropped);

        (await chains.WasActiveAsync(alice.Id, second.Sig.Kid, at, default)).ShouldBeTrue("it was in the chain then");
        (await chains.WasActiveAsync(alice.Id, second.Sig.Kid, alice.Now + 601, default)).ShouldBeFalse();
        (await chains.WasActiveAsync(alice.Id, second.Sig.Kid, at - 601, default)).ShouldBeFalse();
        (await chains.WasActiveAsync(bob.Id, second.Sig.Kid, at, default)).ShouldBeFalse();
        (await chains.WasActiveAsync(alice.Id, second.Sig.Kid, long.MaxValue, default)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void Every_refusal_has_a_sentence_in_both_languages(string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var texts = chat.Get<IStringLocalizer<Texts>>();
        Type[] codes = [typeof(Refused), typeof(ChainRefusal), typeof(SignerRefusal), typeof(KeyRefusal), typeof(DeviceProblems), typeof(IssueRefusal)];
        foreach (var code in codes.SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!))
            texts[code].ResourceNotFound.ShouldBeFalse($"{code} has no sentence in {language}");
        texts["blocked"].Value.ShouldStartWith(language == "fr" ? "Cet" : "This");
    }

    private static Jws Parse(string compact) => Jws.TryParse(compact, UserEntry.Typ, out var jws, out var refusal) ? jws : throw new InvalidDataException(refusal);
}
