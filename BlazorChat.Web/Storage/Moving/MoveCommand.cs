using System.Globalization;
using BlazorChat.Web.Operations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BlazorChat.Web.Storage.Moving;

/// <summary>The command <c>move-to-postgresql</c>: opens both databases, so that nobody else writes to either, and says what came of it.</summary>
public static class MoveCommand
{
    public const string Name = "move-to-postgresql";

    private const int Busy = 5; // https://sqlite.org/rescode.html#busy

    /// <returns>Null: the arguments ask for something else.</returns>
    /// <exception cref="StartupException">Nothing was moved, and why.</exception>
    public static async Task<int?> RunAsync(string[] args, WebApplicationBuilder builder, DataFolder data)
    {
        if (args is not [Name, ..])
            return null;
        if (args.Skip(1).FirstOrDefault(word => !word.StartsWith('-')) is { } word && !word.Contains('=', StringComparison.Ordinal))
            throw new StartupException($"{word} is one word too many: {Name} takes its target from {StorageChoice.ConnectionSetting}.");
        var target = StorageChoice.ReadConnection(builder.Configuration, builder.Environment.ContentRootPath);
        using var logging = LoggerFactory.Create(logging => logging.AddConsole());
        await RunAsync(data, target, Console.Out, logging.CreateLogger(Name), CancellationToken.None);
        return 0;
    }

    internal static async Task RunAsync(DataFolder data, NpgsqlConnectionStringBuilder target, TextWriter output, ILogger logger, CancellationToken cancellation)
    {
        await using var source = await OpenSourceAsync(data, cancellation);
        await using var database = new PostgreSqlChatDatabase((DbContextOptions<PostgreSqlChatDatabase>)new DbContextOptionsBuilder<PostgreSqlChatDatabase>().UsePostgreSql(target).Options);
        var rows = 0L;
        await PostgreSqlServer.MigrateAsync(database, logger, async () => rows = await new MoveToPostgreSql(source, database, output).RunAsync(cancellation), cancellation);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            {rows} rows were moved into {target.Database} on {target.Host}, and each was read again from both and compared.
            Now start with {StorageChoice.ProviderSetting}={StorageChoice.PostgreSqlProvider} beside the same {StorageChoice.ConnectionSetting} or {StorageChoice.FileSetting}.
            {DataFolder.Setting} stays as it is: the authority's keys are in it. {StorageSetup.FileName} there is as it was; put it away once you are content.
            """));
    }

    /// <summary>Alone: in this mode the file is opened only if nobody else has it open, and nobody else opens it until it is closed.</summary>
    private static async Task<SqliteConnection> OpenSourceAsync(DataFolder data, CancellationToken cancellation)
    {
        var file = data.Combine(StorageSetup.FileName);
        if (!File.Exists(file))
            throw new StartupException($"There is no {StorageSetup.FileName} in {data.Path}, so there is nothing to move. Name the data folder of the installation in {DataFolder.Setting}.");
        var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            await source.OpenAsync(cancellation);
            // https://sqlite.org/pragma.html#pragma_locking_mode
            await using (var alone = source.CreateCommand())
            {
                alone.CommandText = "PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT";
                await alone.ExecuteNonQueryAsync(cancellation);
            }
            await using var database = new SqliteChatDatabase(new DbContextOptionsBuilder<SqliteChatDatabase>().UseSqlite(source).Options);
            await RefuseOtherVersionAsync(database, cancellation);
            return source;
        }
        catch (SqliteException e)
        {
            await source.DisposeAsync();
            throw new StartupException(e.SqliteErrorCode == Busy
                ? $"{file} is in use. Stop BlazorChat first: what it writes while it is moved would be left behind."
                : $"{file} cannot be read ({e.Message}). Restore it from a backup.", e);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    private static async Task RefuseOtherVersionAsync(SqliteChatDatabase database, CancellationToken cancellation)
    {
        var known = database.Database.GetMigrations().ToList();
        var applied = (await database.Database.GetAppliedMigrationsAsync(cancellation)).ToList();
        if (!known.SequenceEqual(applied, StringComparer.Ordinal))
            throw new StartupException($"{StorageSetup.FileName} was written by another version of BlazorChat. Start this version on it once, stop it, and move then.");
    }
}
