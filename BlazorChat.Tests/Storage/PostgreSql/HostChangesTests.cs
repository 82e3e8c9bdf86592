using System.Collections.Concurrent;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Storage.PostgreSql;

/// <summary>What a host hears of what others change in their common database.</summary>
public sealed class HostChangesTests
{
    [Fact]
    public async Task A_change_by_another_host_is_followed_at_once_and_ones_own_is_not()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        await using var two = await Host.StartAsync(database);
        var user = await one.AddUserAsync();

        (await two.Heard.NextAsync()).ShouldBe(new HostChange(HostChangeKinds.User, $"{user:D}", null));
        one.Heard.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Many_who_wait_for_a_turn_leave_connections_to_who_has_it()
    {
        var database = PostgresServer.Shared.Make();
        (database.MaxPoolSize, database.Timeout) = (3, 3);
        await using var one = await Host.StartAsync(database);
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => one.Changes.InTurnAsync("names", async () =>
        {
            await using var context = await one.OpenAsync();
            await context.Set<User>().CountAsync();
            return ++done;
        }, default)));
        done.ShouldBe(12);
    }

    [Fact]
    public async Task After_a_commit_in_doubt_all_is_read_again()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        ((ICommitInDoubt)one.Changes).ReadAgain();
        await one.Heard.ReadsAgainAsync();
    }

    [Fact]
    public async Task A_change_says_why_if_its_transaction_did()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        var user = await one.AddUserAsync();
        var session = Guid.NewGuid();
        await using (var context = await one.OpenAsync())
        {
            context.Add(new SessionEntity { Id = session, UserId = user, CreatedAt = default, LastSeenAt = default });
            await context.SaveChangesAsync();
        }
        await using var two = await Host.StartAsync(database);
        await using (var context = await one.OpenAsync())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.SayWhyAsync("DeviceRevoked", default);
            await context.Set<SessionEntity>().Where(row => row.Id == session).ExecuteDeleteAsync();
            await transaction.CommitAsync();
        }
        (await two.Heard.NextAsync()).ShouldBe(new HostChange(HostChangeKinds.Session, $"{session:D}", "DeviceRevoked"));
    }

    [Fact]
    public async Task What_is_written_often_and_kept_in_nobodys_memory_is_no_change()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        var user = await one.AddUserAsync();
        await using var two = await Host.StartAsync(database);
        await using var context = await one.OpenAsync();
        await context.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSignInAt, DateTimeOffset.UnixEpoch));
        await context.Set<User>().Where(row => row.Id == user).ExecuteUpdateAsync(set => set.SetProperty(row => row.DisplayName, "Ann"));
        (await two.Heard.NextAsync()).Kind.ShouldBe(HostChangeKinds.User);
        (await context.Database.SqlQuery<long>($"""SELECT COUNT(*) AS "Value" FROM "host_changes" """).SingleAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Changes_of_many_at_once_are_all_heard_each_once_in_one_order()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        await using var two = await Host.StartAsync(database);
        await using var three = await Host.StartAsync(database);
        var made = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => one.AddUserAsync())));
        var heard = await two.Heard.TakeAsync(made.Length);
        heard.Select(change => change.Key).Order().ShouldBe(made.Select(user => $"{user:D}").Order());
        (await three.Heard.TakeAsync(made.Length)).ShouldBe(heard);
    }

    [Fact]
    public async Task A_follower_that_the_database_fails_is_asked_again_and_one_that_fails_by_itself_holds_nobody_up()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        await using var two = await Host.StartAsync(database);
        two.Heard.FailWith = new NpgsqlException("away");
        var first = await one.AddUserAsync();
        await two.Heard.FailedAsync();
        two.Heard.FailWith = null;
        (await two.Heard.NextAsync()).Key.ShouldBe($"{first:D}");
        two.Heard.FailWith = new InvalidDataException("a fault of its own");
        await one.AddUserAsync();
        await two.Heard.FailedAsync();
        two.Heard.FailWith = null;
        var third = await one.AddUserAsync();
        (await two.Heard.NextAsync()).Key.ShouldBe($"{third:D}");
    }

    [Fact]
    public async Task Whoever_was_away_for_longer_than_changes_are_kept_reads_everything_again()
    {
        var database = PostgresServer.Shared.Make();
        var clock = new AdjustableClock();
        await using var host = await Host.StartAsync(database, clock);
        host.Heard.ReadAgain.ShouldBe(0);
        clock.Advance(HostChanges.Longest + TimeSpan.FromMinutes(1));
        await Eventually(() => host.Heard.ReadAgain == 1);
    }

    [Fact]
    public async Task Whoever_has_read_further_than_numbers_were_given_as_after_a_failover_reads_everything_again_and_follows_from_there()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        await using var two = await Host.StartAsync(database);
        for (var i = 0; i < 3; i++)
            await one.AddUserAsync();
        await two.Heard.TakeAsync(3);
        await using (var context = await one.OpenAsync())
            await context.Database.ExecuteSqlAsync($"""DELETE FROM "host_changes"; ALTER TABLE "host_changes" ALTER COLUMN "Id" RESTART""");
        await two.Heard.ReadsAgainAsync();
        var user = await one.AddUserAsync();
        (await two.Heard.NextAsync()).Key.ShouldBe($"{user:D}");
        await Task.Delay(2 * HostChanges.Pace);
        two.Heard.ReadAgain.ShouldBe(1);
    }

    [Fact]
    public async Task A_decision_in_turn_sees_what_the_one_before_it_changed_on_another_host()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        await using var two = await Host.StartAsync(database);
        // Each adds a user unless it has heard of enough: with a look of its own both would find room for the last.
        async Task<bool> AddUnlessThreeAsync(Host host) => await host.Changes.InTurnAsync("three", async () =>
        {
            if (host.Added + host.Heard.Count >= 3)
                return false;
            await host.AddUserAsync();
            return true;
        }, default);
        var added = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => AddUnlessThreeAsync(i % 2 == 0 ? one : two))));
        added.Count(done => done).ShouldBe(3);
    }

    [Fact]
    public async Task What_no_table_shows_is_told_to_the_others()
    {
        var database = PostgresServer.Shared.Make();
        await using var one = await Host.StartAsync(database);
        await using var two = await Host.StartAsync(database);
        await one.Changes.TellAsync(HostChangeKinds.User, "someone", default);
        await Eventually(() => two.Heard.Count == 1);
        one.Heard.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Living_hosts_are_known_and_the_longest_running_leads_until_it_ends_or_is_silent()
    {
        var database = PostgresServer.Shared.Make();
        var one = await Host.StartAsync(database);
        await using var two = await Host.StartAsync(database);
        await Eventually(() => one.List.Living.Count == 2 && two.List.Living.Count == 2);
        (one.List.Leads, two.List.Leads).ShouldBe((true, false));
        one.List.Stay.ShouldBe(1);
        await one.DisposeAsync();
        await Eventually(() => two.List.Living.Count == 1 && two.List.Leads);
    }

    [Fact]
    public async Task A_host_that_dies_is_missed_within_ten_seconds()
    {
        var database = PostgresServer.Shared.Make();
        await using var two = await Host.StartAsync(database);
        await using (var context = await two.OpenAsync())
        {
            var dead = Guid.NewGuid();
            await context.Database.ExecuteSqlAsync($"""INSERT INTO "hosts" ("Id", "Name", "StartedAt") VALUES ({dead}, 'dead', '2020-01-01')""");
        }
        await Eventually(() => two.List.Living.Count == 2);
        two.List.Leads.ShouldBeFalse();
        await Eventually(() => two.List.Leads, seconds: 10);
    }

    private static async Task Eventually(Func<bool> holds, int seconds = 15)
    {
        for (var tries = 0; !holds(); tries++)
        {
            (tries < seconds * 50).ShouldBeTrue("it has not come about");
            await Task.Delay(20);
        }
    }

    private sealed class Host : IAsyncDisposable
    {
        private readonly ServiceProvider _services;

        private Host(ServiceProvider services) => _services = services;

        public Follower Heard => (Follower)_services.GetRequiredService<IFollowHostChanges>();

        public IHostChanges Changes => _services.GetRequiredService<IHostChanges>();

        public HostList List => _services.GetRequiredService<HostList>();

        public int Added { get; private set; }

        public static async Task<Host> StartAsync(NpgsqlConnectionStringBuilder database, TimeProvider? clock = null)
        {
            var services = new ServiceCollection().AddLogging().AddSingleton(clock ?? TimeProvider.System).AddSharedPostgreSql(database).AddHostAmongOthers()
                .AddSingleton<IFollowHostChanges, Follower>().BuildServiceProvider();
            await services.BeginFollowingAsync(default);
            await services.GetRequiredService<HostList>().StartAsync(default);
            await services.GetRequiredService<HostChanges>().StartAsync(default);
            return new Host(services);
        }

        public Task<ChatDatabase> OpenAsync() => _services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();

        public async Task<Guid> AddUserAsync()
        {
            var user = Guid.NewGuid();
            await using var context = await OpenAsync();
            context.Add(new User { Id = user, Username = "u", DisplayName = "U", CreatedAt = default, LastSignInAt = default });
            await context.SaveChangesAsync();
            Added++;
            return user;
        }

        public async ValueTask DisposeAsync()
        {
            await _services.GetRequiredService<HostChanges>().StopAsync(default);
            await _services.GetRequiredService<HostList>().StopAsync(default);
            await _services.DisposeAsync();
        }
    }

    private sealed class Follower : IFollowHostChanges
    {
        private readonly ConcurrentQueue<HostChange> _all = new();
        private int _failed;
        private int _failuresSeen;

        public IReadOnlyList<string> Kinds { get; } = [HostChangeKinds.User, HostChangeKinds.Session];

        public int Count => _all.Count;

        public int ReadAgain { get; private set; }

        public Exception? FailWith { get; set; }

        public Task FollowAsync(HostChange change, CancellationToken cancellation)
        {
            if (FailWith is { } fault)
            {
                Interlocked.Increment(ref _failed);
                throw fault;
            }
            _all.Enqueue(change);
            return Task.CompletedTask;
        }

        public Task ReadAgainAsync(CancellationToken cancellation)
        {
            ReadAgain++;
            return Task.CompletedTask;
        }

        public async Task<HostChange> NextAsync() => (await TakeAsync(1))[0];

        public async Task<IReadOnlyList<HostChange>> TakeAsync(int count)
        {
            await Eventually(() => _all.Count >= count);
            return [.. Enumerable.Range(0, count).Select(_ => _all.TryDequeue(out var change) ? change : throw new InvalidOperationException("Somebody else took it."))];
        }

        public Task ReadsAgainAsync() => Eventually(() => ReadAgain > 0);

        public async Task FailedAsync()
        {
            await Eventually(() => Volatile.Read(ref _failed) > _failuresSeen);
            _failuresSeen = _failed;
        }
    }
}
