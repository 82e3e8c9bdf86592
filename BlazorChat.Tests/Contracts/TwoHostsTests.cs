using System.Collections.Concurrent;
using System.Net;
using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Accounts.Names;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Contracts;

/// <summary>What is done on one of two hosts, and what the other knows and tells its pages a moment later. No broker has a part in it.</summary>
public sealed class TwoHostsTests : IAsyncLifetime
{
    private TestChat one = null!;
    private TestChat two = null!;
    private bool left;

    public async Task InitializeAsync() => (one, two) = await TestChat.StartTwoAsync(builder =>
    {
        builder.Services.AddGroupAppend().AddRelay().AddConversations().AddPresence();
    });

    public async Task DisposeAsync()
    {
        if (!left)
            await two.LeaveAsync();
        await one.DisposeAsync();
    }

    [Fact]
    public async Task A_session_lives_on_both_and_ends_on_both_with_its_reason()
    {
        var ended = new ConcurrentQueue<SessionEnded>();
        two.Get<ISessions>().OnEnded(ended.Enqueue);
        var ann = await one.PersonAsync("ann");
        await Eventually(() => two.Get<ISessions>().Find(ann.Session) is { Device: null });
        await ann.EnrolAsync();
        await Eventually(() => two.Get<ISessions>().Find(ann.Session)?.Device == ann.Device.Id);

        await one.Get<ISessions>().EndUserAsync(ann.Id, SessionEndReason.EndedByAdministrator, default);
        await Eventually(() => !ended.IsEmpty);
        ended.ShouldHaveSingleItem().ShouldBe(new SessionEnded(ann.Session, ann.Id, ann.Device.Id, SessionEndReason.EndedByAdministrator));
        two.Get<ISessions>().Find(ann.Session).ShouldBeNull();
    }

