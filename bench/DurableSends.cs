using System.Diagnostics;
using System.Security.Cryptography;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BlazorChat.Bench;

/// <summary>
/// Durable sends: rows of a message of 100 characters (2.4 KB) through the group append, each sender waiting for its answer before the next.
/// Bars: at least 5,000 a second on SQLite, 3,000 on PostgreSQL. That is the empty database which BLAZORCHAT_POSTGRESQL names; without it only
/// SQLite is measured.
/// </summary>
internal static class DurableSends
{
    private const string ServerVariable = "BLAZORCHAT_POSTGRESQL";
    private const string Schema = "blazorchat_bench";
    private const int Conversations = 100;
    private const int MessageBytes = 2414;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly int[] Senders = [1, 16, 64, 256];

    public static async Task RunAsync()
    {
        var table = new Table("Durable sends on SQLite (WAL, synchronous=FULL), 2.4 KB each", "senders", "rows/s", "p50 ms", "p99 ms", "max ms", "CPU us/row");
        foreach (var senders in Senders)
            await MeasureOnSqliteAsync(senders, table);
        table.Print();
        if (Environment.GetEnvironmentVariable(ServerVariable) is not { Length: > 0 } named)
            return;
        var server = StorageChoice.ReadConnection(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(StorageChoice.ConnectionSetting, (string?)named)]).Build(), "/");
        table = new Table("Durable sends on PostgreSQL, 2.4 KB each", "senders", "rows/s", "p50 ms", "p99 ms", "max ms", "CPU us/row");
        foreach (var senders in Senders)
            await MeasureOnPostgreSqlAsync(server, senders, table);
        table.Print();
    }

    private static async Task MeasureOnSqliteAsync(int senders, Table table)
    {
        var folder = Directory.CreateTempSubdirectory("blazorchat-bench-");
        await MeasureAsync(Services(services => services.AddSqlite($"Data Source={Path.Combine(folder.FullName, "chat.db")}")), senders, table);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static async Task MeasureOnPostgreSqlAsync(NpgsqlConnectionStringBuilder server, int senders, Table table)
    {
        await using (var empty = new NpgsqlConnection(server.ToString()))
        {
            await empty.OpenAsync();
            await using var command = new NpgsqlCommand($"DROP SCHEMA IF EXISTS {Schema} CASCADE; CREATE SCHEMA {Schema}", empty);
            await command.ExecuteNonQueryAsync();
        }
        await MeasureAsync(Services(services => services.AddPostgreSql(new NpgsqlConnectionStringBuilder(server.ToString()) { SearchPath = Schema })), senders, table);
        NpgsqlConnection.ClearAllPools();
    }

    private static async Task MeasureAsync(ServiceProvider made, int senders, Table table)
    {
        await using (var services = made)
        {
            var conversations = await SeedAsync(services);
            var append = services.GetRequiredService<GroupAppend>();
            await append.StartAsync(CancellationToken.None);
            await SendAsync(services, append, conversations, senders, TimeSpan.FromSeconds(1));
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var clock = Stopwatch.StartNew();
            var times = await SendAsync(services, append, conversations, senders, Duration);
            var elapsed = clock.Elapsed;
            var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var percentiles = new Percentiles(times);
            table.Add(senders, times.Count / elapsed.TotalSeconds, percentiles.At(50), percentiles.At(99), percentiles.At(100), used.TotalMicroseconds / times.Count);
            await append.StopAsync(CancellationToken.None);
        }
    }

    private static ServiceProvider Services(Action<IServiceCollection> addDatabase)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        addDatabase(services);
        return services.AddGroupAppend().AddRelay().BuildServiceProvider();
    }

    private static async Task<ConversationId[]> SeedAsync(IServiceProvider services)
    {
        await using var database = await services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();
        await database.Database.EnsureCreatedAsync();
        var ids = Enumerable.Range(0, Conversations).Select(i => ConversationId.Of(Hash.Of($"genesis {i}"))).ToArray();
        database.AddRange(ids.Select(id => new Conversation
        {
            Id = id.Value,
            Kind = RoomKind.Dm,
            History = RoomHistory.None,
            RoomHead = id.Value,
        }));
        await database.SaveChangesAsync();
        return ids;
    }

    private static async Task<List<TimeSpan>> SendAsync(
        IServiceProvider services, GroupAppend append, ConversationId[] conversations, int senders, TimeSpan duration)
    {
        var relay = services.GetRequiredService<IRelay>();
        using var stop = new CancellationTokenSource(duration);
        var all = await Task.WhenAll(Enumerable.Range(0, senders).Select(i => Task.Run(async () =>
        {
            var times = new List<TimeSpan>();
            var sender = new Sender(conversations[i % conversations.Length], relay);
            while (!stop.IsCancellationRequested)
            {
                var started = Stopwatch.GetTimestamp();
                await append.RunAsync(sender.Next());
                times.Add(Stopwatch.GetElapsedTime(started));
            }
            return times;
        })));
        return [.. all.SelectMany(times => times)];
    }

    private sealed class Sender(ConversationId conversation, IRelay relay)
    {
        private readonly Guid _device = Guid.NewGuid();
        private readonly string _body = CanonicalBase64Url.Encode(RandomNumberGenerator.GetBytes(MessageBytes * 3 / 4));
        private long _n;

        public Row Next() => new Row(conversation, relay, new NewLogEntry(LogEntryKind.Message, _device, _device, ++_n, conversation.Value, _body, Hash.Of(_body)));
    }

    private sealed class Row(ConversationId conversation, IRelay relay, NewLogEntry entry) : IAppendWork<LogPosition>
    {
        public string Key => conversation.Value;

        public LogPosition Run(AppendTransaction transaction) =>
            ConversationHead.Lock(transaction, conversation)!.Append(transaction, relay, entry, TimeProvider.System.GetUtcNow());
    }
}
