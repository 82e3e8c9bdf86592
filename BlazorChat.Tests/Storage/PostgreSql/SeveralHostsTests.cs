using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Storage.PostgreSql;

/// <summary>Hosts that share one database: what SQLite, with its one writer, never has to show.</summary>
public sealed class SeveralHostsTests
{
    [Fact]
    public async Task Group_appends_of_two_hosts_leave_no_gap_and_do_not_stand_in_each_others_way()
    {
        var database = PostgresServer.Shared.Make();
        await using var hosts = new Hosts(database);
        hosts.Execute(Note.Table);
        hosts.Execute("INSERT INTO heads SELECT 'k' || i, 0 FROM generate_series(0, 19) AS i");
        var (one, two) = (hosts.Start(), hosts.Start());
        // Each group of either has all twenty, in an order of its own.
        var given = await Task.WhenAll(Enumerable.Range(0, 4000).Select(i => Task.Run(async () =>
        {
            var key = i * 7 % 20;
            return (Key: key, Seq: await (i % 2 == 0 ? one : two).RunAsync(new Note($"k{key}", $"{i}")));
        })));

        foreach (var key in given.GroupBy(note => note.Key))
            key.Select(note => note.Seq).Order().ShouldBe(Enumerable.Range(1, 200).Select(n => (long)n));
        hosts.Scalar("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").ShouldBe(0L);
        hosts.Scalar("SELECT COUNT(*) FROM notes").ShouldBe(4000L);
    }

    [Fact]
    public async Task Two_hosts_that_start_at_once_make_the_tables_once()
    {
        var database = PostgresServer.Shared.Make(tables: false);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var services = new ServiceCollection().AddLogging().AddPostgreSql(database).BuildServiceProvider();
            await services.MigrateAsync();
        })));
        await using var context = PostgresServer.Open(database);
        (await context.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Fact]
    public async Task Who_is_given_a_seat_while_their_keys_change_is_refused_for_the_moment()
    {
        var database = PostgresServer.Shared.Make();
        await using var hosts = new Hosts(database);
        var append = hosts.Start();
        await using (var other = PostgresServer.Open(database))
        {
            await using var transaction = await other.Database.BeginTransactionAsync();
            await other.TakeTurnAsync("keys x", default);
            (await append.RunAsync(new Asking("keys x"))).ShouldBeFalse();
            (await append.RunAsync(new Asking("keys y"))).ShouldBeTrue();
        }
        (await append.RunAsync(new Asking("keys x"))).ShouldBeTrue();
    }

    [Fact]
    public async Task A_turn_is_taken_by_one_at_a_time()
    {
        var database = PostgresServer.Shared.Make();
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var context = PostgresServer.Open(database);
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.TakeTurnAsync("a thing", default);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Delay(5);
            Interlocked.Decrement(ref inside);
            await transaction.CommitAsync();
        })));
        most.ShouldBe(1);
    }

    private sealed class Asking(string turn) : IAppendWork<bool>
    {
        public string Key => "";

        public bool Run(AppendTransaction transaction) => transaction.Dialect.TryShareTurn(transaction, turn);
    }

    private sealed class Hosts(NpgsqlConnectionStringBuilder database) : IAsyncDisposable
    {
        private readonly List<ServiceProvider> _services = [];

        public GroupAppend Start()
        {
            var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSharedPostgreSql(database).AddGroupAppend().BuildServiceProvider();
            _services.Add(services);
            var append = services.GetRequiredService<GroupAppend>();
            _ = append.StartAsync(CancellationToken.None);
            return append;
        }

        public void Execute(string sql)
        {
            using var context = PostgresServer.Open(database);
            context.Database.ExecuteSqlRaw(sql);
        }

        public object? Scalar(string sql)
        {
            using var connection = new NpgsqlConnection(database.ToString());
            connection.Open();
            using var command = new NpgsqlCommand(sql, connection);
            return command.ExecuteScalar();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var services in _services)
                await services.DisposeAsync();
        }
    }
}
