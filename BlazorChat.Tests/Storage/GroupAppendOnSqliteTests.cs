using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Storage;

/// <summary>What a group append meets only where the whole file has one writer.</summary>
public sealed class GroupAppendOnSqliteTests : IDisposable
{
    private readonly ScratchDatabase _database = new();

    public GroupAppendOnSqliteTests() => _database.Execute(Note.Table);

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Another_writer_of_the_file_is_waited_for()
    {
        using var append = _database.StartAppend();
        using var other = _database.CreateDbContext();
        var transaction = await other.Database.BeginTransactionAsync();
        await other.Database.ExecuteSqlRawAsync("INSERT INTO heads VALUES ('x', 1)");
        var waiting = append.RunAsync(new Note("k", "text"));
        await Task.Delay(200);
        waiting.IsCompleted.ShouldBeFalse();
        await transaction.CommitAsync();
        (await waiting).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_writer_of_the_host_gets_in_between_two_groups_however_slow_the_disk(bool severalRows)
    {
        using var append = _database.StartAppend();
        using var stop = new CancellationTokenSource();
        // As with a slow disk: the file is locked all the time, but for the moment between two groups.
        var senders = Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await append.RunAsync(new Note($"k{i}", "text", _ => Thread.Sleep(i % 16 == 0 ? 50 : 0)));
        })).ToList();
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 5; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await using var other = _database.CreateDbContext();
            await using var transaction = severalRows ? await other.Database.BeginTransactionAsync() : null;
            await other.Database.ExecuteSqlRawAsync("""INSERT INTO heads VALUES ('x', 1) ON CONFLICT ("Key") DO UPDATE SET "Last" = "Last" + 1""");
            if (transaction is not null)
                await transaction.CommitAsync();
            var took = TimeProvider.System.GetElapsedTime(started);
            slowest = took > slowest ? took : slowest;
        }
        await stop.CancelAsync();
        await Task.WhenAll(senders);
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task A_full_disk_is_told_to_every_caller_and_forgotten_when_there_is_room()
    {
        using var append = _database.StartAppend();
        await append.RunAsync(new Statement("PRAGMA max_page_count = 100"));
        var text = new string('x', 2400);
        var stored = 0;
        AppendException? fault = null;
        for (var i = 0; fault is null && i < 2000; i++)
        {
            var group = Enumerable.Range(0, 8).Select(_ => append.RunAsync(new Note("k", text))).ToList();
            foreach (var task in group)
            {
                try
                {
                    await task;
                    stored++;
                }
                catch (AppendException e)
                {
                    fault = e;
                }
            }
        }

        fault!.Failure.ShouldBe(AppendFailure.Full);
        _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(stored, "who was told 'stored' is stored, who was not is not");
        (await Should.ThrowAsync<AppendException>(append.RunAsync(new Note("k", new string('x', 64 * 1024))))).Failure.ShouldBe(AppendFailure.Full);

        await append.RunAsync(new Statement("PRAGMA max_page_count = 100000"));
        (await append.RunAsync(new Note("k", text))).ShouldBe(stored + 1);
    }
}
