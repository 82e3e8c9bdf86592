using System.Net;
using System.Net.Http.Json;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace BlazorChat.Tests.Features.Accounts;

public class DeleteAccountTests
{
    private static readonly Guid Actor = Guid.NewGuid();
    private readonly IAccountWatcher watcher = Substitute.For<IAccountWatcher>();
    private readonly LogLines logs = new();

    [Fact]
    public async Task A_deleted_person_is_out_listed_nowhere_found_by_nobody_and_still_has_a_name_in_what_others_keep()
    {
        var host = await StartAsync();
        var (user, client) = await host.SignedInAsync("alice");
        await host.SignedInAsync("bob");
        var ended = new List<SessionEnded>();
        using var watching = host.Sessions.OnEnded(ended.Add);

        Assert.Equal(AccountChange.Done, await host.Accounts.DeleteAsync(user, Actor, default));

        Assert.Equal(SessionEndReason.AccountDeleted, Assert.Single(ended).Reason);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsJsonAsync("/api/sign-in", new { username = "alice", password = AccountsHost.Password })).StatusCode);
        Assert.Equal("bob", Assert.Single(host.People.Current.ByName).Username);
        Assert.Empty(host.People.Search("alice", 10));
        Assert.Equal(("alice Example", true, true), (host.People.Current.Find(user)!.DisplayName, host.People.Current.Find(user)!.Disabled, host.People.Current.Find(user)!.Deleted));
        await watcher.Received(1).DeletedAsync(user, Actor, Arg.Any<CancellationToken>());
        Assert.Contains($"Account {user} was deleted by {Actor}.", logs.All);

        await using var again = await host.RestartAsync();
        Assert.Equal("bob", Assert.Single(again.People.Current.ByName).Username);
        Assert.True(again.People.Current.Find(user)!.Deleted);
    }

    [Fact]
    public async Task What_is_deleted_can_neither_be_enabled_nor_disabled_nor_deleted_again()
    {
        await using var host = await StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        await host.Accounts.DeleteAsync(user, Actor, default);

        Assert.Equal(AccountChange.Unknown, await host.Accounts.EnableAsync(user, Actor, default));
        Assert.Equal(AccountChange.Unknown, await host.Accounts.DisableAsync(user, Actor, default));
        Assert.Equal(AccountChange.Unknown, await host.Accounts.DeleteAsync(user, Actor, default));
        Assert.Equal(AccountChange.Unknown, await host.Accounts.DeleteAsync(Guid.NewGuid(), Actor, default));
        Assert.True(host.People.Current.Find(user)!.Deleted);
    }

    [Fact]
    public async Task What_failed_half_way_keeps_the_person_listed_and_out_and_is_finished_by_deleting_again()
    {
        var own = Substitute.For<IOwnAccounts>();
        await using var host = await StartAsync(services => services.RemoveAll<IOwnAccounts>().AddSingleton(own));
        var (user, client) = await host.SignedInAsync("alice");
        watcher.DeletedAsync(default, default, default).ReturnsForAnyArgs(_ => throw new IOException("disk full"), _ => Task.CompletedTask);
        own.DeleteAsync(default, default).ReturnsForAnyArgs(_ => throw new IOException("disk full"), _ => Task.CompletedTask);

        for (var failed = 0; failed < 2; failed++)
        {
            await Assert.ThrowsAsync<IOException>(() => host.Accounts.DeleteAsync(user, Actor, default));
            Assert.True(Assert.Single(host.People.Current.ByName).Disabled);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me")).StatusCode);
        }
        Assert.Equal(AccountChange.Done, await host.Accounts.DeleteAsync(user, Actor, default));

        Assert.Empty(host.People.Current.ByName);
        await watcher.Received(3).DeletedAsync(user, Actor, Arg.Any<CancellationToken>());
        await own.Received(2).DeleteAsync(user, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_last_administrator_cannot_be_deleted()
    {
        await using var host = await StartAsync();
        var (first, _) = await host.SignedInAsync("alice");
        var (second, _) = await host.SignedInAsync("bob");
        foreach (var user in new[] { first, second })
            await host.Services.GetRequiredService<Users>().ChangeAsync(user, row => row.Role = UserRole.Administrator, default);

        var changes = await Task.WhenAll(host.Accounts.DeleteAsync(first, second, default), host.Accounts.DeleteAsync(second, first, default));

        Assert.Equal([AccountChange.Done, AccountChange.LastAdministrator], changes.Order());
        Assert.True(Assert.Single(host.People.Current.ByName) is { IsAdmin: true, Disabled: false });
    }

    [Fact]
    public async Task An_account_of_the_organisation_is_not_ours_to_delete()
    {
        await using var host = await StartAsync(services => services.RemoveAll<IOwnAccounts>());
        var (user, _) = await host.SignedInAsync("alice");

        Assert.Equal(AccountChange.NotOurs, await host.Accounts.DeleteAsync(user, Actor, default));
        Assert.False(host.People.Current.Find(user)!.Disabled);
    }

    private Task<AccountsHost> StartAsync(Action<IServiceCollection>? more = null) => AccountsHost.StartAsync(services =>
    {
        services.AddSingleton(watcher).AddLogging(logging => logging.AddProvider(logs));
        more?.Invoke(services);
    });
}
