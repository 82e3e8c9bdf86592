using System.Net;
using System.Text.Json;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>A password alone can only reset, and a reset waits for an administrator.</summary>
public class ResetTests : IAsyncLifetime
{
    private static readonly Guid Admin = Guid.NewGuid();
    private TestChat chat = null!;
    private TestPerson alice = null!;
    private TestPerson elsewhere = null!;
    private TestDevice lost = null!;
    private TestDevice fresh = null!;

    public async Task InitializeAsync()
    {
        chat = await TestChat.StartAsync();
        await SetUpAsync();
    }

    public async Task DisposeAsync() => await chat.DisposeAsync();

    [Fact]
    public async Task A_reset_waits_and_changes_nothing()
    {
        await AskAsync();
        (await alice.ChainAsync()).N.ShouldBe(1);
        StateOf(lost).ShouldBe(KeyState.Good);
        var waiting = (await chat.Get<IResets>().ListAsync(default)).ShouldHaveSingleItem();
        (waiting.User, waiting.Device, waiting.At).ShouldBe((alice.Id, fresh.Id!.Value, chat.Clock.Now));
        waiting.Code.ShouldBe(DeviceCode.Of(fresh.Sig.Kid, fresh.Enc.Kid));
        var problem = await elsewhere.ProveAsync(await elsewhere.ProofAsync(fresh)).ShouldBeRefusedAsync(HttpStatusCode.Forbidden, "blocked");
        problem.GetProperty("reason").GetString().ShouldBe("unknown");
    }