    [Fact]
    public async Task A_session_that_is_used_on_one_host_does_not_end_for_being_left_alone_on_the_other()
    {
        var ann = await one.PersonAsync("ann");
        await Eventually(() => two.Get<ISessions>().Find(ann.Session) is not null);
        one.Clock.Advance(SessionLimits.Idle - TimeSpan.FromHours(1));
        one.Get<SessionRegistry>().All.Single(session => session.Id == ann.Session).Touch(one.Clock.GetUtcNow());
        foreach (var upkeep in new[] { Upkeep(one), Upkeep(two) })
            await upkeep.RunAsync(default);
        one.Clock.Advance(TimeSpan.FromHours(2));
        await Upkeep(two).RunAsync(default);
        one.Get<ISessions>().Find(ann.Session).ShouldNotBeNull();
        two.Get<ISessions>().Find(ann.Session).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_person_is_known_on_both_by_the_newest_name_and_shut_out_on_both()
    {
        var ann = await one.PersonAsync("ann");
        await Eventually(() => two.Get<IPeople>().Current.Find(ann.Id) is not null);
        ChosenName.TryParse("Annie", out var name, out _).ShouldBeTrue();
        (await one.Get<Users>().ChooseNameAsync(ann.Id, name, default)).ShouldBeTrue();
        await Eventually(() => two.Get<IPeople>().Current.Find(ann.Id)!.ChosenName == "Annie");
        var bob = await two.PersonAsync("bob");
        (await two.Get<Users>().ChooseNameAsync(bob.Id, name, default)).ShouldBeFalse();

        var there = await two.SignInAsync(ann.Id, "ann");
        await one.Get<IAccounts>().DisableAsync(ann.Id, bob.Id, default);
        await Eventually(() => two.Get<IPeople>().Current.Find(ann.Id)!.Disabled);
        await Eventually(() => two.Get<ISessions>().Find(there.Session) is null);
    }

    [Fact]
    public async Task Of_two_administrators_who_shut_each_other_out_on_two_hosts_one_stays()
    {
        var (ann, bob) = (await one.PersonAsync("ann", admin: true), await two.PersonAsync("bob", admin: true));
        var done = await Task.WhenAll(
            Task.Run(() => one.Get<IAccounts>().DisableAsync(bob.Id, ann.Id, default)), Task.Run(() => two.Get<IAccounts>().DisableAsync(ann.Id, bob.Id, default)));
        done.Count(change => change is AccountChange.LastAdministrator).ShouldBe(1);
    }

    [Fact]
    public async Task A_user_chain_and_a_revocation_are_known_on_both()
    {
        var told = new ConcurrentQueue<Guid>();
        two.Get<IUserChains>().OnChange(change => told.Enqueue(change.User));
        var ann = await one.EnrolledAsync("ann");
        await Eventually(() => two.Get<IDeviceOverview>().HasDevice(ann.Id));
        (await two.Get<IUserChains>().OfAsync(ann.Id, default)).N.ShouldBe(0);
        told.ShouldContain(ann.Id);

        var revoked = await one.Get<IAuthority>().RevokeAsync(KeySelection.OfUser(ann.Id), RevocationReason.KeyCompromise, Actor.System);
        await Eventually(() => two.Get<IAuthority>().StatusOf(ann.Device.Sig.Kid.Value).State == KeyState.Revoked);
        two.Get<IAuthority>().Crl.Number.ShouldBe(revoked.CrlNumber);
        two.Get<IAuthority>().Crl.Der.ToArray().ShouldBe(one.Get<IAuthority>().Crl.Der.ToArray());
        two.Get<IDeviceOverview>().HasDevice(ann.Id).ShouldBeFalse();
        await Eventually(() => two.Get<ISessions>().Find(ann.Session) is null);
    }

    [Fact]
    public async Task A_session_that_is_bound_to_a_device_which_another_host_has_just_dropped_ends()
    {
        var ann = await one.EnrolledAsync("ann");
        var dropped = await ann.AddDeviceAsync();
        var fresh = await ann.ElsewhereAsync();
        await Eventually(() => two.Get<ISessions>().Find(fresh.Session) is not null);
        (await two.Get<IUserChains>().OfAsync(ann.Id, notOlderThan: 1, default)).N.ShouldBe(1);
        var there = await two.SignInAsync(ann.Id, "ann");
        await one.Get<HostChanges>().StopAsync(default);
        await there.ProvedAsync(ann.Device);
        await there.AppendedAsync(ann.Device, "drop", dropped.AsGone);
        await fresh.ProvedAsync(dropped);

        await one.Get<HostChanges>().StartAsync(default);
        await Eventually(() => one.Get<ISessions>().Find(fresh.Session) is null && two.Get<ISessions>().Find(fresh.Session) is null);
        (await fresh.Http.GetAsync("/api/nonce")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        one.Get<ISessions>().Find(ann.Session).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_conversation_that_begins_on_one_is_on_the_others_lists_and_so_is_what_is_set_in_it()
    {
        var (ann, bob) = (await one.EnrolledAsync("ann"), await two.EnrolledAsync("bob"));
        var told = new ConcurrentQueue<ConversationChange>();
        two.Get<IConversations>().OnChange(bob.Id, told.Enqueue);
        var dm = await BeginAsync(ann, bob);
        await Eventually(() => told.Any(change => change.Kind == ConversationChangeKind.Entered && change.Conversation == dm && change.Peer == ann.Id));
        (await two.Get<IConversations>().IsMemberAsync(dm, bob.Id)).ShouldBeTrue();

        await one.Get<OwnSettings>().ChangeAsync(dm, bob.Id, new(Muted: true, Favourite: null, Hidden: null), default);
        await Eventually(() => told.Any(change => change.Kind == ConversationChangeKind.Settings));
        await one.Get<ClearHistory>().RunAsync(dm, bob.Id, null, default);
        await Eventually(() => told.Any(change => change.Kind == ConversationChangeKind.Cleared));
        (await one.Get<BlockPeople>().SetAsync(ann.Id, bob.Id, blocks: true, default)).ShouldBeTrue();
        await Eventually(() => two.Get<IConversations>().Blocks(ann.Id, bob.Id));
        (await two.Get<IConversations>().RecipientsAsync(dm))!.Blockers.ShouldBe([ann.Id]);
        await one.Get<ReadSharing>().SetAsync(bob.Id, shares: false, default);
        await Eventually(() => !two.Get<IConversations>().SharesReading(bob.Id));
    }

    [Fact]
    public async Task What_somebody_has_chosen_to_be_seen_as_is_known_on_both()
    {
        var ann = await one.PersonAsync("ann");
        await one.Get<Statuses>().SetAsync(ann.Id, new OwnStatus(ChosenStatus.DoNotDisturb, "at lunch", null), default);
        await Eventually(() => two.Get<IPresence>().Own(ann.Id) is { Choice: ChosenStatus.DoNotDisturb, Line: "at lunch" });
        await one.Get<Statuses>().SetAsync(ann.Id, OwnStatus.Usual, default);
        await Eventually(() => two.Get<IPresence>().Own(ann.Id) == OwnStatus.Usual);
    }

    [Fact]
    public async Task Whoever_has_a_page_on_one_is_seen_on_both_until_the_page_or_the_host_is_gone()
    {
        var (ann, bob) = (Guid.NewGuid(), Guid.NewGuid());
        var told = new ConcurrentQueue<PresenceChange>();
        two.Get<IPresence>().OnChange(told.Enqueue);
        var page = one.Get<IPresence>().Enter(ann, "page");
        await Eventually(() => told.Any(change => change.Came.Contains(ann)));
        two.Get<IPresence>().IsOnline(ann).ShouldBeTrue();
        page.Tell(idle: true);
        await Eventually(() => two.Get<IPresence>().Of(ann).Is is Availability.Away);
        using (var here = two.Get<IPresence>().Enter(ann, "another page"))
        {
            here.Tell(idle: false);
            await Eventually(() => one.Get<IPresence>().Of(ann).Is is Availability.Online);
        }
        page.Dispose();
        await Eventually(() => told.Any(change => change.Went.Contains(ann)));

        two.Get<IPresence>().Enter(bob, "page");
        await Eventually(() => one.Get<IPresence>().IsOnline(bob));
        await two.LeaveAsync();
        left = true;
        await Eventually(() => !one.Get<IPresence>().IsOnline(bob));
    }

    [Fact]
    public async Task Hosts_without_a_broker_read_what_the_other_sent_every_second_and_say_so_until_they_are_alone()
    {
        var missed = 0;
        using var feed = one.Get<IRelay>().Subscribe(0, _ => { }, () => Interlocked.Increment(ref missed));
        await Eventually(() => missed > 1 && one.Get<IRelay>().TroubleSince is not null && two.Get<IRelay>().TroubleSince is not null);
        (one.Get<OwnKeys>().IsTrouble, two.Get<OwnKeys>().IsTrouble).ShouldBe((true, true));
        await two.LeaveAsync();
        left = true;
        await Eventually(() => one.Get<IRelay>().TroubleSince is null && !one.Get<OwnKeys>().IsTrouble);
    }

    private static SessionUpkeep Upkeep(TestChat host) => ActivatorUtilities.CreateInstance<SessionUpkeep>(host.Services);

    private async Task<ConversationId> BeginAsync(TestPerson from, TestPerson to)
    {
        static string Seat(TestPerson person, Hash? first) => $$"""{"user":"{{person.Uuid}}","base":"{{first}}","role":"admin"}""";
        var (mine, theirs) = ((await from.ChainAsync()).Base, (await to.ChainAsync()).Base);
        await Eventually(() => one.Get<IDeviceOverview>().HasDevice(to.Id));
        var payload = $$"""{"v":1,"conv":null,"n":0,"prev":null,"op":"create","kind":"dm","history":"none","members":[{{Seat(from, mine)}},{{Seat(to, theirs)}}],"iat":{{from.Now}}}""";
        var created = await one.Get<CreateConversation>().RunAsync(
            from.Device.Sig.Sign(RoomEntry.Typ, payload), null, new ChatSession(from.Session, from.Id, from.Device.Id, IsAdmin: false), default);
        return created.ShouldBeOfType<RoomAppend.Done>().Conversation;
    }

    private static async Task Eventually(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            (tries < 750).ShouldBeTrue("it has not come about");
            await Task.Delay(20);
        }
    }
}
