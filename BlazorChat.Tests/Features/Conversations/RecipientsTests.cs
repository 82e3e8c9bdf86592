using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public class RecipientsTests : IAsyncLifetime
{
    private static readonly TimeSpan Late = RecipientSet.Tolerance + TimeSpan.FromSeconds(1);

    private ConversationsHost host = null!;
    private Person alice = null!;
    private Person bob = null!;
    private TestRoom dm = null!;

    public async Task InitializeAsync()
    {
        host = await ConversationsHost.StartAsync();
        (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
        dm = await TestRoom.DmAsync(host, alice, bob);
        host.Clock.Advance(Late);
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Every_active_device_and_recovery_key_of_every_member_receives()
    {
        var second = await alice.AddDeviceAsync();
        var recovery = await bob.RecoverAsync();

        (await SetAsync()).Keys.Keys.ShouldBe([alice.Device.Enc, second.Enc, bob.Device.Enc, recovery], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_chain_no_longer_has_receives_no_longer()
    {
        var second = await alice.AddDeviceAsync();
        var first = await bob.RecoverAsync();
        await SetAsync();
        await alice.DropAsync(second);
        var newer = await bob.RecoverAsync();

        var set = await SetAsync();

        set.Contains(second.Enc).ShouldBeFalse();
        set.Contains(first).ShouldBeFalse();
        set.Contains(newer).ShouldBeTrue();
    }

    [Fact]
    public async Task A_device_dropped_receives_no_longer_while_its_keys_are_still_being_revoked()
    {
        var second = await alice.AddDeviceAsync();
        (await SetAsync()).Contains(second.Enc).ShouldBeTrue();
        RecipientSet? meanwhile = null;
        host.Authority.WhileRevoking = async () => meanwhile = await SetAsync();

        await alice.DropAsync(second);

        meanwhile.ShouldNotBeNull().Contains(second.Enc).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_revoked_or_on_hold_receives_no_longer_and_released_again(bool revoked)
    {
        var second = await alice.AddDeviceAsync();
        var before = await SetAsync();
        var keys = KeySelection.Of(second.Sig.Value, second.Enc.Value);

        await (revoked
            ? host.Authority.RevokeAsync(keys, RevocationReason.KeyCompromise, Actor.System)
            : host.Authority.HoldAsync(keys, Actor.System));
        var after = await NewerAsync(before);
        after.Contains(second.Enc).ShouldBeFalse();

        await host.Authority.ReleaseAsync(keys, Actor.System);
        if (!revoked)
            (await NewerAsync(after)).Contains(second.Enc).ShouldBeTrue();
    }

    [Fact]
    public async Task A_member_who_began_anew_receives_nothing_until_taken_back()
    {
        await bob.ResetAsync();
        (await SetAsync()).Keys.Keys.ShouldBe([alice.Device.Enc]);

        await dm.AppendAsync(alice.Device, dm.Add(bob, "admin"));

        (await SetAsync()).Keys.Keys.ShouldBe([alice.Device.Enc, bob.Device.Enc], ignoreOrder: true);
    }

    [Fact]
    public async Task Who_is_removed_receives_no_longer()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"), (bob, "member"));
        (await host.Conversations.RecipientsAsync(room.Id))!.Contains(bob.Device.Enc).ShouldBeTrue();

        await room.AppendAsync(alice.Device, room.Remove(bob));

        (await host.Conversations.RecipientsAsync(room.Id))!.Keys.Keys.ShouldBe([alice.Device.Enc]);
    }

    [Fact]
    public async Task Every_change_of_recipients_raises_the_version_of_each_conversation_concerned_and_of_no_other()
    {
        var other = await TestRoom.DmAsync(host, bob, await host.PersonAsync());
        var (mine, theirs) = (await VersionAsync(dm.Id), await VersionAsync(other.Id));

        await alice.AddDeviceAsync();

        (await VersionAsync(dm.Id)).ShouldBe(mine + 1);
        (await VersionAsync(other.Id)).ShouldBe(theirs);
        await bob.AddDeviceAsync();
        (await VersionAsync(dm.Id)).ShouldBe(mine + 2);
        (await VersionAsync(other.Id)).ShouldBe(theirs + 1);
    }

    [Fact]
    public async Task The_version_is_raised_with_the_change_or_not_at_all()
    {
        var before = await VersionAsync(dm.Id);
        await using var database = await host.DatabaseAsync();
        await using (await database.Database.BeginTransactionAsync())
            await new RecipientsChanged((Web.Storage.AppendDialect)host.Services.GetService(typeof(Web.Storage.AppendDialect))!)
                .RaiseAsync(database, [alice.Id], CancellationToken.None);

        (await VersionAsync(dm.Id)).ShouldBe(before);
    }

    [Fact]
    public async Task Exactly_the_recipients_are_accepted()
    {
        var second = await alice.AddDeviceAsync();
        host.Clock.Advance(Late);
        var set = await SetAsync();
        HashSet<Kid> all = [alice.Device.Enc, second.Enc, bob.Device.Enc];

        Accepts(set, all).ShouldBeTrue();
        Accepts(set, [.. all.Except([bob.Device.Enc])]).ShouldBeFalse();
        Accepts(set, [.. all, (await host.PersonAsync()).Device.Enc]).ShouldBeFalse();
        Accepts(set, []).ShouldBeFalse();
    }

    [Fact]
    public async Task Additions_of_the_last_minute_may_be_missing_removals_never()
    {
        HashSet<Kid> before = [alice.Device.Enc, bob.Device.Enc];
        var second = await alice.AddDeviceAsync();

        Accepts(await SetAsync(), before).ShouldBeTrue();
        Accepts(await SetAsync(), [.. before, second.Enc]).ShouldBeTrue();
        host.Clock.Advance(Late);
        Accepts(await SetAsync(), before).ShouldBeFalse();

        await alice.DropAsync(second);
        Accepts(await SetAsync(), [.. before, second.Enc]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_member_who_just_came_may_be_missing_for_a_minute_however_old_the_device_is()
    {
        var room = await TestRoom.RoomAsync(host, "private", (alice, "admin"));
        host.Clock.Advance(Late);
        await room.AppendAsync(alice.Device, room.Add(bob));
        var set = (await host.Conversations.RecipientsAsync(room.Id))!;

        Accepts(set, [alice.Device.Enc]).ShouldBeTrue();
        host.Clock.Advance(Late);
        Accepts(set, [alice.Device.Enc]).ShouldBeFalse();
    }

    [Fact]
    public async Task The_refused_are_told_because_of_whom()
    {
        var carol = await host.PersonAsync();
        var set = await SetAsync();
        var granted = new Dictionary<Kid, Guid> { [alice.Device.Enc] = alice.Id, [carol.Device.Enc] = carol.Id };

        set.Changed(granted, host.Clock.GetUtcNow()).ShouldBe([bob.Id, carol.Id], ignoreOrder: true);
    }

    [Fact]
    public async Task A_set_is_never_older_than_the_version_asked_for()
    {
        var kept = await SetAsync();
        // As another host would: the database changes, nobody here is told.
        host.Scalar<string>("""UPDATE conversations SET "RecipientsVersion" = "RecipientsVersion" + 5 RETURNING "Id" """);

        (await SetAsync()).ShouldBeSameAs(kept);
        (await host.Conversations.RecipientsAsync(dm.Id, kept.Version + 5))!.Version.ShouldBe(kept.Version + 5);
    }

    [Fact]
    public async Task No_conversation_no_recipients() =>
        (await host.Conversations.RecipientsAsync(ConversationId.Of(Hash.Of("nothing")))).ShouldBeNull();

    private bool Accepts(RecipientSet set, HashSet<Kid> granted)
    {
        var accepted = set.Accepts(granted, host.Clock.GetUtcNow());
        set.Changed(granted.ToDictionary(kid => kid, _ => Guid.Empty), host.Clock.GetUtcNow()).Any().ShouldBe(!accepted);
        return accepted;
    }

    private async Task<RecipientSet> SetAsync() => (await host.Conversations.RecipientsAsync(dm.Id)).ShouldNotBeNull();

    /// <summary>What the authority published reaches the conversations a moment later.</summary>
    private async Task<RecipientSet> NewerAsync(RecipientSet than)
    {
        for (var i = 0; i < 500; i++)
        {
            var set = (await host.Conversations.RecipientsAsync(dm.Id)).ShouldNotBeNull();
            if (set.Version > than.Version)
                return set;
            await Task.Delay(20);
        }

        throw new TimeoutException("The change did not reach the conversation.");
    }

    private async Task<long> VersionAsync(ConversationId id)
    {
        await using var database = await host.DatabaseAsync();
        return await database.Set<Conversation>().Where(row => row.Id == id.Value).Select(row => row.RecipientsVersion).SingleAsync();
    }
}
