using System.Globalization;
using BlazorChat.Pki.Keys;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Storage.Backup;

/// <summary>The commands <c>backup FOLDER</c> and <c>restore FOLDER</c>. They take the settings of the host and start none.</summary>
public static class BackupCommands
{
    public const string Backup = "backup";
    public const string Restore = "restore";
    public const string WithoutPassphrase = "without-passphrase";

    /// <summary>The arguments without the words of these commands: a path from the root looks like a setting (<c>/key value</c>), and would take the next one for its value.</summary>
    public static string[] SettingsIn(string[] args) => args is [Backup or Restore, .. var rest] ? [.. rest.SkipWhile(IsWord)] : args;

    /// <returns>Null: the arguments ask for something else.</returns>
    /// <exception cref="StartupException">Nothing was done, and why.</exception>
    public static async Task<int?> RunAsync(string[] args, WebApplicationBuilder builder, DataFolder data)
    {
        if (args is not [Backup or Restore, ..])
            return null;
        // As the value of a setting it would swallow the next one.
        if (Array.Exists(args, word => word.TrimStart('-') == WithoutPassphrase && word.StartsWith('-')))
            throw new StartupException($"Write it without dashes: {Backup} FOLDER {WithoutPassphrase}");
        var words = args.Skip(1).TakeWhile(IsWord).ToList();
        var (folder, withPassphrase) = (args[0], words) switch
        {
            (_, [var only]) => (only, true),
            (Backup, [var only, WithoutPassphrase]) => (only, false),
            (Backup, _) => throw new StartupException($"Say where to: {Backup} FOLDER [{WithoutPassphrase}]"),
            _ => throw new StartupException($"Say where from: {Restore} FOLDER"),
        };
        var contentRoot = builder.Environment.ContentRootPath;
        var storage = StorageChoice.Read(builder.Configuration, contentRoot);
        var authority = AuthorityFiles.Of(builder.Configuration, contentRoot);
        // Typed by somebody, so relative to where they are.
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        using var logging = LoggerFactory.Create(logging => logging.AddConsole());
        using var stopping = new StopOnCtrlC();
        if (args[0] == Backup)
            Say(folder, await new MakeBackup(data, storage, authority, TimeProvider.System).RunAsync(folder, withPassphrase, stopping.Token), authority);
        else
            Say(await new RestoreBackup(data, storage, authority, logging.CreateLogger(Restore)).RunAsync(folder, stopping.Token));
        return 0;
    }

    private static bool IsWord(string argument) => !argument.StartsWith('-');

    private static void Say(string folder, BackupManifest manifest, AuthorityFiles authority)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{manifest.Files.Count} files, {manifest.Files.Sum(file => file.Bytes)} bytes, are in {folder}, as of {manifest.Made:u}."));
        Console.Out.WriteLine(manifest.Passphrase
            ? $"The passphrase of the authority's keys is among them, since it lies beside the keys: whoever reads this backup can issue certificates. Keep it as you keep keys, or make it with {WithoutPassphrase} and keep the passphrase elsewhere."
            : authority.PassphraseInside is { } file
                ? $"The passphrase of the authority's keys is not among them. Without {Path.Combine(authority.Folder, file)} this backup is of no use: keep a copy of that file elsewhere."
                : "The passphrase of the authority's keys is not among them, as it is kept elsewhere: without it this backup is of no use.");
    }

    private static void Say(BackupManifest manifest) => Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        {manifest.Files.Count} files are restored and compared. This is the installation as of {manifest.Made:u}: what was said, revoked, blocked or removed since is not in it.
        {(manifest.Passphrase ? "" : $"The passphrase of the authority's keys was not in the backup: bring it back before the start, as {Passphrase} or as it was given before.\n")}Start, then run: authority verify-ledger. docs/operations.md says what to look at afterwards.
        """));

    private const string Passphrase = "the file passphrase in Pki:Path";

    private sealed class StopOnCtrlC : IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public StopOnCtrlC() => Console.CancelKeyPress += Stop;

        public CancellationToken Token => _stopping.Token;

        public void Dispose()
        {
            Console.CancelKeyPress -= Stop;
            _stopping.Dispose();
        }

        private void Stop(object? sender, ConsoleCancelEventArgs stop)
        {
            stop.Cancel = true; // what was begun is taken away first
            _stopping.Cancel();
        }
    }
}
