using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Features.Devices;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Accounts;

public sealed class FinishShutOutsTests : IAsyncLifetime
{
    private static readonly Guid Actor = Guid.NewGuid();
    private readonly IAccountWatcher watcher = Substitute.For<IAccountWatcher>();
    private readonly ILeader leader = Substitute.For<ILeader>();
    private TestChat chat = null!;
    private TestPerson alice = null!;

    public async Task InitializeAsync()
    {
        // The first to be told: what it breaks off the certificates do not hear of.
        chat = await TestChat.StartAsync(add: builder =>
        {
            builder.Services.Insert(0, ServiceDescriptor.Singleton(watcher));
            builder.Services.AddSingleton(leader);
        });
        alice = await chat.EnrolledAsync("alice");
    }

    public async Task DisposeAsync() => await chat.DisposeAsync();

    private FinishShutOuts Finish => chat.Get<FinishShutOuts>();

    private KeyState State => chat.Get<IAuthority>().StatusOf(alice.Device.Enc.Kid.Value).State;

    [Fact]
    public async Task What_broke_off_when_somebody_was_disabled_is_finished_without_another_call()
    {
        await BreakOffAsync();
        State.ShouldBe(KeyState.Good);

        await Finish.RunAsync(default);
        State.ShouldBe(KeyState.Held);
    }

    [Fact]
    public async Task Nothing_is_done_or_published_where_all_was_done()
    {
        await chat.Get<IAccounts>().DisableAsync(alice.Id, Actor, default);
        var crl = chat.Get<IAuthority>().Crl.Number;
        watcher.ClearReceivedCalls();

        await Finish.RunAsync(default);
        await watcher.DidNotReceiveWithAnyArgs().DisabledAsync(default, default, default);
        chat.Get<IAuthority>().Crl.Number.ShouldBe(crl);
    }

    [Fact]
    public async Task What_broke_off_when_somebody_was_deleted_leaves_no_key_in_good_standing()
    {
        watcher.DeletedAsync(default, default, default).ReturnsForAnyArgs(_ => throw new IOException("disk full"));
        await Should.ThrowAsync<IOException>(() => chat.Get<IAccounts>().DeleteAsync(alice.Id, Actor, default));
        State.ShouldBe(KeyState.Good);

        await Finish.RunAsync(default);
        State.ShouldBe(KeyState.Held, "until it is deleted again");
    }

    [Fact]
    public async Task A_key_that_was_certified_while_its_owner_was_deleted_is_revoked()
    {
        await chat.Get<Users>().ChangeAsync(alice.Id, row => (row.DeletedAt, row.Disabled) = (chat.Clock.GetUtcNow(), true), default);

        await Finish.RunAsync(default);
        State.ShouldBe(KeyState.Revoked);
    }

    [Fact]
    public async Task A_session_that_a_fault_left_does_not_live_again_with_the_account()
    {
        await chat.Get<Users>().ChangeAsync(alice.Id, row => row.Disabled = true, default);
        await Finish.RunAsync(default);
        await chat.Get<IAccounts>().EnableAsync(alice.Id, Actor, default);

        chat.Get<ISessions>().Find(alice.Session).ShouldBeNull();
        State.ShouldBe(KeyState.Good);
    }

    [Fact]
    public async Task Who_is_enabled_meanwhile_stays_so()
    {
        await chat.Get<IAccounts>().DisableAsync(alice.Id, Actor, default);
        Task repeat = Task.CompletedTask;
        watcher.EnabledAsync(default, default, default).ReturnsForAnyArgs(async _ =>
        {
            // Still shut out, by the row.
            repeat = Task.Run(() => chat.Get<AccountStanding>().FollowShutOutAsync(alice.Id, actor: null, default));
            await Task.WhenAny(repeat, Task.Delay(TimeSpan.FromMilliseconds(300)));
        });

        await chat.Get<IAccounts>().EnableAsync(alice.Id, Actor, default);
        await repeat;
        State.ShouldBe(KeyState.Good);
    }

    [Fact]
    public async Task A_host_that_begins_to_lead_looks_at_once()
    {
        await BreakOffAsync();
        leader.Leads.Returns(true);
        await Answers.EventuallyAsync(() => Task.FromResult(State is KeyState.Held), "the keys go on hold");
    }

    private async Task BreakOffAsync()
    {
        watcher.DisabledAsync(default, default, default).ReturnsForAnyArgs(_ => throw new IOException("disk full"), _ => Task.CompletedTask);
        await Should.ThrowAsync<IOException>(() => chat.Get<IAccounts>().DisableAsync(alice.Id, Actor, default));
    }
}
