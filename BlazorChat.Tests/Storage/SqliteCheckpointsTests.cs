using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace BlazorChat.Tests.Storage;

public sealed class SqliteCheckpointsTests : IDisposable
{
    private readonly ScratchDatabase _database = new();

    public SqliteCheckpointsTests() => _database.Execute(Note.Table);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task No_writer_moves_the_log_into_the_file_and_the_host_does_it_once_a_second()
    {
        using var append = _database.StartAppend();
        for (var i = 0; i < 300; i++)
            await append.RunAsync(new Note("k", new string('x', 20_000)));
        var file = new FileInfo(new SqliteConnectionStringBuilder(_database.Connection).DataSource);
        var before = file.Length;
        before.ShouldBeLessThan(1_000_000, "6 MB of notes are in the log alone: SQLite would have begun to move them after 4 MB");

        var clock = new TestClock();
        using var checkpoints = new SqliteCheckpoints(_database.Connection, clock, NullLogger<SqliteCheckpoints>.Instance);
        await checkpoints.StartAsync(default);
        for (var i = 0; i < 500 && file.Length < 6_000_000; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
            file.Refresh();
        }
        await checkpoints.StopAsync(default);

        file.Length.ShouldBeGreaterThan(6_000_000);
        _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(300);
    }

    [Fact]
    public async Task A_log_that_readers_keep_from_beginning_again_stops_nobody()
    {
        using var append = _database.StartAppend();
        await append.RunAsync(new Note("k", "seen"));
        using var reader = _database.CreateDbContext();
        await using var reading = await reader.Database.BeginTransactionAsync();
        var clock = new TestClock();
        using var checkpoints = new SqliteCheckpoints(_database.Connection, clock, NullLogger<SqliteCheckpoints>.Instance);
        await checkpoints.StartAsync(default);
        clock.Advance(TimeSpan.FromSeconds(1));
        await reading.RollbackAsync();
        await append.RunAsync(new Note("k", "later"));
        clock.Advance(TimeSpan.FromSeconds(1));
        await checkpoints.StopAsync(default);
        _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(2);
    }
}
