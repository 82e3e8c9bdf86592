using BlazorChat.Pki.Keys;
using BlazorChat.Web.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace BlazorChat.Web.Storage.Backup;

/// <summary>
/// Brings a backup into an empty data folder and, with PostgreSQL, an empty database. Every file is read and compared before anything is written; whatever fails
/// afterwards leaves both empty again; and if the machine dies meanwhile, a file says so, with which no host starts.
/// </summary>
internal sealed class RestoreBackup(DataFolder data, StorageChoice storage, AuthorityFiles authority, ILogger logger)
{
    /// <exception cref="StartupException">Nothing was restored, and why.</exception>
    public async Task<BackupManifest> RunAsync(string folder, CancellationToken cancellation)
    {
        var manifest = BackupManifest.Read(folder);
        RefuseOthers(manifest);
        RefuseFull();
        await VerifyAsync(folder, manifest, cancellation);
        await File.WriteAllTextAsync(data.Combine(DataFolder.Unfinished), $"A restore of {folder} is under way, or was broken off.\n", cancellation);
        try
        {
            foreach (var file in manifest.Files.Where(file => file.Path != MakeBackup.DumpFile))
                await PrivateFiles.CopyAsync(Path.Combine(folder, file.Path), PlaceOf(file.Path), cancellation);
            await (storage.PostgreSql is null ? FinishSqliteAsync(cancellation) : LoadAsync(Path.Combine(folder, MakeBackup.DumpFile), cancellation));
        }
        catch (Exception e)
        {
            Undo();
            throw e is StartupException or Pki.AuthorityStartupException ? e : new StartupException($"The restore failed ({e.Message}). Nothing of it is left.", e);
        }
        File.Delete(data.Combine(DataFolder.Unfinished));
        return manifest;
    }

    private void RefuseOthers(BackupManifest manifest)
    {
        if (manifest.Provider != MakeBackup.ProviderOf(storage))
            throw new StartupException($"The backup is of {StorageChoice.ProviderSetting}={manifest.Provider}, and {MakeBackup.ProviderOf(storage)} is set. Set the other; from SQLite to PostgreSQL leads {Moving.MoveCommand.Name}, afterwards.");
        using ChatDatabase known = storage.PostgreSql is null
            ? new SqliteChatDatabase(new DbContextOptionsBuilder<SqliteChatDatabase>().UseSqlite().Options)
            : new PostgreSqlChatDatabase(new DbContextOptionsBuilder<PostgreSqlChatDatabase>().UseNpgsql().Options);
        if (!known.Database.GetMigrations().Contains(manifest.Migration, StringComparer.Ordinal))
            throw new StartupException($"The backup was made by a newer BlazorChat (its database has {manifest.Migration}). Restore it with that version.");
    }

    private void RefuseFull()
    {
        if (Directory.EnumerateFileSystemEntries(data.Path).Select(Path.GetFileName).FirstOrDefault() is { } there)
            throw new StartupException($"{data.Path} is not empty: there is {there}. Nothing was restored. Name an empty folder in {DataFolder.Setting}, or move what is there away.");
        if (!authority.IsEmpty)
            throw new StartupException($"{authority.Folder} is not empty. Nothing was restored. Move what is there away, or set Pki:Path to another folder.");
    }

    private async Task VerifyAsync(string folder, BackupManifest manifest, CancellationToken cancellation)
    {
        var database = storage.PostgreSql is null ? MakeBackup.SqliteFile : MakeBackup.DumpFile;
        if (!manifest.Files.Any(file => file.Path == database) || manifest.Files.FirstOrDefault(file => !IsOurs(file.Path, database)) is not null)
            throw new StartupException($"{BackupManifest.FileName} in {folder} does not list what a backup has. Nothing was restored.");
        foreach (var file in manifest.Files)
        {
            if (!File.Exists(Path.Combine(folder, file.Path)))
                throw new StartupException($"The backup lacks {file.Path}. Nothing was restored; take another backup.");
            if (await PrivateFiles.DescribeAsync(folder, file.Path, cancellation) != file)
                throw new StartupException($"{file.Path} of the backup is not as it was written: it is damaged or was changed. Nothing was restored; take another backup.");
        }
    }

    /// <summary>A list that somebody else wrote leads nowhere but into the folders it is for.</summary>
    private static bool IsOurs(string path, string database) =>
        path == database || (path.Split('/') is [MakeBackup.AuthorityPart or DataFolder.Keys, _, ..] parts && !Array.Exists(parts, part => part is "" or "." or ".." || part.Contains('\\', StringComparison.Ordinal)));

    private string PlaceOf(string path) => path.StartsWith($"{MakeBackup.AuthorityPart}/", StringComparison.Ordinal)
        ? Path.Combine(authority.Folder, path[(MakeBackup.AuthorityPart.Length + 1)..])
        : data.Combine(path);

    private async Task FinishSqliteAsync(CancellationToken cancellation)
    {
        await using var connection = MakeBackup.Sqlite(data.Combine(StorageSetup.FileName), Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite);
        await using var database = new SqliteChatDatabase(new DbContextOptionsBuilder<SqliteChatDatabase>().UseSqlite(connection).Options);
        await authority.AskForListsAsync(database, cancellation);
        // As a host leaves it: the first that looks, at the start, looks only and could not change the mode.
        await database.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancellation);
    }

    private async Task LoadAsync(string dump, CancellationToken cancellation)
    {
        await using var database = new PostgreSqlChatDatabase((DbContextOptions<PostgreSqlChatDatabase>)new DbContextOptionsBuilder<PostgreSqlChatDatabase>().UsePostgreSql(storage.PostgreSql!).Options);
        await PostgreSqlServer.MigrateAsync(database, logger, async () =>
        {
            var tables = await database.Database.SqlQuery<string>($"""SELECT table_name::text AS "Value" FROM information_schema.tables WHERE table_schema = current_schema()""").ToListAsync(cancellation);
            if (tables is [var table, ..])
                throw new StartupException($"The PostgreSQL database is not empty: it has a table {table}. Nothing was restored. Name an empty one in {StorageChoice.ConnectionSetting}.");
            await PostgreSqlTools.RunAsync("pg_restore", storage.PostgreSql!, ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", $"--dbname={storage.PostgreSql!.Database}", dump], cancellation);
            try
            {
                await authority.AskForListsAsync(database, cancellation);
            }
            catch
            {
                await EmptyAgainAsync(database);
                throw;
            }
        }, cancellation);
    }

    private static async Task EmptyAgainAsync(PostgreSqlChatDatabase database)
    {
        var tables = database.Model.GetRelationalModel().Tables.Select(table => table.Name).Append(HistoryRepository.DefaultTableName).Append(OldestKnown.Table).Concat(Hosts.HostTables.Names);
        var drop = $"DROP TABLE IF EXISTS {string.Join(", ", tables.Select(Moving.MovedTable.Quote))}; {Hosts.HostTables.DropFunction}";
        await database.Database.ExecuteSqlRawAsync(drop);
    }

    /// <summary>Both folders were empty before. What says that a restore is under way goes last.</summary>
    private void Undo()
    {
        Empty(authority.Folder);
        Empty(data.Path);
        File.Delete(data.Combine(DataFolder.Unfinished));
    }

    private static void Empty(string path)
    {
        if (!Directory.Exists(path))
            return;
        foreach (var folder in Directory.EnumerateDirectories(path))
            Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.EnumerateFiles(path).Where(file => Path.GetFileName(file) != DataFolder.Unfinished))
            File.Delete(file);
    }
}
