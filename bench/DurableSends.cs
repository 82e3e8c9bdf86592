using System.Diagnostics;
using System.Security.Cryptography;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Bench;

/// <summary>
/// Durable sends on SQLite: rows of a message of 100 characters (2.4 KB) through the group append, each sender waiting for its answer
/// before the next. Bar: at least 5,000 a second.
/// </summary>
internal static class DurableSends
{
    private const int Conversations = 100;
    private const int MessageBytes = 2414;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        var table = new Table("Durable sends on SQLite (WAL, synchronous=FULL), 2.4 KB each", "senders", "rows/s", "p50 ms", "p99 ms", "max ms", "CPU us/row");
        foreach (var senders in (int[])[1, 16, 64, 256])
            await MeasureAsync(senders, table);
        table.Print();
    }

    private static async Task MeasureAsync(int senders, Table table)
    {
        var folder = Directory.CreateTempSubdirectory("blazorchat-bench-");
        await using (var services = Services($"Data Source={Path.Combine(folder.FullName, "chat.db")}"))
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
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private static ServiceProvider Services(string connection) =>
        new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSqlite(connection).AddGroupAppend().AddRelay().BuildServiceProvider();

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
