using BlazorChat.Pki;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin.Catalogue;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using NSubstitute.Extensions;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin.Catalogue;

public sealed class BulkActsTests : IAsyncDisposable
{
    private static readonly StandingChange Revocation = new(StandingAct.Revoke, RevocationReason.Superseded);

    private readonly IAuthority authority = Substitute.For<IAuthority>();
    private readonly ILedger ledger = Substitute.For<ILedger>();
    private readonly IPeople people = Substitute.For<IPeople>();
    private readonly Person ada = new(Guid.NewGuid(), "ada", "Ada", Disabled: false, IsAdmin: true);
    private readonly List<string> revoked = [];
    private readonly BulkActs bulk;
    private Action beforeEach = () => { };

    public BulkActsTests()
    {
        Known(ada);
        authority.RevokeAsync(default!, default, default).ReturnsForAnyArgs(call =>
        {
            beforeEach();
            var kids = ((KeySelection.ByKid)call.Arg<KeySelection>()).Kids;
            revoked.AddRange(kids);
            return new RevocationResult(1, kids);
        });
        bulk = new BulkActs(authority, ledger, people, TimeProvider.System, NullLogger<BulkActs>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await bulk.StopAsync(CancellationToken.None);
        bulk.Dispose();
    }

    [Fact]
    public async Task Five_thousand_keys_are_done_in_portions_once_each_by_who_started()
    {
        var kids = Kids(5_000);
        bulk.Start(Revocation, kids, ada.Id);
        await RunAsync();
        var act = await OverAsync();
        act.State.ShouldBe(BulkState.Done);
        (act.Done, act.Changed, act.CanGoOn).ShouldBe((5_000, 5_000, false));
        revoked.ShouldBe(kids);
        await authority.Received(20).RevokeAsync(Arg.Any<KeySelection>(), RevocationReason.Superseded, Actor.User(ada.Id), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_fails_in_the_middle_says_how_far_it_came_and_goes_on_from_there()
    {
        beforeEach = () =>
        {
            if (revoked.Count == 500)
                throw new IOException("The disk is full.");
        };
        bulk.Start(Revocation, Kids(1_000), ada.Id);
        await RunAsync();
        var act = await OverAsync();
        (act.State, act.Done, act.CanGoOn).ShouldBe((BulkState.Failed, 500, true));
        await RecordedAsync("failed 500/1000");

        beforeEach = () => { };
        bulk.GoOn(act.Id, ada.Id).ShouldBeTrue();
        (await OverAsync()).State.ShouldBe(BulkState.Done);
        revoked.ShouldBe(Kids(1_000));
        await RecordedAsync("done 1000/1000");
    }

    [Fact]
    public async Task How_far_it_came_stands_in_the_ledger_if_the_host_ends_and_a_ledger_that_fails_stops_no_other()
    {
        using var begun = new ManualResetEventSlim();
        ledger.RecordAsync(default!, default!, default, default, default).ThrowsAsyncForAnyArgs(new IOException("The disk is full."));
        bulk.Start(Revocation, Kids(1), ada.Id);
        await RunAsync();
        await RecordedAsync("done 1/1");

        authority.Configure().RevokeAsync(default!, default, default).ReturnsForAnyArgs(call => WaitAsync(call.Arg<CancellationToken>()));
        bulk.Start(Revocation, Kids(1_000), ada.Id);
        await Task.Run(begun.Wait);
        await bulk.StopAsync(default);
        await RecordedAsync("interrupted 0/1000");

        async Task<RevocationResult> WaitAsync(CancellationToken cancellation)
        {
            begun.Set();
            await Task.Delay(Timeout.Infinite, cancellation);
            return new RevocationResult(1, []);
        }
    }

    /// <summary>By who started it; a moment after the page says that it is over.</summary>
    private async Task RecordedAsync(string how)
    {
        for (var tries = 0; ledger.ReceivedCalls().All(call => call.GetArguments()[3] as string != how); tries++)
        {
            tries.ShouldBeLessThan(250, how);
            await Task.Delay(20);
        }
        await ledger.Received(1).RecordAsync(Actor.User(ada.Id), "end-bulk-act", null, how, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Who_is_no_administrator_any_more_does_nothing_more()
    {
        beforeEach = () => Known(ada with { IsAdmin = false });
        bulk.Start(Revocation, Kids(1_000), ada.Id);
        await RunAsync();
        var act = await OverAsync();
        (act.State, act.Done).ShouldBe((BulkState.NotAllowed, 250));
        revoked.Count.ShouldBe(250);
    }

    [Fact]
    public async Task Stopped_it_ends_after_its_portion()
    {
        beforeEach = () => bulk.Stop(bulk.Current[0].Id);
        var started = bulk.Start(Revocation, Kids(1_000), ada.Id);
        await RunAsync();
        while (bulk.Current[0].Done == 0)
            await Task.Yield();
        (bulk.Current[0].State, bulk.Current[0].Done).ShouldBe((BulkState.Stopped, 250));
        bulk.Stop(started.Id).ShouldBeFalse("it is over");
    }

    private static List<string> Kids(int count) => [.. Enumerable.Range(0, count).Select(i => $"kid-{i:0000}")];

    private Task RunAsync() => bulk.StartAsync(CancellationToken.None);

    private void Known(Person person) => people.Current.Returns(new PeopleSnapshot([person], System.Collections.Immutable.ImmutableDictionary<Guid, Person>.Empty.Add(person.Id, person)));

    private async Task<BulkProgress> OverAsync()
    {
        while (!bulk.Current[0].IsOver)
            await Task.Yield();
        return bulk.Current[0];
    }
}
