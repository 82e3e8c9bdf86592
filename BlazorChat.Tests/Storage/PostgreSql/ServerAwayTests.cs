using System.Net.Sockets;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Storage.PostgreSql;

/// <summary>A server that goes away, on purpose or not, and what is told of it.</summary>
public sealed class ServerAwayTests
{
    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task What_was_acknowledged_before_and_during_a_restart_is_there_once_and_the_writer_goes_on(string how)
    {
        using var server = new PostgresServer();
        var database = server.Make("chat");
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSharedPostgreSql(database).AddGroupAppend().BuildServiceProvider();
        var append = services.GetRequiredService<GroupAppend>();
        await append.StartAsync(default);
        await using (var context = PostgresServer.Open(database))
            await context.Database.ExecuteSqlRawAsync(Note.Table + "INSERT INTO heads SELECT 'k' || i, 0 FROM generate_series(0, 3) AS i");
        using var stop = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            var acknowledged = new List<string>();
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                await append.RunAsync(new OwnNote($"k{i}", $"{n}"));
                acknowledged.Add($"{n}");
            }
            return acknowledged;
        })).ToList();
        await Task.Delay(200);
        server.Stop(how);
        await Task.Delay(200);
        server.Start();
        await Task.Delay(300);
        await stop.CancelAsync();
        var all = await Task.WhenAll(senders);

        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(database.ToString());
        await connection.OpenAsync();
        for (var i = 0; i < all.Length; i++)
        {
            var stored = new List<(long Seq, string Text)>();
            await using var command = new NpgsqlCommand($"""SELECT "Seq", "Text" FROM notes WHERE "Key" = 'k{i}' ORDER BY "Seq" """, connection);
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
                stored.Add((rows.GetInt64(0), rows.GetString(1)));
            stored.Select(note => note.Text).ShouldBe(all[i], "each once, in order");
            stored.Select(note => note.Seq).ShouldBe(Enumerable.Range(1, stored.Count).Select(n => (long)n));
        }
    }

    [Fact]
    public async Task Callers_are_told_that_it_may_pass_when_the_server_stays_away()
    {
        var clock = new AdjustableClock();
        var away = new NpgsqlConnectionStringBuilder { Host = "/nowhere", Database = "x", Username = "x" };
        await using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddSharedPostgreSql(away).AddGroupAppend().BuildServiceProvider();
        var append = services.GetRequiredService<GroupAppend>();
        await append.StartAsync(default);
        var waiting = append.RunAsync(new Statement("SELECT 1"));
        while (!waiting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }
        var fault = await Should.ThrowAsync<AppendException>(waiting);
        fault.Failure.ShouldBe(AppendFailure.Busy);
        StorageProblem.Of(fault, services.GetRequiredService<AppendDialect>()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_a_commit_that_nobody_knows_of_all_is_read_again_once_the_server_answers()
    {
        var clock = new AdjustableClock();
        var told = new Told();
        await using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddSingleton<ICommitInDoubt>(told)
            .AddSharedPostgreSql(PostgresServer.Shared.Make()).AddGroupAppend().BuildServiceProvider();
        var append = services.GetRequiredService<GroupAppend>();
        await append.StartAsync(default);
        var lost = append.RunAsync(new Repeated(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(6));
            throw new NpgsqlException("", new IOException());
        }));
        (await Should.ThrowAsync<AppendException>(lost)).Failure.ShouldBe(AppendFailure.Busy);
        told.Times.ShouldBe(0);
        (await append.RunAsync(new Repeated())).ShouldBeTrue("the same may have been written before");
        told.Times.ShouldBe(1);
        (await append.RunAsync(new Repeated())).ShouldBeFalse();
        told.Times.ShouldBe(1);
    }

    [Fact]
    public void Faults_are_told_apart()
    {
        var dialect = new PostgreSqlAppendDialect(new NpgsqlConnectionStringBuilder());
        (string State, bool Transient, bool Lost, bool Full)[] known =
        [
            ("40P01", true, false, false), ("40001", true, false, false), ("55P03", true, false, false), ("53300", true, false, false),
            ("57P01", true, true, false), ("57P03", true, true, false), ("08006", true, true, false), ("25P03", true, true, false),
            ("53100", false, false, true), ("23505", false, false, false), ("42601", false, false, false),
        ];
        foreach (var (state, transient, lost, full) in known)
        {
            var fault = new PostgresException("", "ERROR", "ERROR", state);
            (dialect.IsTransient(fault), dialect.IsLost(fault), dialect.IsFull(fault)).ShouldBe((transient, lost, full), state);
        }
        dialect.IsLost(new SocketException()).ShouldBeTrue("the name of the server does not resolve");
    }

    [Fact]
    public async Task At_start_the_reason_is_said_in_words_and_the_password_in_none()
    {
        (await RefusedAsync(new() { Host = "/nowhere", Database = "chat", Username = "ann", Password = "geheim" })).ShouldContain("does not answer");
        var server = PostgresServer.Shared.Connection("no such");
        server.Password = "geheim";
        (await RefusedAsync(server)).ShouldContain("has no database no such");
        server.Username = "nobody";
        (await RefusedAsync(server)).ShouldContain("does not let nobody in");
    }

    private static async Task<string> RefusedAsync(NpgsqlConnectionStringBuilder connection)
    {
        await using var services = new ServiceCollection().AddLogging().AddPostgreSql(connection).BuildServiceProvider();
        var refused = await Should.ThrowAsync<StartupException>(() => services.MigrateAsync());
        refused.ToString().ShouldNotContain("geheim");
        return refused.Message;
    }

    private sealed class Told : ICommitInDoubt
    {
        public int Times { get; private set; }

        public void ReadAgain() => Times++;
    }

    /// <summary>Answers whether its group may be a repetition.</summary>
    private sealed class Repeated(Action? before = null) : IAppendWork<bool>
    {
        public string Key => "";

        public bool Run(AppendTransaction transaction)
        {
            before?.Invoke();
            return transaction.IsRepeated;
        }
    }

    /// <summary>A note that knows itself again, as everything the product appends does.</summary>
    private sealed class OwnNote(string key, string text) : IAppendWork<long>
    {
        private readonly Note _note = new(key, text);

        public string Key => key;

        public long Run(AppendTransaction transaction)
        {
            using (var row = transaction.Query("""SELECT "Seq" FROM notes WHERE "Key" = @p0 AND "Text" = @p1""", key, text))
            {
                if (row.Read())
                    return row.GetInt64(0);
            }
            return _note.Run(transaction);
        }
    }
}
