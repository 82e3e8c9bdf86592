using System.Net;
using System.Net.Http.Json;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace BlazorChat.Tests.Features.Accounts;

public class AccountAdministrationTests
{
    private static readonly Guid Actor = Guid.NewGuid();
    private readonly IAccountWatcher watcher = Substitute.For<IAccountWatcher>();

    [Fact]
    public async Task Disabling_ends_every_session_tells_the_watchers_and_keeps_the_person_out()
    {
        await using var host = await StartAsync();
        var (user, client) = await host.SignedInAsync("alice");
        var ended = new List<SessionEnded>();
        using var watching = host.Sessions.OnEnded(ended.Add);

        Assert.Equal(AccountChange.Done, await host.Accounts.DisableAsync(user, Actor, default));

        Assert.Equal(SessionEndReason.AccountDisabled, Assert.Single(ended).Reason);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/me")).StatusCode);
        Assert.True(host.People.Current.Find(user)!.Disabled);
        Assert.Empty(host.People.Search("alice", 10));
        await watcher.Received(1).DisabledAsync(user, Actor, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Who_signs_in_while_being_disabled_stays_disabled()
    {
        var meanwhile = new Meanwhile();
        await using var host = await AccountsHost.StartAsync(services =>
            services.AddSingleton(watcher)
                .ConfigureDbContext<SqliteChatDatabase>(options => options.AddInterceptors(meanwhile))
                .ConfigureDbContext<PostgreSqlChatDatabase>(options => options.AddInterceptors(meanwhile)));
        var (user, _) = await host.SignedInAsync("alice");
        Task<AccountChange>? disabling = null;
        // The row is read and not yet written: the moment to disable.
        meanwhile.Saving = async () =>
        {
            meanwhile.Saving = null;
            disabling = Task.Run(() => host.Accounts.DisableAsync(user, Actor, default));
            await Task.WhenAny(disabling, Task.Delay(TimeSpan.FromMilliseconds(500)));
        };

        using var again = host.Client();
        await again.PostAsJsonAsync("/api/sign-in", new { username = "alice", password = AccountsHost.Password });

        Assert.Equal(AccountChange.Done, await disabling!);
        Assert.True(host.People.Current.Find(user)!.Disabled);
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.GetAsync("/api/me")).StatusCode);
    }

    [Fact]
    public async Task Enabling_lets_the_person_in_again()
    {
        await using var host = await StartAsync();
        var (user, client) = await host.SignedInAsync("alice");
        await host.Accounts.DisableAsync(user, Actor, default);

        Assert.Equal(AccountChange.Done, await host.Accounts.EnableAsync(user, Actor, default));

        await watcher.Received(1).EnabledAsync(user, Actor, Arg.Any<CancellationToken>());
        var login = await client.PageAsync("/login");
        var answer = await client.SubmitAsync(login, "Sign in", ("Username", "alice"), ("Password", AccountsHost.Password));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/me")).StatusCode);
    }

