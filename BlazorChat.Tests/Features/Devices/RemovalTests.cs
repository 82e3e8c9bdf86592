using System.Net;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>What goes, goes everywhere: chain, certificates, sessions, recipients.</summary>
public class RemovalTests : IAsyncLifetime
{
    private readonly Hook hook = new();
    private TestChat chat = null!;
    private TestPerson alice = null!;

    public async Task InitializeAsync()
    {
        chat = await TestChat.StartAsync(add: builder => builder.Services.AddSingleton<IRecipientsChanged>(hook));
        alice = await chat.EnrolledAsync("alice");
    }

    public async Task DisposeAsync() => await chat.DisposeAsync();

    [Fact]
    public async Task A_dropped_device_loses_its_certificates_and_its_session_before_the_answer()
    {
        var (second, session) = await SecondAsync();
        await alice.AppendedAsync(alice.Device, "drop", second.AsGone);
        Revoked(second).ShouldBeTrue();
        Revoked(alice.Device).ShouldBeFalse();
        chat.Get<ISessions>().Find(session).ShouldBeNull();
        chat.Get<ISessions>().Find(alice.Session).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_replaced_recovery_pair_is_revoked()
    {
        var first = await alice.AddRecoveryAsync();
        var second = await alice.AddRecoveryAsync();
        Revoked(first).ShouldBeTrue();
        Revoked(second).ShouldBeFalse();
    }

    [Fact]
    public async Task A_crash_between_the_entry_and_the_revocation_is_made_good_at_the_next_start()
    {
        var (second, session) = await SecondAsync();
        var chain = await alice.ChainAsync();
        UserEntry.TryParse(await alice.EntryAsync(alice.Device, "drop", second.AsGone), out var entry, out _).ShouldBeTrue();
        var next = chain.Apply(entry.Payload, entry.Jws.Kid, entry.Hash, chat.Clock.Now).Next!;
        await chat.Get<UserChainStore>().AppendAsync(entry, next, chat.Clock.Now, default);
        Revoked(second).ShouldBeFalse("the process died here");

        chat = await chat.RestartAsync();
        await Answers.EventuallyAsync(() => Task.FromResult(Revoked(second)), "the dropped device is revoked");
        chat.Get<ISessions>().Find(session).ShouldBeNull();
    }

    [Fact]
    public async Task Recipients_change_in_the_transaction_of_the_entry_or_not_at_all()
    {
        var second = await alice.CertifiedAsync(alice.NewDevice());
        var entry = await alice.EntryAsync(alice.Device, "add", second.AsNew);
        hook.Fails = true;
        (await alice.PostAsync(entry)).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await EntriesAsync()).ShouldBe(1);
        (await alice.ChainAsync()).N.ShouldBe(0);

        hook.Fails = false;
        hook.Raised.Clear();
        await alice.PostAsync(entry).ShouldBeTakenAsync();
        hook.Raised.ShouldBe([alice.Id]);
        hook.Seen.ShouldBe(2, "the entry is visible to the hook through its own database");
    }

    [Theory]
    [InlineData(true, SessionEndReason.DeviceRevoked)]
    [InlineData(false, SessionEndReason.DeviceHeld)]
    public async Task A_device_that_an_administrator_revokes_or_holds_is_out_within_seconds(bool revoke, SessionEndReason reason)
    {
        var ended = new List<SessionEnded>();
        var told = new List<Guid>();
        using var sessions = chat.Get<ISessions>().OnEnded(ended.Add);
        using var chains = chat.Get<IUserChains>().OnChange(change => told.Add(change.User));
        hook.Raised.Clear();
        var register = chat.Get<IDeviceRegister>();
        (revoke
            ? await register.RevokeAsync(alice.Id, alice.Device.Name, RevocationReason.KeyCompromise, Guid.NewGuid(), default)
            : await register.HoldAsync(alice.Id, alice.Device.Name, Guid.NewGuid(), default)).ShouldBeTrue();

        chat.Get<IUserChains>().Active(await alice.ChainAsync()).Devices.ShouldBeEmpty("at once");
        await Answers.EventuallyAsync(() => Task.FromResult(told.Count > 0), "watchers are told");
        ended.ShouldHaveSingleItem().ShouldBe(new SessionEnded(alice.Session, alice.Id, alice.Device.Id, reason));
        hook.Raised.ShouldContain(alice.Id);
        (await register.RevokeAsync(alice.Id, "recovery", RevocationReason.KeyCompromise, Guid.NewGuid(), default)).ShouldBeFalse("there is none");
    }

    [Fact]
    public async Task A_revocation_that_a_crash_kept_from_the_sessions_ends_them_at_the_next_start()
    {
        // Straight in the database, as if the process had died right after the CRL: nobody was told.
        var (second, session) = await SecondAsync();
        await chat.Get<IAuthority>().RevokeAsync(KeySelection.Of(second.Sig.Kid.Value), RevocationReason.KeyCompromise, Actor.System);
        await Answers.EventuallyAsync(() => Task.FromResult(chat.Get<ISessions>().Find(session) is null), "the session ends");
        await using (var database = await chat.DatabaseAsync())
        {
            database.Add(new SessionEntity { Id = session, UserId = alice.Id, DeviceId = second.Id, CreatedAt = chat.Clock.Now, LastSeenAt = chat.Clock.Now });
            await database.SaveChangesAsync();
        }

        chat = await chat.RestartAsync();
        await Answers.EventuallyAsync(() => Task.FromResult(chat.Get<ISessions>().Find(session) is null), "the session ends again");
    }

