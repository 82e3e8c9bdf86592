using System.Net;
using System.Net.Http.Json;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Accounts;

public sealed class DirectoryPassTests : IAsyncLifetime
{
    private readonly SharedDirectory directory = new();
    private readonly IAccountWatcher watcher = Substitute.For<IAccountWatcher>();
    private AccountsHost host = null!;

    public async Task InitializeAsync() =>
        host = await AccountsHost.StartAsync(services => services.AddSingleton<IUserDirectory>(directory).AddSingleton(watcher));

    public async Task DisposeAsync() => await host.DisposeAsync();

    private DirectoryPass Pass => host.Services.GetRequiredService<DirectoryPass>();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_disabled_or_gone_there_is_shut_out_here(bool gone)
    {
        var (alice, client) = await SignedInAsync("alice");
        var (bob, other) = await SignedInAsync("bob");

        directory.Change(alice, person => gone ? null : person with { Disabled = true });
        await Pass.RunAsync(default);

        (await client.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        host.People.Current.Find(alice)!.Disabled.ShouldBeTrue();
        await watcher.Received().DisabledAsync(alice, null, Arg.Any<CancellationToken>());
        (await other.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        host.People.Current.Find(bob)!.Disabled.ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_that_does_not_lead_tells_how_it_stands_and_carries_over_what_it_saw_once_it_leads()
    {
        var (alice, client) = await SignedInAsync("alice");
        directory.Change(alice, person => person with { Disabled = true });
        await Pass.RunAsync(carriesOver: false, default);
        Pass.Status.LastRead.ShouldNotBeNull();
        (await client.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Pass.RunAsync(carriesOver: true, default);
        (await client.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_is_enabled_there_again_comes_back_unless_an_administrator_here_decided_otherwise()
    {
        var (alice, _) = await SignedInAsync("alice");
        var (bob, _) = await SignedInAsync("bob");
        await host.Accounts.DisableAsync(bob, Guid.NewGuid(), default);
        foreach (var user in (Guid[])[alice, bob])
            directory.Change(user, person => person with { Disabled = true });
        await Pass.RunAsync(default);
        watcher.ClearReceivedCalls();

        foreach (var user in (Guid[])[alice, bob])
            directory.Change(user, person => person with { Disabled = false });
        await Pass.RunAsync(default);

        host.People.Current.Find(alice)!.Disabled.ShouldBeFalse();
        host.People.Current.Find(bob)!.Disabled.ShouldBeTrue();
        await watcher.Received().EnabledAsync(alice, null, Arg.Any<CancellationToken>());
        await watcher.DidNotReceive().EnabledAsync(bob, Arg.Any<Guid?>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task An_administrator_cannot_enable_here_what_the_directory_has_disabled()
    {
        var (alice, _) = await SignedInAsync("alice");
        directory.Change(alice, person => person with { Disabled = true });
        await Pass.RunAsync(default);
        (await host.Accounts.EnableAsync(alice, Guid.NewGuid(), default)).ShouldBe(AccountChange.DisabledInDirectory);
        host.People.Current.Find(alice)!.Disabled.ShouldBeTrue();
    }

    [Fact]
    public async Task Names_follow_and_certificates_are_told_once()
    {
        var (alice, _) = await SignedInAsync("alice");
        await Pass.RunAsync(default);
        watcher.ClearReceivedCalls();
        directory.Change(alice, person => person with { DisplayName = "Alice Durand", Username = "adurand" });
        await Pass.RunAsync(default);
        await Pass.RunAsync(default);

        var person = host.People.Current.Find(alice)!;
        (person.DisplayName, person.Username).ShouldBe(("Alice Durand", "adurand"));
        await watcher.Received(1).RenamedAsync(alice, "Alice Durand", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_new_name_is_seen_at_sign_in_too_and_so_is_that_one_is_let_in_again()
    {
        var (alice, _) = await SignedInAsync("alice");
        directory.Change(alice, person => person with { Disabled = true });
        await Pass.RunAsync(default);
        directory.Change(alice, person => person with { Disabled = false, DisplayName = "Alice Durand" });
        watcher.ClearReceivedCalls();

        using var client = host.Client();
        (await SignInAsync(client, "alice")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await client.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await watcher.Received(1).EnabledAsync(alice, null, Arg.Any<CancellationToken>());
        await watcher.Received(1).RenamedAsync(alice, "Alice Durand", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Many_at_once_are_not_believed_until_an_administrator_says_so()
    {
        var gone = await GoneAsync(3);

        await Pass.RunAsync(default);
        Pass.Status.Held.ShouldBe(gone, ignoreOrder: true);
        host.People.Current.ByName.ShouldAllBe(person => !person.Disabled);

        // One more than was asked about: asked again.
        var another = host.People.Current.ByName.First(person => !gone.Contains(person.Id)).Id;
        directory.Change(another, _ => null);
        await Pass.ApproveAsync(gone, default);
        Pass.Status.Held.Count.ShouldBe(4);
        host.People.Current.ByName.ShouldAllBe(person => !person.Disabled);

        await Pass.ApproveAsync([.. gone, another], default);
        Pass.Status.Held.ShouldBeEmpty();
        host.People.Current.ByName.Count(person => person.Disabled).ShouldBe(4);
    }

    [Fact]
    public async Task A_directory_that_does_not_answer_changes_nothing_and_is_reported()
    {
        var (alice, client) = await SignedInAsync("alice");
        directory.Change(alice, _ => null);
        directory.Silent = true;
        await Pass.RunAsync(default);
        Pass.Status.Problem!.Finding.ShouldBe(DirectoryFinding.Silent);
        (await client.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        directory.Silent = false;
        await Pass.RunAsync(default);
        Pass.Status.Problem.ShouldBeNull();
        (await client.GetAsync("/api/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_breaks_off_half_way_is_done_by_the_next_look()
    {
        var (alice, _) = await SignedInAsync("alice");
        directory.Change(alice, person => person with { Disabled = true });
        watcher.DisabledAsync(default, default, default).ReturnsForAnyArgs(_ => throw new IOException("disk full"), _ => Task.CompletedTask);
        await Should.ThrowAsync<IOException>(() => Pass.RunAsync(default));
        await Pass.RunAsync(default);
        await watcher.Received(2).DisabledAsync(alice, null, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_breaks_off_after_an_administrators_word_on_a_host_that_does_not_lead_is_done_there()
    {
        var (leading, other) = (Another(), Another());
        await leading.Pass.RunAsync(default);
        var gone = await GoneAsync(3);
        await other.Pass.RunAsync(carriesOver: false, default);
        watcher.DisabledAsync(default, default, default).ReturnsForAnyArgs(_ => throw new IOException("disk full"), _ => Task.CompletedTask);
        await Should.ThrowAsync<IOException>(() => other.Pass.ApproveAsync(gone, default));
        host.People.Current.ById.Values.Count(person => person.Disabled).ShouldBe(3);
        watcher.ClearReceivedCalls();

        await leading.Pass.RunAsync(carriesOver: true, default);
        await other.Pass.RunAsync(carriesOver: false, default);
        foreach (var user in gone)
            await watcher.Received(1).DisabledAsync(user, null, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_new_name_that_could_not_be_followed_at_sign_in_is_followed_by_the_host_that_knows()
    {
        var (alice, _) = await SignedInAsync("alice");
        var other = Another();
        watcher.RenamedAsync(default, default!, default).ReturnsForAnyArgs(_ => throw new IOException("disk full"), _ => Task.CompletedTask);
        await other.Standings.TryRenamedAsync(alice, default);
        watcher.ClearReceivedCalls();
        await other.Pass.RunAsync(carriesOver: false, default);
        await other.Pass.RunAsync(carriesOver: false, default);
        await watcher.Received(1).RenamedAsync(alice, "alice Example", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_host_that_begins_to_lead_again_finishes_what_the_one_before_has_not()
    {
        var (leading, other) = (Another(), Another());
        var (alice, _) = await SignedInAsync("alice");
        await leading.Pass.RunAsync(carriesOver: true, default);
        await leading.Pass.RunAsync(carriesOver: false, default);
        directory.Change(alice, person => person with { Disabled = true });
        watcher.DisabledAsync(default, default, default).ReturnsForAnyArgs(_ => throw new IOException("killed"), _ => Task.CompletedTask);
        await Should.ThrowAsync<IOException>(() => other.Pass.RunAsync(carriesOver: true, default));
        watcher.ClearReceivedCalls();

        await leading.Pass.RunAsync(carriesOver: true, default);
        await watcher.Received(1).DisabledAsync(alice, null, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_host_that_does_not_lead_repeats_nothing_without_a_reason()
    {
        await SignedInAsync("alice");
        watcher.ClearReceivedCalls();
        await Another().Pass.RunAsync(carriesOver: false, default);
        await watcher.DidNotReceiveWithAnyArgs().RenamedAsync(default, default!, default);
    }

    /// <summary>As on a host of its own with the same database.</summary>
    private (DirectoryPass Pass, DirectoryStandings Standings) Another()
    {
        var standings = ActivatorUtilities.CreateInstance<DirectoryStandings>(host.Services);
        return (ActivatorUtilities.CreateInstance<DirectoryPass>(host.Services, standings), standings);
    }

    /// <summary>So many of ten are no longer in the directory.</summary>
    private async Task<List<Guid>> GoneAsync(int count)
    {
        var users = new List<Guid>();
        for (var i = 0; i < 10; i++)
            users.Add((await SignedInAsync($"user{i}")).User);
        foreach (var user in users.Take(count))
            directory.Change(user, _ => null);
        return [.. users.Take(count)];
    }

    private async Task<(Guid User, HttpClient Client)> SignedInAsync(string username)
    {
        var user = directory.Add(username);
        var client = host.Client();
        (await SignInAsync(client, username)).StatusCode.ShouldBe(HttpStatusCode.OK);
        return (user, client);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string username) =>
        client.PostAsJsonAsync("/api/sign-in", new { username, password = AccountsHost.Password });

    /// <summary>A directory that others write to, in memory.</summary>
    private sealed class SharedDirectory : IUserDirectory
    {
        private readonly Dictionary<Guid, DirectoryUser> people = [];

        public bool Silent { get; set; }

        public DirectoryRules Rules { get; } = new(Registration: RegistrationMode.Off, CanDisable: false, null, null, IsShared: true);

        public Guid Add(string username)
        {
            var person = new DirectoryUser(Guid.NewGuid(), username, $"{username} Example", null, Disabled: false);
            people[person.Id] = person;
            return person.Id;
        }

        public void Change(Guid user, Func<DirectoryUser, DirectoryUser?> change)
        {
            if (change(people[user]) is { } changed)
                people[user] = changed;
            else
                people.Remove(user);
        }

        public Task<SignInResult> SignInAsync(string username, string password, CancellationToken cancellation) => Task.FromResult<SignInResult>(
            people.Values.FirstOrDefault(person => person.Username == username && !person.Disabled) is { } found
                ? new SignInResult.Accepted(found)
                : new SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown));

        public Task<DirectoryReading> ReadAsync(string? since, CancellationToken cancellation) => Task.FromResult<DirectoryReading>(
            Silent ? new DirectoryReading.Unreachable(new DirectoryFault(null, DirectoryFinding.Silent, ["5"])) : new DirectoryReading.Whole([.. people.Values], Cursor: null));

        public Task<RegistrationResult> RegisterAsync(NewAccount account, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<PasswordChangeResult> ChangePasswordAsync(Guid user, string oldPassword, string newPassword, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<PublishResult> PublishAsync(CertificatePublication publication, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<DirectoryUser?> FindAsync(Guid user, CancellationToken cancellation) => Task.FromResult(people.GetValueOrDefault(user));

        public Task<IReadOnlyList<DirectoryUser>> SearchAsync(string query, int limit, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<bool> SetDisabledAsync(Guid user, bool disabled, CancellationToken cancellation) => Task.FromResult(false);
    }
}