    [Fact]
    public async Task What_failed_half_way_is_finished_by_the_next_call()
    {
        await using var host = await StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        watcher.DisabledAsync(default, default, default).ReturnsForAnyArgs(_ => throw new IOException("disk full"), _ => Task.CompletedTask);

        await Assert.ThrowsAsync<IOException>(() => host.Accounts.DisableAsync(user, Actor, default));
        Assert.True(host.People.Current.Find(user)!.Disabled);
        Assert.Equal(AccountChange.Done, await host.Accounts.DisableAsync(user, Actor, default));

        await watcher.Received(2).DisabledAsync(user, Actor, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_last_administrator_cannot_be_shut_out()
    {
        await using var host = await StartAsync();
        var (first, _) = await host.SignedInAsync("alice");
        var (second, _) = await host.SignedInAsync("bob");
        await MakeAdministratorAsync(host, first);
        await MakeAdministratorAsync(host, second);

        var changes = await Task.WhenAll(host.Accounts.DisableAsync(first, second, default), host.Accounts.DisableAsync(second, first, default));

        Assert.Equal([AccountChange.Done, AccountChange.LastAdministrator], changes.Order());
        Assert.Single(host.People.Current.ByName, person => person is { IsAdmin: true, Disabled: false });
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_keeps_nobody_in_and_lets_nobody_in()
    {
        var directory = Substitute.For<IUserDirectory>();
        directory.Rules.Returns(new DirectoryRules(Registration: RegistrationMode.Off, CanDisable: true, MinPasswordLength: null, MaxPasswordLength: null));
        directory.SetDisabledAsync(default, default, default).ReturnsForAnyArgs(Task.FromException<bool>(new DirectoryUnavailableException("ldaps://ldap.example.org: no connection")));
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(watcher).AddSingleton(directory));
        var user = Guid.NewGuid();
        await host.Services.GetRequiredService<Users>().SignedInAsync(new DirectoryUser(user, "alice", "Alice Example", null, Disabled: false), default);

        Assert.Equal(AccountChange.DisabledHereOnly, await host.Accounts.DisableAsync(user, Actor, default));
        Assert.True(host.People.Current.Find(user)!.Disabled);
        await watcher.Received(1).DisabledAsync(user, Actor, Arg.Any<CancellationToken>());

        Assert.Equal(AccountChange.NotEnabled, await host.Accounts.EnableAsync(user, Actor, default));
        Assert.True(host.People.Current.Find(user)!.Disabled);
        await watcher.DidNotReceiveWithAnyArgs().EnabledAsync(default, default, default);
    }

    [Fact]
    public async Task Who_is_enabled_while_being_disabled_is_enabled_in_the_directory_too()
    {
        var directory = Substitute.For<IUserDirectory>();
        directory.Rules.Returns(new DirectoryRules(Registration: RegistrationMode.Off, CanDisable: true, MinPasswordLength: null, MaxPasswordLength: null));
        var (asked, answered, disabledThere) = (new TaskCompletionSource(), new TaskCompletionSource(), false);
        directory.SetDisabledAsync(default, default, default).ReturnsForAnyArgs(async call =>
        {
            if (call.ArgAt<bool>(1))
            {
                asked.SetResult();
                await answered.Task;
            }
            disabledThere = call.ArgAt<bool>(1);
            return true;
        });
        await using var host = await AccountsHost.StartAsync(services => services.AddSingleton(watcher).AddSingleton(directory));
        var user = Guid.NewGuid();
        await host.Services.GetRequiredService<Users>().SignedInAsync(new DirectoryUser(user, "alice", "Alice Example", null, Disabled: false), default);

        var disabling = host.Accounts.DisableAsync(user, Actor, default);
        await asked.Task;
        var enabling = host.Accounts.EnableAsync(user, Actor, default);
        await Task.WhenAny(enabling, Task.Delay(TimeSpan.FromMilliseconds(300)));
        answered.SetResult();

        Assert.Equal([AccountChange.Done, AccountChange.Done], await Task.WhenAll(disabling, enabling));
        Assert.False(disabledThere);
        Assert.False(host.People.Current.Find(user)!.Disabled);
    }

    [Fact]
    public async Task A_user_nobody_knows_is_unknown()
    {
        await using var host = await StartAsync();

        Assert.Equal(AccountChange.Unknown, await host.Accounts.DisableAsync(Guid.NewGuid(), Actor, default));
        Assert.Equal(AccountChange.Unknown, await host.Accounts.EnableAsync(Guid.NewGuid(), Actor, default));
    }

    [Fact]
    public async Task A_disabled_account_stays_out_after_a_restart()
    {
        var first = await StartAsync();
        var (user, _) = await first.SignedInAsync("alice");
        await first.Accounts.DisableAsync(user, Actor, default);

        await using var second = await first.RestartAsync();
        using var client = second.Client();
        var answer = await client.SubmitAsync(await client.PageAsync("/login"), "Sign in", ("Username", "alice"), ("Password", AccountsHost.Password));

        Assert.Equal("/blocked?reason=disabled", answer.Next());
    }

    private Task<AccountsHost> StartAsync() => AccountsHost.StartAsync(services => services.AddSingleton(watcher));

    private static async Task MakeAdministratorAsync(AccountsHost host, Guid user) =>
        await host.Services.GetRequiredService<Users>().ChangeAsync(user, row => row.Role = UserRole.Administrator, default);

    private sealed class Meanwhile : SaveChangesInterceptor
    {
        public Func<Task>? Saving { get; set; }

        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (Saving is { } act && eventData.Context!.ChangeTracker.Entries<User>().Any())
                await act();
            return result;
        }
    }
}
