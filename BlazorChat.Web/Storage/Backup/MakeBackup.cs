using BlazorChat.Pki.Keys;
using BlazorChat.Web.Operations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Storage.Backup;

/// <summary>
/// Copies an installation into a new folder, while it runs: the database as of one moment, then the authority's files and the Data Protection keys, so that
/// nothing the database speaks of is missing. Until it is whole the folder has another name.
/// </summary>
internal sealed class MakeBackup(DataFolder data, StorageChoice storage, AuthorityFiles authority, TimeProvider clock)
{
    public const string SqliteFile = StorageSetup.FileName;
    public const string DumpFile = "chat.dump";
    public const string AuthorityPart = "pki";

    /// <param name="target">The folder to make; absolute.</param>
    /// <param name="withPassphrase">Whether what opens the authority's keys may lie beside them, as it does in the installation.</param>
    /// <param name="cancellation">Leaves nothing.</param>
    /// <exception cref="StartupException">Nothing was made, and why.</exception>
    public async Task<BackupManifest> RunAsync(string target, bool withPassphrase, CancellationToken cancellation)
    {
        if (Path.Exists(target))
            throw new StartupException($"{target} is there already. Name a folder that is not: each backup is made anew.");
        if (!Directory.Exists(Path.GetDirectoryName(target)))
            throw new StartupException($"There is no folder {Path.GetDirectoryName(target)} to make the backup in.");
        if (authority.IsEmpty)
            throw new StartupException($"There is no authority in {authority.Folder}. Name what the host is started with: {DataFolder.Setting}, and Pki:Path if it is set.");
        var unfinished = $"{target}.unfinished-{Guid.NewGuid():N}";
        try
        {
            PrivateFiles.MakeFolder(unfinished);
            var made = clock.GetUtcNow();
            var migration = await (storage.PostgreSql is null ? CopySqliteAsync(unfinished, cancellation) : DumpAsync(unfinished, cancellation));
            var passphrase = authority.PassphraseInside is not null && withPassphrase;
            await CopyFoldersAsync(unfinished, passphrase, cancellation);
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, made, ProviderOf(storage), migration, passphrase, await DescribeAsync(unfinished, cancellation));
            await using (var file = PrivateFiles.Create(Path.Combine(unfinished, BackupManifest.FileName)))
            {
                await file.WriteAsync(manifest.Write(), cancellation);
                file.Flush(flushToDisk: true);
            }
            Directory.Move(unfinished, target);
            return manifest;
        }
        catch (Exception e)
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            if (e is StartupException)
                throw;
            throw new StartupException($"The backup failed ({e.Message}). Nothing of it is left.", e);
        }
    }

    public static string ProviderOf(StorageChoice storage) => storage.PostgreSql is null ? StorageChoice.SqliteProvider : StorageChoice.PostgreSqlProvider;

    /// <summary>https://sqlite.org/backup.html: all pages in one step, which holds nobody up in WAL mode and is of one moment.</summary>
    private async Task<string> CopySqliteAsync(string folder, CancellationToken cancellation)
    {
        var file = data.Combine(StorageSetup.FileName);
        if (!File.Exists(file))
            throw new StartupException($"There is no {StorageSetup.FileName} in {data.Path}, so there is nothing to back up. Name the data folder of the installation in {DataFolder.Setting}.");
        var copy = Path.Combine(folder, SqliteFile);
        await PrivateFiles.Create(copy).DisposeAsync();
        await using var source = Sqlite(file, SqliteOpenMode.ReadWrite); // reading a log needs its index written
        await using var target = Sqlite(copy, SqliteOpenMode.ReadWrite);
        await source.OpenAsync(cancellation);
        await target.OpenAsync(cancellation);
        source.BackupDatabase(target);
        await using var check = target.CreateCommand();
        check.CommandText = "PRAGMA journal_mode = DELETE; PRAGMA quick_check(1)";
        await using (var answer = await check.ExecuteReaderAsync(cancellation))
        {
            var verdict = "";
            do
            {
                while (await answer.ReadAsync(cancellation))
                    verdict = answer.GetString(0);
            }
            while (await answer.NextResultAsync(cancellation));
            if (verdict != "ok")
                throw new StartupException($"{file} is damaged ({verdict}). Keep the last backup, and see what the disk says.");
        }
        await using var database = new SqliteChatDatabase(new DbContextOptionsBuilder<SqliteChatDatabase>().UseSqlite(target).Options);
        return await NewestMigrationAsync(database, cancellation);
    }

    private async Task<string> DumpAsync(string folder, CancellationToken cancellation)
    {
        await using var database = new PostgreSqlChatDatabase((DbContextOptions<PostgreSqlChatDatabase>)new DbContextOptionsBuilder<PostgreSqlChatDatabase>().UsePostgreSql(storage.PostgreSql!).Options);
        string migration;
        try
        {
            migration = await NewestMigrationAsync(database, cancellation);
        }
        catch (Exception e) when (e is Npgsql.NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw PostgreSqlServer.Explain(e, storage.PostgreSql!);
        }
        var dump = Path.Combine(folder, DumpFile);
        await PostgreSqlTools.RunAsync("pg_dump", storage.PostgreSql!, ["--format=custom", "--no-owner", "--no-privileges", $"--file={dump}"], cancellation);
        PrivateFiles.Tighten(dump);
        return migration;
    }

    private static async Task<string> NewestMigrationAsync(ChatDatabase database, CancellationToken cancellation) =>
        (await database.Database.GetAppliedMigrationsAsync(cancellation)).LastOrDefault() ?? throw new StartupException("There is nothing in the database yet. Start BlazorChat once.");

    private async Task CopyFoldersAsync(string target, bool passphrase, CancellationToken cancellation)
    {
        foreach (var file in authority.List().Where(file => passphrase || file != authority.PassphraseInside))
            await PrivateFiles.CopyAsync(Path.Combine(authority.Folder, file), Path.Combine(target, AuthorityPart, file), cancellation);
        foreach (var key in Directory.EnumerateFiles(data.MakePrivate(DataFolder.Keys).FullName, "*.xml"))
            await PrivateFiles.CopyAsync(key, Path.Combine(target, DataFolder.Keys, Path.GetFileName(key)), cancellation);
    }

    private static async Task<IReadOnlyList<BackupFile>> DescribeAsync(string folder, CancellationToken cancellation)
    {
        var files = new List<BackupFile>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            files.Add(await PrivateFiles.DescribeAsync(folder, Path.GetRelativePath(folder, file), cancellation));
        return files;
    }

    internal static SqliteConnection Sqlite(string file, SqliteOpenMode mode) =>
        new(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
}
