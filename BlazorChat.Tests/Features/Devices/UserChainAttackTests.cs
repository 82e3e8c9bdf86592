using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>Each entry here is right but for one thing, and is refused for that.</summary>
public sealed class UserChainAttackTests(ChatFixture fixture) : IClassFixture<ChatFixture>, IAsyncLifetime
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;
    private readonly TestChat chat = fixture.Chat;
    private TestPerson alice = null!;

    public async Task InitializeAsync() => alice = await chat.EnrolledAsync("alice");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_same_entry_again_gets_its_first_answer()
    {
        var second = await alice.CertifiedAsync(alice.NewDevice());
        var entry = await alice.EntryAsync(alice.Device, "add", second.AsNew);
        var first = await alice.PostAsync(entry).ShouldBeTakenAsync();
        await alice.AddDeviceAsync();
        var again = await alice.PostAsync(entry).ShouldBeTakenAsync();
        again.ToString().ShouldBe(first.ToString());
        (await alice.ChainAsync()).N.ShouldBe(2);
    }

    [Fact]
    public async Task An_entry_that_does_not_follow_the_head_gets_the_head()
    {
        var chain = await alice.ChainAsync();
        var second = await alice.CertifiedAsync(alice.NewDevice());
        string[] wrong =
        [
            TestDevice.Payload(chain, alice.Now, "add", second.AsNew, n: 2),
            TestDevice.Payload(chain, alice.Now, "add", second.AsNew, prev: $"\"{Hash.Of("another")}\""),
            TestDevice.Payload(chain, alice.Now, "first", second.AsNew, n: 0, prev: "null"),
        ];
        foreach (var payload in wrong)
        {
            var signer = payload.Contains("first", StringComparison.Ordinal) ? second : alice.Device;
            var problem = await alice.PostAsync(signer.Sign(payload)).ShouldBeRefusedAsync(HttpStatusCode.Conflict, "chain");
            problem.GetProperty("n").GetInt64().ShouldBe(0);
            problem.GetProperty("head").GetString().ShouldBe(chain.Head!.Value.Value);
        }
    }

    [Fact]
    public async Task Of_two_entries_at_once_one_is_taken_and_the_other_gets_the_new_head()
    {
        var (second, third) = (await alice.CertifiedAsync(alice.NewDevice()), await alice.CertifiedAsync(alice.NewDevice()));
        var entries = new[] { await alice.EntryAsync(alice.Device, "add", second.AsNew), await alice.EntryAsync(alice.Device, "add", third.AsNew) };
        var answers = await Task.WhenAll(entries.Select(alice.PostAsync));
        answers.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.Conflict]);
        (await alice.ChainAsync()).Devices.Count().ShouldBe(2);
    }

    [Theory]
    [InlineData(-601, false)]
    [InlineData(-590, true)]
    [InlineData(590, true)]
    [InlineData(601, false)]
    public async Task An_entry_is_signed_within_ten_minutes_of_the_servers_clock(int seconds, bool taken)
    {
        chat.Clock.Advance(TimeSpan.FromHours(1));
        var second = await alice.CertifiedAsync(alice.NewDevice());
        var entry = alice.PostAsync(alice.Device.Sign(TestDevice.Payload(await alice.ChainAsync(), alice.Now + seconds, "add", second.AsNew)));
        if (taken)
            await entry.ShouldBeTakenAsync();
        else
            await entry.ShouldBeRefusedAsync(Unprocessable, "iat");
    }

    [Fact]
    public async Task An_entry_is_not_signed_before_its_predecessor()
    {
        var second = await alice.CertifiedAsync(alice.NewDevice());
        await alice.PostAsync(alice.Device.Sign(TestDevice.Payload(await alice.ChainAsync(), alice.Now - 1, "add", second.AsNew)))
            .ShouldBeRefusedAsync(Unprocessable, "iat");
    }

    [Fact]
    public async Task Nobody_adds_a_device_to_somebody_else()
    {
        var mallory = await chat.EnrolledAsync("mallory");
        var device = await mallory.CertifiedAsync(mallory.NewDevice());
        var payload = TestDevice.Payload(await alice.ChainAsync(), mallory.Now, "add", device.AsNew);
        await mallory.Http.PostAsJsonAsync($"/api/users/{alice.Uuid}/chain", new { jws = mallory.Device.Sign(payload) })
            .ShouldBeRefusedAsync(HttpStatusCode.NotFound, "not-found");
        await alice.PostAsync(mallory.Device.Sign(payload)).ShouldBeRefusedAsync(Unprocessable, "signer");
        await mallory.PostAsync(alice.Device.Sign(payload)).ShouldBeRefusedAsync(Unprocessable, "user");
    }

    [Fact]
    public async Task A_device_does_not_add_itself()
    {
        var second = await alice.CertifiedAsync(alice.NewDevice());
        await alice.PostAsync(await alice.EntryAsync(second, "add", second.AsNew)).ShouldBeRefusedAsync(Unprocessable, "signer");
    }

    [Fact]
    public async Task A_dropped_device_signs_nothing_more()
    {
        var second = await alice.AddDeviceAsync();
        await alice.AppendedAsync(alice.Device, "drop", second.AsGone);
        await alice.PostAsync(await alice.EntryAsync(second, "drop", alice.Device.AsGone)).ShouldBeRefusedAsync(Unprocessable, "signer");
    }

    [Fact]
    public async Task A_signature_by_another_key_than_the_one_it_names_is_refused()
    {
        var second = await alice.CertifiedAsync(alice.NewDevice());
        var payload = TestDevice.Payload(await alice.ChainAsync(), alice.Now, "add", second.AsNew);
        await alice.PostAsync(second.Sig.Sign(UserEntry.Typ, payload, alice.Device.Sig.Kid, RSASignaturePadding.Pss)).ShouldBeRefusedAsync(Unprocessable, "signature");
        await alice.PostAsync(alice.Device.Sig.Sign(UserEntry.Typ, payload, alice.Device.Sig.Kid, RSASignaturePadding.Pkcs1)).ShouldBeRefusedAsync(Unprocessable, "signature");
    }

    [Fact]
    public async Task A_first_entry_is_signed_by_the_device_it_names()
    {
        var bob = await chat.PersonAsync("bob");
        var (device, other) = (await bob.CertifiedAsync(bob.NewDevice()), await bob.CertifiedAsync(bob.NewDevice()));
        var payload = TestDevice.Payload(await bob.ChainAsync(), bob.Now, "first", device.AsNew);
        await bob.PostAsync(other.Sign(payload)).ShouldBeRefusedAsync(Unprocessable, "signer");
        await bob.PostAsync(other.Sig.Sign(UserEntry.Typ, payload, device.Sig.Kid, RSASignaturePadding.Pss)).ShouldBeRefusedAsync(Unprocessable, "signature");
    }

    [Fact]
    public async Task A_chain_begins_with_first()
    {
        var bob = await chat.PersonAsync("bob");
        var device = await bob.CertifiedAsync(bob.NewDevice());
        foreach (var op in new[] { "add", "reset" })
            await bob.PostAsync(device.Sign(TestDevice.Payload(await bob.ChainAsync(), bob.Now, op, device.AsNew)))
                .ShouldBeRefusedAsync(HttpStatusCode.BadRequest, Refused.Payload);
    }

    [Fact]
    public async Task Keys_without_certificates_are_refused() =>
        await alice.PostAsync(await alice.EntryAsync(alice.Device, "add", alice.NewDevice().AsNew)).ShouldBeRefusedAsync(Unprocessable, "key-unknown");

    [Fact]
    public async Task Keys_certified_for_somebody_or_something_else_are_refused()
    {
        var bob = await chat.PersonAsync("bob");
        var theirs = await bob.CertifiedAsync(bob.NewDevice());
        var own = await alice.CertifiedAsync(alice.NewDevice());
        var recovery = await alice.CertifiedAsync(alice.NewRecovery());
        (TestDevice Claim, string Code)[] claims =
        [
            (theirs, "key-other-owner"),
            (own with { Id = Guid.NewGuid() }, "key-other-owner"),
            (own with { Enc = theirs.Enc }, "key-other-owner"),
            (recovery with { Id = Guid.NewGuid() }, "key-other-owner"),
            (own with { Sig = own.Enc, Enc = own.Sig }, "key-other-use"),
            (own with { Enc = own.Sig }, "key-reused"),
        ];
        foreach (var (claim, code) in claims)
            await alice.PostAsync(await alice.EntryAsync(alice.Device, "add", claim.AsNew)).ShouldBeRefusedAsync(Unprocessable, code);
        await alice.PostAsync(await alice.EntryAsync(alice.Device, "recovery", own.AsRecovery)).ShouldBeRefusedAsync(Unprocessable, "key-other-owner");
    }

    [Fact]
    public async Task Revoked_and_held_keys_neither_come_in_nor_sign()
    {
        var authority = chat.Get<IAuthority>();
        var elsewhere = await alice.ElsewhereAsync(); // bound to no device, so it outlives them
        var second = await alice.CertifiedAsync(alice.NewDevice());
        var entry = await alice.EntryAsync(alice.Device, "add", second.AsNew);

        await authority.HoldAsync(KeySelection.Of(second.Enc.Kid.Value), Actor.System);
        await elsewhere.PostAsync(entry).ShouldBeRefusedAsync(Unprocessable, "key-held");
        await authority.ReleaseAsync(KeySelection.Of(second.Enc.Kid.Value), Actor.System);
        await authority.HoldAsync(KeySelection.Of(alice.Device.Enc.Kid.Value), Actor.System);
        await elsewhere.PostAsync(entry).ShouldBeRefusedAsync(Unprocessable, "signer-held");
        await authority.RevokeAsync(KeySelection.Of(alice.Device.Enc.Kid.Value), RevocationReason.KeyCompromise, Actor.System);
        await elsewhere.PostAsync(entry).ShouldBeRefusedAsync(Unprocessable, "signer-revoked");
        await authority.RevokeAsync(KeySelection.Of(second.Sig.Kid.Value), RevocationReason.KeyCompromise, Actor.System);
        await elsewhere.PostAsync(entry).ShouldBeRefusedAsync(Unprocessable, "key-revoked");
    }

    [Fact]
    public async Task An_expired_certificate_neither_comes_in_nor_signs()
    {
        var early = await alice.CertifiedAsync(alice.NewDevice());
        chat.Clock.Advance(TimeSpan.FromDays(91));
        var later = await alice.ElsewhereAsync();
        await later.PostAsync(await later.EntryAsync(alice.Device, "add", early.AsNew)).ShouldBeRefusedAsync(Unprocessable, "key-expired");
        var late = await later.CertifiedAsync(later.NewDevice());
        await later.PostAsync(await later.EntryAsync(alice.Device, "add", late.AsNew)).ShouldBeRefusedAsync(Unprocessable, "signer-expired");
    }

    [Fact]
    public async Task Ids_and_kids_never_come_back()
    {
        var second = await alice.AddDeviceAsync();
        await alice.AppendedAsync(alice.Device, "drop", second.AsGone);
        var third = await alice.CertifiedAsync(alice.NewDevice());
        await alice.PostAsync(await alice.EntryAsync(alice.Device, "add", (third with { Id = second.Id }).AsNew)).ShouldBeRefusedAsync(Unprocessable, "device-reused");
        await alice.PostAsync(await alice.EntryAsync(alice.Device, "add", (third with { Enc = second.Enc }).AsNew)).ShouldBeRefusedAsync(Unprocessable, "key-reused");
        await alice.PostAsync(await alice.EntryAsync(alice.Device, "drop", second.AsGone)).ShouldBeRefusedAsync(Unprocessable, "no-such-device");
    }

    [Fact]
    public async Task There_is_no_eleventh_device_until_one_is_dropped()
    {
        for (var i = 0; i < 9; i++)
            await alice.AddDeviceAsync();
        var eleventh = await alice.CertifiedAsync(alice.NewDevice());
        await alice.PostAsync(await alice.EntryAsync(alice.Device, "add", eleventh.AsNew)).ShouldBeRefusedAsync(Unprocessable, "too-many-devices");
        await alice.AppendedAsync(alice.Device, "drop", (await alice.ChainAsync()).Devices.Select(pair => $"\"device\":\"{pair.Device}\"").Last());
        await alice.AppendedAsync(alice.Device, "add", eleventh.AsNew);
    }

    [Theory]
    [InlineData("{\"v\":1,", "{\"v\":1,\"v\":1,", "payload")]
    [InlineData("\"n\":1,", "\"n\":1,\"n\":1,", "payload")]
    [InlineData("\"n\":1,", "\"n\":1.0,", "payload")]
    [InlineData("\"n\":1,", "\"n\":1e0,", "payload")]
    [InlineData("\"n\":1,", "\"n\":01,", "payload")]
    [InlineData("\"n\":1,", "\"n\":-1,", "payload")]
    [InlineData("\"n\":1,", "\"n\": 1,", "payload")]
    [InlineData("\"op\":\"add\"", "\"op\":\"\\u0061dd\"", "payload")]
    [InlineData("\"op\":\"add\"", "\"op\":\"swap\"", "payload")]
    [InlineData("\"op\":\"add\"", "\"op\":\"add\",\"zip\":1", "payload")]
    [InlineData("{\"v\":1,", "{", "payload")]
    [InlineData("{\"v\":1,", "{\"v\":0,", "payload")]
    [InlineData("{\"v\":1,", "{\"v\":2,", "update-needed")]
    public async Task An_entry_is_written_exactly(string right, string wrong, string code)
    {
        var second = await alice.CertifiedAsync(alice.NewDevice());
        var payload = TestDevice.Payload(await alice.ChainAsync(), alice.Now, "add", second.AsNew);
        payload.ShouldContain(right);
        await alice.PostAsync(alice.Device.Sign(payload.Replace(right, wrong, StringComparison.Ordinal))).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, code);
    }

    [Fact]
    public async Task An_entry_signed_as_something_else_is_refused()
    {
        var second = await alice.CertifiedAsync(alice.NewDevice());
        var payload = TestDevice.Payload(await alice.ChainAsync(), alice.Now, "add", second.AsNew);
        await alice.PostAsync(alice.Device.Sig.Sign(RoomEntry.Typ, payload)).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "header");
        await alice.PostAsync("not.a.jws").ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "malformed");
        await alice.PostAsync(new string('A', Jws.MaxLength + 1)).ShouldBeRefusedAsync(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }
}