    [Fact]
    public async Task A_disabled_account_has_its_keys_on_hold_until_it_is_enabled()
    {
        var admin = await chat.PersonAsync("admin", admin: true);
        var elsewhere = await alice.ElsewhereAsync();
        await chat.Get<IAccounts>().DisableAsync(alice.Id, admin.Id, default);
        StateOf(alice.Device).ShouldBe(KeyState.Held);
        chat.Get<IDeviceOverview>().HasDevice(alice.Id).ShouldBeFalse();
        chat.Get<ISessions>().Find(elsewhere.Session).ShouldBeNull();

        await chat.Get<IAccounts>().EnableAsync(alice.Id, admin.Id, default);
        StateOf(alice.Device).ShouldBe(KeyState.Good);
        chat.Get<IDeviceOverview>().HasDevice(alice.Id).ShouldBeTrue();
        await (await alice.ElsewhereAsync()).ProvedAsync(alice.Device);
    }

    [Fact]
    public async Task A_deleted_account_has_its_keys_revoked_and_others_still_verify_its_chain()
    {
        var (admin, bob) = (await chat.PersonAsync("admin", admin: true), await chat.EnrolledAsync("bob"));
        await alice.AddRecoveryAsync();
        var elsewhere = await alice.ElsewhereAsync();
        var fresh = await elsewhere.CertifiedAsync(elsewhere.NewDevice());
        await elsewhere.PostAsync(await elsewhere.EntryAsync(fresh, "reset", fresh.AsNew));
        (await chat.Get<IResets>().ListAsync(default)).ShouldNotBeEmpty();

        await chat.Get<IAccounts>().DeleteAsync(alice.Id, admin.Id, default);

        foreach (var device in new[] { alice.Device, alice.Recovery!, fresh })
            StateOf(device).ShouldBe(KeyState.Revoked);
        chat.Get<IDeviceOverview>().HasDevice(alice.Id).ShouldBeFalse();
        chat.Get<ISessions>().Find(elsewhere.Session).ShouldBeNull();
        (await chat.Get<IResets>().ListAsync(default)).ShouldBeEmpty();
        (await chat.Get<RecoveryBlobs>().FindAsync(alice.Id, alice.Recovery!.Sig.Kid, default)).ShouldBeNull();
        await bob.Http.GetAsync($"/api/users/{alice.Uuid}/chain").ShouldBeTakenAsync();
        (await chat.Get<IAuthority>().VerifyLedgerAsync()).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_has_a_device_is_known_from_memory_and_after_a_restart()
    {
        var bob = await chat.PersonAsync("bob");
        var overview = chat.Get<IDeviceOverview>();
        overview.HasDevice(bob.Id).ShouldBeFalse();
        overview.HasDevice(alice.Id).ShouldBeTrue();
        await bob.CertifiedAsync(bob.NewDevice());
        overview.HasDevice(bob.Id).ShouldBeFalse("certified, but not in the chain");

        chat = await chat.RestartAsync();
        chat.Get<IDeviceOverview>().HasDevice(alice.Id).ShouldBeTrue();
        chat.Get<IDeviceOverview>().HasDevice(bob.Id).ShouldBeFalse();
        await chat.Get<IDeviceRegister>().RevokeAsync(alice.Id, alice.Device.Name, RevocationReason.KeyCompromise, bob.Id, default);
        chat.Get<IDeviceOverview>().HasDevice(alice.Id).ShouldBeFalse();
    }

    [Fact]
    public async Task The_register_lists_what_there_is_and_was()
    {
        var recovery = await alice.AddRecoveryAsync();
        var (second, _) = await SecondAsync();
        await alice.AppendedAsync(alice.Device, "drop", second.AsGone);
        await chat.Get<IDeviceRegister>().HoldAsync(alice.Id, "recovery", alice.Id, default);
        var bob = await chat.EnrolledAsync("bob");

        var listed = await chat.Get<IDeviceRegister>().ListAsync([alice.Id], default);
        listed.Select(device => (device.Device, device.Status)).ShouldBe(
            [(alice.Device.Name, DeviceStatus.Active), (recovery.Name, DeviceStatus.Held), (second.Name, DeviceStatus.Dropped)], ignoreOrder: true);
        listed.Single(device => device.Status == DeviceStatus.Active).LastSeenAt.ShouldBe(chat.Clock.Now);
        (await chat.Get<IDeviceRegister>().ListAsync([alice.Id, bob.Id], default)).Count.ShouldBe(4);
    }

    private async Task<(TestDevice Device, Guid Session)> SecondAsync()
    {
        var second = await alice.AddDeviceAsync();
        var there = await alice.ElsewhereAsync();
        await there.ProvedAsync(second);
        return (second, there.Session);
    }

    private bool Revoked(TestDevice device) => StateOf(device) == KeyState.Revoked;

    private KeyState StateOf(TestDevice device)
    {
        var authority = chat.Get<IAuthority>();
        var (sig, enc) = (authority.StatusOf(device.Sig.Kid.Value).State, authority.StatusOf(device.Enc.Kid.Value).State);
        sig.ShouldBe(enc, "both keys of a device go together");
        return sig;
    }

    private async Task<int> EntriesAsync()
    {
        await using var database = await chat.DatabaseAsync();
        return await database.Set<UserChainEntry>().CountAsync(entry => entry.UserId == alice.Id);
    }

    private sealed class Hook : IRecipientsChanged
    {
        public List<Guid> Raised { get; } = [];

        public bool Fails { get; set; }

        public int Seen { get; private set; }

        public async Task RaiseAsync(ChatDatabase database, IReadOnlyCollection<Guid> users, CancellationToken cancellation)
        {
            if (Fails)
                throw new InvalidOperationException("The hook fails.");
            database.Database.CurrentTransaction.ShouldNotBeNull();
            Seen = await database.Set<UserChainEntry>().CountAsync(entry => users.Contains(entry.UserId), cancellation);
            Raised.AddRange(users);
        }
    }
}
