using System.Data.Common;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Storage;

public class GroupAppendTests : IDisposable
{
    private readonly ScratchDatabase _database = new();

    public GroupAppendTests() => _database.Execute(Note.Table);

    public void Dispose()
    {
        _database.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Many_callers_at_once_get_numbers_without_gaps_and_each_row_is_there_when_its_caller_is_answered()
    {
        using var append = _database.StartAppend();
        var given = await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => Task.Run(() => append.RunAsync(new Note($"k{i % 7}", $"{i}")))));

        foreach (var key in Enumerable.Range(0, 7))
            given.Where((_, i) => i % 7 == key).Order().ShouldBe(Enumerable.Range(1, given.Where((_, i) => i % 7 == key).Count()).Select(n => (long)n));
        _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(2000);
        _database.Scalar<long>("""SELECT SUM("Last") FROM heads""").ShouldBe(2000);
    }

    [Fact]
    public async Task A_row_is_durable_before_its_caller_is_answered()
    {
        using var append = _database.StartAppend();
        for (var i = 1; i <= 20; i++)
        {
            await append.RunAsync(new Note("k", "text"));
            _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(i);
        }
        if (TestDatabase.IsPostgreSql)
        {
            _database.Scalar<string>("SHOW synchronous_commit").ShouldBe("on");
            return;
        }
        _database.Scalar<string>("PRAGMA journal_mode").ShouldBe("wal");
        _database.Scalar<long>("PRAGMA synchronous").ShouldBe(2, "FULL: NORMAL does not sync the log at a commit");
    }

    [Fact]
    public async Task Works_of_one_key_run_in_the_order_they_came_and_keys_in_their_own_order()
    {
        var order = new List<string>();
        using var append = Held(out var release);
        var waiting = "bacab"
            .Select((key, i) => append.RunAsync(new Note($"{key}", $"{i}", _ => order.Add($"{key}{i}")))).ToList();
        release.SetResult();
        await Task.WhenAll(waiting);
        order.ShouldBe(["a1", "a3", "b0", "b4", "c2"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public async Task A_work_that_throws_is_answered_alone_and_the_others_are_stored(int bad)
    {
        using var append = Held(out var release);
        var good = Enumerable.Range(0, 20).Select(i => append.RunAsync(new Note("k", $"{i}"))).ToList();
        var faulty = Enumerable.Range(0, bad).Select(i => append.RunAsync(new Note("k", null!))).ToList();
        var late = append.RunAsync(new Note("k", "late"));
        release.SetResult();

        foreach (var task in faulty)
            await Should.ThrowAsync<DbException>(task);
        (await Task.WhenAll(good)).ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
        (await late).ShouldBe(21);
        _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(21);
    }

    [Fact]
    public async Task A_group_that_meets_a_deadlock_is_repeated_as_a_whole()
    {
        using var append = Held(out var release);
        var runs = 0;
        var committed = 0;
        var first = append.RunAsync(new Note("a", "1", transaction => transaction.AfterCommit(() => committed++)));
        var second = append.RunAsync(new Note("b", "2", _ =>
        {
            if (++runs < 3)
                throw TestDatabase.IsPostgreSql ? new PostgresException("deadlock detected", "ERROR", "ERROR", "40P01") : new SqliteException("database is locked", 5);
        }));
        release.SetResult();
        (await first).ShouldBe(1);
        (await second).ShouldBe(1);
        runs.ShouldBe(3);
        committed.ShouldBe(1, "what was rolled back is not announced");
        _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(2);
    }

    [Fact]
    public async Task More_than_can_wait_is_refused_at_once()
    {
        using var append = Held(out var release);
        var waiting = Enumerable.Range(0, GroupAppend.MaxWaiting).Select(i => append.RunAsync(new Note("k", $"{i}"))).ToList();
        (await Should.ThrowAsync<AppendException>(append.RunAsync(new Note("k", "one too many")))).Failure.ShouldBe(AppendFailure.Busy);
        release.SetResult();
        (await Task.WhenAll(waiting)).Length.ShouldBe(GroupAppend.MaxWaiting);
    }

    [Fact]
    public async Task Stopping_finishes_what_was_accepted_and_takes_no_more()
    {
        using var append = Held(out var release);
        var waiting = Enumerable.Range(0, 100).Select(i => append.RunAsync(new Note("k", $"{i}"))).ToList();
        var stopping = append.StopAsync(CancellationToken.None);
        (await Should.ThrowAsync<AppendException>(append.RunAsync(new Note("k", "late")))).Failure.ShouldBe(AppendFailure.Stopping);
        release.SetResult();
        await stopping;
        waiting.ShouldAllBe(task => task.IsCompletedSuccessfully);
        _database.Scalar<long>("SELECT COUNT(*) FROM notes").ShouldBe(100);
    }

    [Fact]
    public async Task A_caller_who_gave_up_while_waiting_is_not_stored()
    {
        using var append = Held(out var release);
        using var caller = new CancellationTokenSource();
        var given = append.RunAsync(new Note("k", "given up"), caller.Token);
        var other = append.RunAsync(new Note("k", "other"));
        await caller.CancelAsync();
        release.SetResult();
        await Should.ThrowAsync<OperationCanceledException>(given);
        (await other).ShouldBe(1);
    }

    [Fact]
    public async Task Entity_framework_writes_in_the_same_transaction_and_keeps_nothing_for_the_next_work()
    {
        using var append = _database.StartAppend();
        var tracked = -1;
        await append.RunAsync(new Note("k", "1", transaction => transaction.Database.Database.ExecuteSqlRaw("INSERT INTO heads VALUES ('ef', 5)")));
        await append.RunAsync(new Note("k", "2", transaction => tracked = transaction.Database.ChangeTracker.Entries().Count()));
        tracked.ShouldBe(0);
        _database.Scalar<long>("""SELECT "Last" FROM heads WHERE "Key" = 'ef'""").ShouldBe(5);
    }

    /// <summary>The writer is kept inside a first work until released, so that what follows becomes one group.</summary>
    private GroupAppend Held(out TaskCompletionSource release)
    {
        var append = _database.StartAppend();
        var held = release = new TaskCompletionSource();
        using var inside = new ManualResetEventSlim();
        _ = append.RunAsync(new Statement("SELECT 1", () =>
        {
            inside.Set();
            held.Task.GetAwaiter().GetResult();
        }));
        inside.Wait();
        return append;
    }
}
