using BlazorChat.Tests.Support;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Moving;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Storage.Moving;

public sealed class MoveToPostgreSqlTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("blazorchat-move-").FullName;
    private readonly NpgsqlConnectionStringBuilder _target = PostgresServer.Shared.Make(tables: false);
    private readonly StringWriter _said = new();

    private string File => Path.Combine(_folder, StorageSetup.FileName);

    public async Task InitializeAsync()
    {
        await using var source = new SqliteConnection($"Data Source={File};Pooling=False");
        await source.OpenAsync();
        await using var database = new SqliteChatDatabase(new DbContextOptionsBuilder<SqliteChatDatabase>().UseSqlite(source).Options);
        await database.Database.MigrateAsync();
        await FilledDatabase.FillAsync(database, source);
    }

    public Task DisposeAsync()
    {
        PostgresServer.Shared.Drop(_target.Database!);
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Every_row_of_every_table_is_there_and_the_source_is_as_it_was()
    {
        var before = await System.IO.File.ReadAllBytesAsync(File);
        await MoveAsync();
        await using var moved = PostgresServer.Open(_target);
        var tables = MovedTable.Of(moved);
        foreach (var table in tables)
        {
            (await CountAsync(table)).ShouldBe(FilledDatabase.RowsEach, table.Name);
            _said.ToString().ShouldContain($"{table.Name}: {FilledDatabase.RowsEach} rows");
        }
        _said.ToString().ShouldContain($"{tables.Count * FilledDatabase.RowsEach} rows were moved");
        (await System.IO.File.ReadAllBytesAsync(File)).ShouldBe(before);
        // Through the model: what was moved is what the program reads.
        (await moved.Set<Web.Features.Accounts.User>().OrderBy(user => user.Username).Select(user => user.Username).ToListAsync()).Count.ShouldBe(FilledDatabase.RowsEach);
    }

    [Fact]
    public async Task Rows_added_afterwards_get_numbers_of_their_own()
    {
        await MoveAsync();
        await using var moved = PostgresServer.Open(_target);
        var bundle = new Web.Features.Messages.KeyBundle { ConversationId = "Key-1 é", Kid = "k", User = Guid.Empty, Device = Guid.Empty, At = DateTimeOffset.UnixEpoch, Jwe = "" };
        moved.Add(bundle);
        await moved.SaveChangesAsync();
        bundle.Id.ShouldBe(3, "the largest there was is 2");
    }

    [Fact]
    public async Task A_target_that_is_not_empty_is_refused()
    {
        await ExecuteAsync("CREATE TABLE strangers (x int)");
        (await RefusedAsync()).ShouldContain("a table strangers");
        await ExecuteAsync("DROP TABLE strangers");
        await MoveAsync();
        (await RefusedAsync()).ShouldContain("not empty: there are rows in");
    }

    [Fact]
    public async Task What_fails_half_way_leaves_the_target_empty()
    {
        // PostgreSQL has no text with a NUL in it; SQLite does.
        await using (var source = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await source.OpenAsync();
            await using var spoil = source.CreateCommand();
            spoil.CommandText = """UPDATE "users" SET "DisplayName" = 'a' || char(0) || 'b' WHERE rowid = 1""";
            (await spoil.ExecuteNonQueryAsync()).ShouldBe(1);
        }
        await RefusedAsync();
        await using var target = PostgresServer.Open(_target);
        foreach (var table in MovedTable.Of(target))
            (await CountAsync(table)).ShouldBe(0, table.Name);
    }

    [Fact]
    public async Task A_row_that_did_not_arrive_as_it_was_undoes_everything()
    {
        await using (var target = PostgresServer.Open(_target))
            await target.Database.MigrateAsync();
        await ExecuteAsync("""
            CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."DisplayName" := upper(NEW."DisplayName"); RETURN NEW; END $$;
            CREATE TRIGGER spoil BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION spoil()
            """);
        (await RefusedAsync()).ShouldContain("DisplayName is not the same");
        await using var left = PostgresServer.Open(_target);
        (await left.Set<Web.Features.Accounts.User>().AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task An_installation_that_runs_is_not_moved()
    {
        await using var host = new SqliteConnection($"Data Source={File};Pooling=False");
        await host.OpenAsync();
        await using (var pragma = host.CreateCommand())
        {
            pragma.CommandText = "PRAGMA journal_mode = WAL; SELECT COUNT(*) FROM users";
            await pragma.ExecuteNonQueryAsync();
        }
        (await RefusedAsync()).ShouldContain("Stop BlazorChat first");
    }

    [Fact]
    public async Task Without_an_installation_or_by_another_version_nothing_is_moved()
    {
        await using (var source = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await source.OpenAsync();
            await using var older = source.CreateCommand();
            older.CommandText = """DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" = (SELECT MAX("MigrationId") FROM "__EFMigrationsHistory")""";
            await older.ExecuteNonQueryAsync();
        }
        (await RefusedAsync()).ShouldContain("another version");
        System.IO.File.Delete(File);
        (await RefusedAsync()).ShouldContain("nothing to move");
    }

    private async Task MoveAsync()
    {
        var data = DataFolder.Open(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(DataFolder.Setting, (string?)_folder)]).Build(), _folder);
        await MoveCommand.RunAsync(data, _target, _said, NullLogger.Instance, default);
    }

    private async Task<long> CountAsync(MovedTable table)
    {
        await using var connection = new NpgsqlConnection(_target.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT COUNT(*) FROM \"{table.Name}\"", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<string> RefusedAsync() => (await Should.ThrowAsync<StartupException>(MoveAsync)).Message;

    private async Task ExecuteAsync(string sql)
    {
        await using var target = PostgresServer.Open(_target);
        await target.Database.ExecuteSqlRawAsync(sql);
    }
}
