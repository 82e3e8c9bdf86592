using System.Globalization;
using BlazorChat.Pki.Keys;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Backup;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;

namespace BlazorChat.Tests.Storage.Backup;

/// <summary>The commands on an installation that runs, on SQLite. What is refused is tried on copies of the one backup.</summary>
public sealed class BackupTests : IClassFixture<BackupTests.Fixture>
{
    private readonly Installation _installation;
    private readonly string _backup;
    private readonly string _said;

    public BackupTests(Fixture fixture) => (_installation, _backup, _said) = (fixture.Installation, fixture.Backup, fixture.Said);

    [Fact]
    public async Task What_was_backed_up_while_it_ran_is_there_after_the_restore_and_the_host_goes_on_from_it()
    {
        _said.ShouldContain("The passphrase of the authority's keys is among them");
        var empty = _installation.Make("round-trip");
        var (code, output) = await Installation.RestoreAsync(_backup, empty);
        code.ShouldBe(0, output);
        output.ShouldContain("files are restored and compared");

        var crl = await NumberAsync(_installation.Data);
        await using (var host = await Installation.StartOnAsync(empty))
        {
            (await Installation.MeAsync(host, _installation.Cookie)).ShouldBe(_installation.User, "the session goes on");
            (await NumberAsync(empty)).ShouldBeGreaterThan(crl, "RFC 5280 5.2.3, also for who has seen the lists from before the loss");
            await host.StopAsync();
        }
        (await RowsAsync(empty, "entries")).ShouldBe(Fixture.Messages);
        (await RowsAsync(empty, "certificates")).ShouldBeGreaterThan(0);
        (await RowsAsync(empty, "certificates")).ShouldBe(await RowsAsync(_installation.Data, "certificates"));
        var (verified, verdict) = await HostProcess.RunAsync("authority", "verify-ledger", $"--Data:Path={empty}");
        verified.ShouldBe(0, verdict);
    }