    [Fact]
    public async Task Only_its_owner_sees_a_reset_wait()
    {
        await AskAsync();
        var bob = await chat.EnrolledAsync("bob");
        var own = await elsewhere.Http.GetAsync($"/api/users/{alice.Uuid}/chain").ShouldBeTakenAsync();
        own.GetProperty("pendingReset").GetProperty("device").GetString().ShouldBe(fresh.Name);
        var theirs = await bob.Http.GetAsync($"/api/users/{alice.Uuid}/chain").ShouldBeTakenAsync();
        theirs.GetProperty("pendingReset").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task An_approved_reset_is_the_new_base_and_drops_everything_else()
    {
        var entry = await AskAsync();
        var before = (await alice.ChainAsync()).Base;
        chat.Clock.Advance(TimeSpan.FromDays(3)); // administrators have weekends
        (await chat.Get<IResets>().ApproveAsync(alice.Id, entry, Admin, default)).ShouldBe(ResetDecision.Done);

        var chain = await alice.ChainAsync();
        chain.Base.ShouldBe(entry);
        chain.Base.ShouldNotBe(before);
        chain.Devices.ShouldHaveSingleItem().Device.ShouldBe(fresh.Id);
        chain.Recovery.ShouldBeNull();
        foreach (var gone in new[] { lost, alice.Recovery! })
            StateOf(gone).ShouldBe(KeyState.Revoked);
        chat.Get<ISessions>().Find(alice.Session).ShouldBeNull();
        (await chat.Get<IResets>().ListAsync(default)).ShouldBeEmpty();
        await elsewhere.ProvedAsync(fresh);
        await elsewhere.PostAsync(lost.Sign(TestDevice.Payload(chain, elsewhere.Now, "drop", fresh.AsGone)))
            .ShouldBeRefusedAsync(HttpStatusCode.UnprocessableEntity, "signer");
    }

    [Fact]
    public async Task What_is_approved_is_the_entry_that_was_looked_at()
    {
        var looked = await AskAsync();
        var other = await elsewhere.CertifiedAsync(elsewhere.NewDevice());
        await WaitsAsync(await elsewhere.EntryAsync(other, "reset", other.AsNew));
        (await chat.Get<IResets>().ApproveAsync(alice.Id, looked, Admin, default)).ShouldBe(ResetDecision.Gone);
        (await chat.Get<IResets>().ApproveOnHostAsync(alice.Id, looked, default)).ShouldBe(ResetDecision.Gone);
        (await alice.ChainAsync()).N.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_reset_again_keeps_waiting()
    {
        var jws = await elsewhere.EntryAsync(fresh, "reset", fresh.AsNew);
        await WaitsAsync(jws);
        chat.Clock.Advance(TimeSpan.FromMinutes(1));
        await WaitsAsync(jws);
        (await chat.Get<IResets>().ListAsync(default)).ShouldHaveSingleItem().At.ShouldBe(chat.Clock.Now.AddMinutes(-1));
    }

    [Fact]
    public async Task A_refused_reset_is_gone_and_its_keys_are_revoked()
    {
        var entry = await AskAsync();
        (await chat.Get<IResets>().RefuseAsync(alice.Id, entry, Admin, default)).ShouldBe(ResetDecision.Done);
        StateOf(fresh).ShouldBe(KeyState.Revoked);
        (await chat.Get<IResets>().ApproveAsync(alice.Id, entry, Admin, default)).ShouldBe(ResetDecision.Gone);
        (await alice.ChainAsync()).N.ShouldBe(1);
        chat.Get<ISessions>().Find(alice.Session).ShouldNotBeNull("whoever asked for it, Alice was not touched");
    }

    [Fact]
    public async Task An_active_device_that_goes_on_with_the_chain_ends_a_waiting_reset()
    {
        var entry = await AskAsync();
        await alice.AddDeviceAsync();
        (await chat.Get<IResets>().ListAsync(default)).ShouldBeEmpty();
        (await chat.Get<IResets>().ApproveAsync(alice.Id, entry, Admin, default)).ShouldBe(ResetDecision.Gone);
    }

    [Fact]
    public async Task A_reset_by_a_key_revoked_meanwhile_is_not_appended()
    {
        var entry = await AskAsync();
        await chat.Get<IAuthority>().RevokeAsync(KeySelection.Of(fresh.Enc.Kid.Value), RevocationReason.KeyCompromise, Actor.System);
        (await chat.Get<IResets>().ApproveAsync(alice.Id, entry, Admin, default)).ShouldBe(ResetDecision.Gone);
        (await alice.ChainAsync()).N.ShouldBe(1);
    }

    [Fact]
    public async Task A_reset_is_verified_like_every_entry_before_it_waits()
    {
        var chain = await alice.ChainAsync();
        (string Jws, HttpStatusCode Status, string Code)[] wrong =
        [
            (lost.Sign(TestDevice.Payload(chain, alice.Now, "reset", fresh.AsNew)), HttpStatusCode.UnprocessableEntity, "signer"),
            (fresh.Sign(TestDevice.Payload(chain, alice.Now, "reset", (fresh with { Id = Guid.NewGuid() }).AsNew)), HttpStatusCode.UnprocessableEntity, "key-other-owner"),
            (fresh.Sign(TestDevice.Payload(chain, alice.Now - 601, "reset", fresh.AsNew)), HttpStatusCode.UnprocessableEntity, "iat"),
            (fresh.Sign(TestDevice.Payload(chain, alice.Now, "reset", fresh.AsNew, n: 7)), HttpStatusCode.Conflict, "chain"),
            (lost.Sign(TestDevice.Payload(chain, alice.Now, "reset", lost.AsNew)), HttpStatusCode.UnprocessableEntity, "device-reused"),
        ];
        foreach (var (jws, status, code) in wrong)
            await elsewhere.PostAsync(jws).ShouldBeRefusedAsync(status, code);
        (await chat.Get<IResets>().ListAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_command_on_the_host_lets_a_lone_administrator_in()
    {
        await AskAsync();
        using var output = new StringWriter();
        (await ApproveCommand.RunAsync(chat.Services, "nobody", null, null, output, default)).ShouldBe(1);
        (await ApproveCommand.RunAsync(chat.Services, "alice", null, null, output, default)).ShouldBe(0);
        output.ToString().ShouldContain(DeviceCode.Of(fresh.Sig.Kid, fresh.Enc.Kid));
        await Answers.EventuallyAsync(async () => (await alice.ChainAsync()).OfDevice(fresh.Id!.Value) is { Removed: null }, "the running server appends it");
        await Answers.EventuallyAsync(() => Task.FromResult(StateOf(lost) == KeyState.Revoked), "and revokes what it drops");
        (await ApproveCommand.RunAsync(chat.Services, "alice", null, null, output, default)).ShouldBe(1, "nothing waits any more");
    }

    [Fact]
    public async Task The_command_on_the_host_approves_only_the_browser_whose_code_was_compared()
    {
        var entry = await AskAsync();
        using var output = new StringWriter();
        var code = DeviceCode.Of(fresh.Sig.Kid, fresh.Enc.Kid);
        (await ApproveCommand.RunAsync(chat.Services, "alice", DeviceCode.Of(lost.Sig.Kid, lost.Enc.Kid), null, output, default)).ShouldBe(1);
        foreach (var answer in (string[])["", "n\n", "no\n", "\n"])
            (await ApproveCommand.RunAsync(chat.Services, "alice", null, new StringReader(answer), output, default)).ShouldBe(1);
        (await chat.Get<PendingResets>().FindAsync(alice.Id, default))!.ApprovedOnHost.ShouldBeFalse();
        output.ToString().ShouldContain(code);

        (await ApproveCommand.RunAsync(chat.Services, "alice", code.ToLowerInvariant().Replace('-', ' '), null, output, default)).ShouldBe(0);
        await Answers.EventuallyAsync(async () => (await alice.ChainAsync()).Head == entry, "the running server appends it");
    }

    [Fact]
    public async Task The_command_on_the_host_asks_whether_the_code_is_the_one_shown()
    {
        var entry = await AskAsync();
        using var output = new StringWriter();
        (await ApproveCommand.RunAsync(chat.Services, "alice", null, new StringReader("y\n"), output, default)).ShouldBe(0);
        await Answers.EventuallyAsync(async () => (await alice.ChainAsync()).Head == entry, "the running server appends it");
    }

    [Fact]
    public async Task An_installation_can_do_without_approval()
    {
        await chat.DisposeAsync();
        chat = await TestChat.StartAsync(add: builder => builder.Configuration["Devices:ResetNeedsApproval"] = "false");
        await SetUpAsync();
        await elsewhere.PostAsync(await elsewhere.EntryAsync(fresh, "reset", fresh.AsNew)).ShouldBeTakenAsync();
        StateOf(lost).ShouldBe(KeyState.Revoked);
    }

    private async Task SetUpAsync()
    {
        alice = await chat.EnrolledAsync("alice");
        lost = alice.Device;
        await alice.AddRecoveryAsync();
        elsewhere = await alice.ElsewhereAsync();
        fresh = await elsewhere.CertifiedAsync(elsewhere.NewDevice());
    }

    private async Task<Hash> AskAsync()
    {
        var jws = await elsewhere.EntryAsync(fresh, "reset", fresh.AsNew);
        await WaitsAsync(jws);
        return Hash.Of(jws);
    }

    private async Task WaitsAsync(string jws)
    {
        var answer = await elsewhere.PostAsync(jws);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        (await answer.JsonAsync()).GetProperty("pending").GetBoolean().ShouldBeTrue();
    }

    private KeyState StateOf(TestDevice device) => chat.Get<IAuthority>().StatusOf(device.Sig.Kid.Value).State;
}
