using BlazorChat.Pki.Endings;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Features.Devices;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

public sealed class OwnEndingsTests : IAsyncLifetime
{
    private TestChat chat = null!;

    public async Task InitializeAsync() => chat = await TestChat.StartAsync();

    public async Task DisposeAsync() => await chat.DisposeAsync();

    [Fact]
    public async Task A_recovery_pair_that_ends_is_settled_by_a_new_one_and_one_that_no_chain_names_is_never_told()
    {
        var alice = await chat.EnrolledAsync("alice");
        await alice.CertifiedAsync(alice.NewRecovery());    // a browser that stopped before its entry
        var pair = await alice.AddRecoveryAsync();
        (await DueAsync(alice)).ShouldBeEmpty();
        chat.Clock.Advance(TimeSpan.FromDays(5 * 365 - 30));
        alice = await alice.ElsewhereAsync();
        await alice.CertifiedAsync(alice.Device);
        (await DueAsync(alice)).Select(due => (due.Kind, due.Kid)).ShouldBe([(EndingKind.Recovery, pair.Sig.Kid.Value)]);

        await alice.AddRecoveryAsync();

        (await DueAsync(alice)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Devices_that_did_not_renew_are_counted_while_their_chain_has_them()
    {
        var bob = await chat.EnrolledAsync("bob");
        var second = await bob.AddDeviceAsync();
        chat.Clock.Advance(TimeSpan.FromDays(80));
        (await chat.Get<IOwnEndings>().CountAsync(default)).ShouldBe(2);
        bob = await bob.ElsewhereAsync();
        await bob.CertifiedAsync(bob.Device);
        (await chat.Get<IOwnEndings>().CountAsync(default)).ShouldBe(1);
        (await DueAsync(bob)).Select(due => due.Device).ShouldBe([second.Name]);
        await bob.AppendedAsync(bob.Device, "drop", $"\"device\":\"{second.Name}\"");
        (await chat.Get<IOwnEndings>().CountAsync(default)).ShouldBe(0);
        (await DueAsync(bob)).ShouldBeEmpty();
    }

    private Task<IReadOnlyList<KeyEnding>> DueAsync(TestPerson person) => chat.Get<IOwnEndings>().OfAsync(person.Id, default);
}
