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
    public async Task A_log_that_a_reader_keeps_from_beginning_again_holds_writers_up_for_a_moment_only()
    {
        using var append = _database.StartAppend();
        await append.RunAsync(new Note("k", "seen"));
        using var reader = new SqliteConnection(_database.Connection);
        reader.Open();
        using var reading = reader.BeginTransaction(deferred: true);
        using (var look = reader.CreateCommand())
        {
            look.CommandText = "SELECT COUNT(*) FROM notes";
            look.ExecuteScalar();
        }
        await append.RunAsync(new Note("k", "later"));
        var clock = new TestClock();
        using var checkpoints = new SqliteCheckpoints(_database.Connection, clock, NullLogger<SqliteCheckpoints>.Instance, maxPages: 0);
        await checkpoints.StartAsync(default);

        // Every second it wants the log to begin again, and the reader is still there.
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 30; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            await append.RunAsync(new Note("k", $"{i}"));
            var took = System.Diagnostics.Stopwatch.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
        }
        await checkpoints.StopAsync(default);

        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(2), "with the patience of everybody else it would be 5 s");
        _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(32);
    }
}
