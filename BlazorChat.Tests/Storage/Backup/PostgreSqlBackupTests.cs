using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Backup;
using BlazorChat.Web.Storage.Moving;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Storage.Backup;

public sealed class PostgreSqlBackupTests
{
    private const int Messages = 300;

    [Fact]
    public async Task What_was_backed_up_while_it_ran_is_there_after_the_restore()
    {
        var (before, after) = (PostgresServer.Shared.Make(tables: false), PostgresServer.Shared.Make(tables: false));
        await using var installation = await Installation.StartAsync(Settings(before));
        await using (var database = PostgresServer.Open(before))
            await Installation.WriteAsync(database, Messages);
        var (backup, empty) = (installation.Place("backup"), installation.Make("empty"));
        var (code, output) = await Installation.BackupAsync(installation.Data, backup, Settings(before));
        code.ShouldBe(0, output);
        Directory.GetFileSystemEntries(backup).Select(Path.GetFileName).ShouldBe(["chat.dump", "keys", "manifest.json", "pki"], ignoreOrder: true);
        var saved = await RowsAsync(before);

        (code, output) = await Installation.RestoreAsync(backup, empty, Settings(after));
        code.ShouldBe(0, output);
        (await RowsAsync(after)).ShouldBe(saved);
        saved["entries"].ShouldBe(Messages);
        var crl = await NumberAsync(before);
        await using (var host = await Installation.StartOnAsync(empty, Settings(after)))
        {
            (await Installation.MeAsync(host, installation.Cookie)).ShouldBe(installation.User);
            (await NumberAsync(after)).ShouldBeGreaterThan(crl);
            await host.StopAsync();
        }
        var (verified, verdict) = await HostProcess.RunAsync(["authority", "verify-ledger", $"--Data:Path={empty}", .. Settings(after)]);
        verified.ShouldBe(0, verdict);

        var another = installation.Make("another");
        (code, output) = await Installation.RestoreAsync(backup, another, Settings(after));
        code.ShouldBe(1);
        output.ShouldContain("The PostgreSQL database is not empty: it has a table");
        Directory.GetFileSystemEntries(another).ShouldBeEmpty();
    }

    [Fact]
    public void The_password_is_in_the_environment_of_the_tool_and_nowhere_else()
    {
        var to = new NpgsqlConnectionStringBuilder("Host=a.example.org,b.example.org:6000;Port=5433;Database=chat;Username=me;Password=se;SSL Mode=VerifyFull;Root Certificate=/etc/ca.pem");
        PostgreSqlTools.Environment(to).ToDictionary(one => one.Name, one => one.Value).ShouldBe(new Dictionary<string, string>
        {
            ["PGHOST"] = "a.example.org,b.example.org",
            ["PGPORT"] = "5433,6000",
            ["PGDATABASE"] = "chat",
            ["PGCONNECT_TIMEOUT"] = "15",
            ["PGSSLMODE"] = "verify-full",
            ["PGUSER"] = "me",
            ["PGPASSWORD"] = "se",
            ["PGSSLROOTCERT"] = "/etc/ca.pem",
        }, ignoreOrder: true);
        PostgreSqlTools.Environment(new NpgsqlConnectionStringBuilder("Host=/run/postgresql;Database=chat")).ShouldContain(("PGHOST", "/run/postgresql"));
        PostgreSqlTools.Environment(new NpgsqlConnectionStringBuilder("Host=::1;Database=chat")).ShouldContain(("PGHOST", "::1"));
    }

    private static string[] Settings(NpgsqlConnectionStringBuilder database) =>
        [$"--{StorageChoice.ProviderSetting}={StorageChoice.PostgreSqlProvider}", $"--{StorageChoice.ConnectionSetting}={database}"];

    private static async Task<Dictionary<string, long>> RowsAsync(NpgsqlConnectionStringBuilder database)
    {
        await using var context = PostgresServer.Open(database);
        var rows = new Dictionary<string, long>();
        foreach (var table in MovedTable.Of(context))
            rows[table.Name] = await ScalarAsync(database, $"SELECT COUNT(*) FROM {MovedTable.Quote(table.Name)}");
        return rows;
    }

    private static Task<long> NumberAsync(NpgsqlConnectionStringBuilder database) => ScalarAsync(database, "SELECT MIN(\"Number\") FROM revocation_lists");

    private static async Task<long> ScalarAsync(NpgsqlConnectionStringBuilder database, string sql)
    {
        await using var connection = new NpgsqlConnection(database.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
