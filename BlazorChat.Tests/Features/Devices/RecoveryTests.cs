using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Tests.Support.People;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

public sealed class RecoveryTests(ChatFixture fixture) : IClassFixture<ChatFixture>, IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;
    private readonly TestChat chat = fixture.Chat;
    private TestPerson alice = null!;

    public async Task InitializeAsync() => alice = await chat.EnrolledAsync("alice");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Without_a_recovery_key_there_is_an_empty_answer() =>
        (await BlobAsync(alice)).GetProperty("jwe").ValueKind.ShouldBe(JsonValueKind.Null);

    [Fact]
    public async Task The_sealed_pair_comes_back_byte_by_byte_once_the_chain_names_it()
    {
        var pair = await alice.CertifiedAsync(alice.NewRecovery());
        var jwe = Envelopes.Recovery();
        (await alice.PutRecoveryAsync(pair, jwe)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await BlobAsync(alice)).GetProperty("jwe").ValueKind.ShouldBe(JsonValueKind.Null, "a candidate only");

        await alice.AppendedAsync(alice.Device, "recovery", pair.AsRecovery);
        var blob = await BlobAsync(await alice.ElsewhereAsync());
        (blob.GetProperty("jwe").GetString(), blob.GetProperty("sig").GetString(), blob.GetProperty("enc").GetString())
            .ShouldBe((jwe, pair.Sig.Kid.Value, pair.Enc.Kid.Value));
    }

    [Fact]
    public async Task The_recovery_key_adds_a_device_to_a_session_without_one()
    {
        var pair = await alice.AddRecoveryAsync();
        var elsewhere = await alice.ElsewhereAsync();
        var device = await elsewhere.CertifiedAsync(elsewhere.NewDevice());
        await elsewhere.PostAsync(await elsewhere.EntryAsync(pair, "add", device.AsNew)).ShouldBeTakenAsync();
        await elsewhere.ProvedAsync(device);
        await alice.AddRecoveryAsync();
        var another = await elsewhere.CertifiedAsync(elsewhere.NewDevice());
        await elsewhere.PostAsync(await elsewhere.EntryAsync(pair, "add", another.AsNew)).ShouldBeRefusedAsync(Unprocessable, "signer");
    }

    [Fact]
    public async Task The_chain_names_no_recovery_key_whose_sealed_half_is_nowhere()
    {
        var pair = await alice.CertifiedAsync(alice.NewRecovery());
        await alice.PostAsync(await alice.EntryAsync(alice.Device, "recovery", pair.AsRecovery)).ShouldBeRefusedAsync(Unprocessable, "no-recovery");
    }

    [Fact]
    public async Task A_sealed_pair_is_never_overwritten()
    {
        var pair = await alice.CertifiedAsync(alice.NewRecovery());
        var jwe = Envelopes.Recovery();
        (await alice.PutRecoveryAsync(pair, jwe)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await alice.AppendedAsync(alice.Device, "recovery", pair.AsRecovery);
        var thief = await alice.ElsewhereAsync(); // who has the password and nothing else
        await thief.PutRecoveryAsync(pair, Envelopes.Recovery()).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "exists");
        (await thief.PutRecoveryAsync(pair, jwe)).StatusCode.ShouldBe(HttpStatusCode.NoContent, "the same again: the answer was lost");
        for (var i = 0; i < 6; i++)
            (await thief.PutRecoveryAsync(await thief.CertifiedAsync(thief.NewRecovery()))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await BlobAsync(alice)).GetProperty("jwe").GetString().ShouldBe(jwe);
    }

    [Fact]
    public async Task Candidates_push_out_the_oldest_candidate()
    {
        var pairs = new List<TestDevice>();
        for (var i = 0; i < 5; i++)
        {
            chat.Clock.Advance(TimeSpan.FromSeconds(1));
            pairs.Add(await alice.CertifiedAsync(alice.NewRecovery()));
            (await alice.PutRecoveryAsync(pairs[^1])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await alice.PostAsync(await alice.EntryAsync(alice.Device, "recovery", pairs[0].AsRecovery)).ShouldBeRefusedAsync(Unprocessable, "no-recovery");
        await alice.AppendedAsync(alice.Device, "recovery", pairs[1].AsRecovery);
    }

    [Fact]
    public async Task Only_certified_recovery_keys_are_kept()
    {
        await alice.PutRecoveryAsync(alice.NewRecovery()).ShouldBeRefusedAsync(Unprocessable, "key-unknown");
        await alice.PutRecoveryAsync(await alice.CertifiedAsync(alice.NewDevice())).ShouldBeRefusedAsync(Unprocessable, "key-other-owner");
        var bob = await chat.PersonAsync("bob");
        await alice.PutRecoveryAsync(await bob.CertifiedAsync(bob.NewRecovery())).ShouldBeRefusedAsync(Unprocessable, "key-other-owner");
    }

    [Theory]
    [InlineData("", "malformed")]
    [InlineData("a.b.c.d.e", "malformed")]
    public async Task A_blob_that_is_no_recovery_envelope_is_refused(string jwe, string code) =>
        await alice.PutRecoveryAsync(await alice.CertifiedAsync(alice.NewRecovery()), jwe).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, code);

    [Fact]
    public async Task A_blob_that_is_cheap_to_guess_is_refused()
    {
        var parts = Envelopes.Recovery().Split('.');
        var header = """{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","typ":"chat-recovery+jwe","p2c":1000,"p2s":"AAAAAAAAAAAAAAAAAAAAAA"}""";
        parts[0] = TestKey.Encode(header);
        await alice.PutRecoveryAsync(await alice.CertifiedAsync(alice.NewRecovery()), string.Join('.', parts))
            .ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "header");
    }

    private static Task<JsonElement> BlobAsync(TestPerson person) => person.Http.GetFromJsonAsync<JsonElement>("/api/recovery");
}
