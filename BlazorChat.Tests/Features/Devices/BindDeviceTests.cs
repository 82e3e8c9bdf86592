using System.Net;
using System.Security.Cryptography;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>A session is bound to a device only by a proof that is right in everything.</summary>
public sealed class BindDeviceTests(ChatFixture fixture) : IClassFixture<ChatFixture>, IAsyncLifetime
{
    private readonly TestChat chat = fixture.Chat;
    private TestPerson alice = null!;
    private TestPerson elsewhere = null!;

    public async Task InitializeAsync()
    {
        alice = await chat.EnrolledAsync("alice");
        elsewhere = await alice.ElsewhereAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_proof_binds_the_session_to_its_device()
    {
        BoundTo(elsewhere).ShouldBeNull();
        var answer = await elsewhere.ProveAsync(await elsewhere.ProofAsync(alice.Device)).ShouldBeTakenAsync();
        answer.GetProperty("device").GetString().ShouldBe(alice.Device.Name);
        BoundTo(elsewhere).ShouldBe(alice.Device.Id);
    }

    [Fact]
    public async Task A_proof_counts_once()
    {
        var proof = await elsewhere.ProofAsync(alice.Device);
        await elsewhere.ProveAsync(proof).ShouldBeTakenAsync();
        await elsewhere.ProveAsync(proof).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "wrong-nonce");
    }

    [Fact]
    public async Task A_proof_for_another_session_is_refused() =>
        await RefusedAsync(await elsewhere.ProofAsync(alice.Device, await alice.NonceAsync()), "wrong-nonce");

    [Fact]
    public async Task A_proof_that_took_too_long_is_refused()
    {
        var proof = await elsewhere.ProofAsync(alice.Device);
        chat.Clock.Advance(TimeSpan.FromMinutes(5));
        await RefusedAsync(proof, "wrong-nonce");
    }

    [Theory]
    [InlineData("http://localhost:80")]
    [InlineData("https://localhost")]
    [InlineData("http://localhost/")]
    [InlineData("http://evil.example")]
    public async Task A_proof_made_for_another_origin_is_refused(string aud) =>
        await RefusedAsync(await elsewhere.ProofAsync(alice.Device, aud: aud), "wrong-origin");

    [Fact]
    public async Task With_an_origin_configured_a_proof_is_for_that_one()
    {
        await using var behindProxy = await TestChat.StartAsync(builder => builder.Configuration["Devices:Origin"] = "https://chat.example.org");
        var carol = await behindProxy.PersonAsync("carol");
        var device = await carol.CertifiedAsync(carol.NewDevice());
        await carol.AppendedAsync(device, "first", device.AsNew);

        await carol.ProveAsync(await carol.ProofAsync(device)).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "wrong-origin");
        (await carol.ProveAsync(await carol.ProofAsync(device, aud: "https://chat.example.org"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_proof_by_a_clock_that_is_off_is_refused()
    {
        await RefusedAsync(await elsewhere.ProofAsync(alice.Device, iat: elsewhere.Now - 601), "iat");
        await RefusedAsync(await elsewhere.ProofAsync(alice.Device, iat: elsewhere.Now + 601), "iat");
    }

    [Fact]
    public async Task A_proof_signed_by_another_key_than_it_names_is_refused()
    {
        var mallory = await chat.EnrolledAsync("mallory");
        var payload = $$"""{"v":1,"aud":"{{TestChat.Origin}}","nonce":"{{await elsewhere.NonceAsync()}}","iat":{{elsewhere.Now}}}""";
        await RefusedAsync(mallory.Device.Sig.Sign(ChatAuth.Typ, payload, alice.Device.Sig.Kid, RSASignaturePadding.Pss), "signature");
    }

    [Fact]
    public async Task Somebody_elses_device_is_unknown()
    {
        var mallory = await chat.EnrolledAsync("mallory");
        await BlockedAsync(await elsewhere.ProofAsync(mallory.Device), "unknown");
    }

    [Fact]
    public async Task A_device_that_is_certified_but_not_in_the_chain_is_unknown() =>
        await BlockedAsync(await elsewhere.ProofAsync(await elsewhere.CertifiedAsync(elsewhere.NewDevice())), "unknown");

    [Fact]
    public async Task A_recovery_key_is_no_device() =>
        await BlockedAsync(await elsewhere.ProofAsync(await alice.AddRecoveryAsync()), "unknown");

    [Fact]
    public async Task A_dropped_device_is_told_so()
    {
        var second = await alice.AddDeviceAsync();
        await alice.AppendedAsync(alice.Device, "drop", second.AsGone);
        await BlockedAsync(await elsewhere.ProofAsync(second), "dropped");
    }

    [Fact]
    public async Task A_revoked_device_is_told_so()
    {
        await chat.Get<IAuthority>().RevokeAsync(KeySelection.Of(alice.Device.Sig.Kid.Value), RevocationReason.KeyCompromise, Actor.System);
        await BlockedAsync(await elsewhere.ProofAsync(alice.Device), "revoked");
    }

    [Fact]
    public async Task A_device_on_hold_is_told_so()
    {
        await chat.Get<IAuthority>().HoldAsync(KeySelection.Of(alice.Device.Enc.Kid.Value), Actor.System);
        await BlockedAsync(await elsewhere.ProofAsync(alice.Device), "hold");
    }

    [Fact]
    public async Task A_device_on_hold_because_its_account_is_disabled_is_blocked_for_that()
    {
        var pair = (await alice.ChainAsync()).OfDevice(alice.Device.Id!.Value);
        await chat.Get<Users>().ChangeAsync(alice.Id, user => user.Disabled = true, default);
        await chat.Get<IAuthority>().HoldAsync(KeySelection.OfUser(alice.Id), Actor.System);
        chat.Get<DeviceStanding>().WhyBlocked(alice.Id, pair).ShouldBe("disabled");
    }

    [Fact]
    public async Task A_device_with_an_expired_certificate_is_let_in_to_renew_and_read()
    {
        chat.Clock.Advance(TimeSpan.FromDays(91));
        var later = await alice.ElsewhereAsync();
        await later.ProvedAsync(alice.Device);
        BoundTo(later).ShouldBe(alice.Device.Id);
    }

    [Fact]
    public async Task A_proof_is_written_exactly()
    {
        var payload = $$"""{"v":2,"aud":"{{TestChat.Origin}}","nonce":"{{await elsewhere.NonceAsync()}}","iat":{{elsewhere.Now}}}""";
        await elsewhere.ProveAsync(alice.Device.Sig.Sign(ChatAuth.Typ, payload)).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "update-needed");
        await elsewhere.ProveAsync(alice.Device.Sig.Sign(UserEntry.Typ, payload)).ShouldBeRefusedAsync(HttpStatusCode.BadRequest, "header");
    }

    private Guid? BoundTo(TestPerson person) => chat.Get<ISessions>().Find(person.Session)?.Device;

    private async Task RefusedAsync(string proof, string code)
    {
        await elsewhere.ProveAsync(proof).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, code);
        BoundTo(elsewhere).ShouldBeNull();
    }

    private async Task BlockedAsync(string proof, string reason)
    {
        var problem = await elsewhere.ProveAsync(proof).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "blocked");
        problem.GetProperty("reason").GetString().ShouldBe(reason);
        BoundTo(elsewhere).ShouldBeNull();
    }
}