    [Fact]
    public void Nobody_else_may_read_a_backup()
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var folder in Directory.EnumerateDirectories(_backup, "*", SearchOption.AllDirectories).Append(_backup))
            File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, folder);
        foreach (var file in Directory.EnumerateFiles(_backup, "*", SearchOption.AllDirectories))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        Directory.GetFileSystemEntries(Path.GetDirectoryName(_backup)!, "*unfinished*").ShouldBeEmpty();
        Directory.GetFileSystemEntries(_backup).Select(Path.GetFileName).ShouldBe(["chat.db", "keys", "manifest.json", "pki"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_passphrase_is_left_out_where_that_is_asked()
    {
        var target = _installation.Place("without");
        var (code, output) = await Installation.BackupAsync(_installation.Data, target, BackupCommands.WithoutPassphrase);
        code.ShouldBe(0, output);
        output.ShouldContain("Without " + Path.Combine(_installation.Data, "pki", "passphrase") + " this backup is of no use");
        File.Exists(Path.Combine(target, "pki", "passphrase")).ShouldBeFalse();
        var passphrase = (await File.ReadAllTextAsync(Path.Combine(_installation.Data, "pki", "passphrase"))).Trim();
        foreach (var file in Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1)).ShouldNotContain(passphrase);
        (await RefusedAsync(target, target)).ShouldContain("is not empty");
        (await Installation.BackupAsync(_installation.Data, target)).Output.ShouldContain("is there already");
        (await Installation.BackupAsync(_installation.Data, target, $"--{BackupCommands.WithoutPassphrase}")).Output.ShouldContain("Write it without dashes");
    }

    [Theory]
    [InlineData("chat.db")]
    [InlineData("pki/ca/issuing.key")]
    public async Task A_changed_byte_is_refused(string name)
    {
        var copy = Copy();
        var file = Path.Combine(copy, name);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        await RefusedAndEmptyAsync(copy, $"{name} of the backup is not as it was written");
    }

    [Fact]
    public async Task A_backup_that_was_broken_off_is_none()
    {
        var copy = Copy();
        File.Delete(Path.Combine(copy, BackupManifest.FileName));
        await RefusedAndEmptyAsync(copy, "one that was broken off");
        copy = Copy();
        File.Delete(Path.Combine(copy, "pki/ca/root.crt"));
        await RefusedAndEmptyAsync(copy, "lacks pki/ca/root.crt");
        copy = Copy();
        var manifest = Path.Combine(copy, BackupManifest.FileName);
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest))[..200]);
        await RefusedAndEmptyAsync(copy, "is damaged");
    }

    [Theory]
    [InlineData("\"path\": \"chat.db\"", "\"path\": \"pki/../../chat.db\"", "does not list what a backup has")]
    [InlineData("\"path\": \"pki/ca/root.crt\"", "\"path\": \"/etc/passwd\"", "does not list what a backup has")]
    [InlineData("\"format\": 1", "\"format\": 2", "made by a newer BlazorChat")]
    [InlineData("\"migration\": \"", "\"migration\": \"9", "made by a newer BlazorChat")]
    [InlineData("\"provider\": \"Sqlite\"", "\"provider\": \"PostgreSql\"", "The backup is of Storage:Provider=PostgreSql")]
    public async Task A_manifest_that_leads_elsewhere_or_is_newer_is_refused(string said, string instead, string sentence)
    {
        var copy = Copy();
        var manifest = Path.Combine(copy, BackupManifest.FileName);
        var text = await File.ReadAllTextAsync(manifest);
        text.ShouldContain(said);
        await File.WriteAllTextAsync(manifest, text.Replace(said, instead, StringComparison.Ordinal));
        await RefusedAndEmptyAsync(copy, sentence);
    }

    [Fact]
    public async Task A_folder_in_which_something_is_is_not_restored_into_and_stays_as_it_is()
    {
        var full = _installation.Make($"full-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(Path.Combine(full, "chat.db"), "mine");
        (await RefusedAsync(_backup, full)).ShouldContain($"{full} is not empty: there is chat.db");
        (await File.ReadAllTextAsync(Path.Combine(full, "chat.db"))).ShouldBe("mine");
        Directory.GetFileSystemEntries(full).Length.ShouldBe(1);
    }

    [Fact]
    public async Task No_host_starts_on_a_restore_that_was_broken_off()
    {
        var folder = _installation.Make($"broken-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(Path.Combine(folder, DataFolder.Unfinished), "");
        Should.Throw<StartupException>(() => Open(folder)).Message.ShouldContain("A restore into");
    }

    [Fact]
    public async Task A_restore_that_fails_leaves_nothing()
    {
        var copy = Copy();
        // Whole, but nothing that opens as a database: only the act itself notices.
        await File.WriteAllTextAsync(Path.Combine(copy, "chat.db"), "no database");
        var manifest = BackupManifest.Read(copy);
        var files = new List<BackupFile>();
        foreach (var file in manifest.Files)
            files.Add(await PrivateFiles.DescribeAsync(copy, file.Path, default));
        await File.WriteAllBytesAsync(Path.Combine(copy, BackupManifest.FileName), (manifest with { Files = files }).Write());
        await RefusedAndEmptyAsync(copy, "The restore failed");
    }

    [Fact]
    public async Task Where_there_is_nothing_nothing_is_backed_up()
    {
        var empty = _installation.Make($"nothing-{Guid.NewGuid():N}");
        var (code, output) = await Installation.BackupAsync(empty, _installation.Place("of-nothing"));
        code.ShouldBe(1);
        output.ShouldContain("There is no authority in");
        Directory.Exists(_installation.Place("of-nothing")).ShouldBeFalse();
        (await HostProcess.RunAsync(BackupCommands.Backup, $"--Data:Path={empty}")).Output.ShouldContain("Say where to: backup FOLDER [without-passphrase]");
    }

    private async Task RefusedAndEmptyAsync(string backup, string sentence)
    {
        var empty = _installation.Make($"empty-{Guid.NewGuid():N}");
        (await RefusedAsync(backup, empty)).ShouldContain(sentence);
        Directory.GetFileSystemEntries(empty).ShouldBeEmpty();
    }

    private static async Task<string> RefusedAsync(string backup, string data) =>
        (await Should.ThrowAsync<StartupException>(async () => await RestoreAsync(backup, data))).Message;

    private static Task<BackupManifest> RestoreAsync(string backup, string data) =>
        new RestoreBackup(Open(data), new StorageChoice((Npgsql.NpgsqlConnectionStringBuilder?)null), AuthorityFiles.Of(Settings(data), data), NullLogger.Instance).RunAsync(backup, default);

    private static DataFolder Open(string data) => DataFolder.Open(Settings(data), data);

    private static IConfiguration Settings(string data) => new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(DataFolder.Setting, (string?)data)]).Build();

    private string Copy()
    {
        var copy = _installation.Make($"copy-{Guid.NewGuid():N}");
        foreach (var file in Directory.EnumerateFiles(_backup, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(copy, Path.GetRelativePath(_backup, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        return copy;
    }

    private static Task<long> NumberAsync(string data) => ScalarAsync(data, "SELECT MIN(Number) FROM revocation_lists");

    private static Task<long> RowsAsync(string data, string table) => ScalarAsync(data, $"SELECT COUNT(*) FROM {table}");

    private static async Task<long> ScalarAsync(string data, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "chat.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal const int Messages = 300;

        internal Installation Installation { get; private set; } = null!;

        public string Backup { get; private set; } = "";

        public string Said { get; private set; } = "";

        public async Task InitializeAsync()
        {
            Installation = await Installation.StartAsync();
            await using (var database = new SqliteChatDatabase(new DbContextOptionsBuilder<SqliteChatDatabase>().UseSqlite($"Data Source={Path.Combine(Installation.Data, "chat.db")};Pooling=False").Options))
                await Installation.WriteAsync(database, Messages);
            Backup = Installation.Place("backup");
            (var code, Said) = await Installation.BackupAsync(Installation.Data, Backup);
            code.ShouldBe(0, Said);
        }

        public async Task DisposeAsync() => await Installation.DisposeAsync();
    }
}
