using BlazorChat.Pki.Ceremony;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage.Backup;
using BlazorChat.Web.Storage.Moving;

namespace BlazorChat.Web.Shell;

/// <summary>What the program does instead of serving, when its first argument is a word: <c>dotnet run --project BlazorChat.Web -- approve USER</c>.</summary>
internal static class Commands
{
    private const string All =
        $"{ApproveCommand.Name} USER [CODE], {PasswordLinkCommand.Name} USER, {DirectoryCommand.Name} {DirectoryCommand.Test} [USERNAME], {AuthorityCommand.Name} …, {BackupCommands.Backup} FOLDER, {BackupCommands.Restore} FOLDER, {MoveCommand.Name}";

    private const string HelpText = $"""
        BlazorChat, the chat that an organisation runs itself.

        Without a command it serves, at http://localhost:5080 unless --urls says otherwise.

          {ApproveCommand.Name} USER [CODE]                lets somebody in who waits for an administrator
          {PasswordLinkCommand.Name} USER                 prints a link by which somebody sets a new password
          {DirectoryCommand.Name} {DirectoryCommand.Test} [USERNAME]          walks the connection to the directory, step by step
          {BackupCommands.Backup} FOLDER [{BackupCommands.WithoutPassphrase}]
                                              copies an installation, also while it runs, into a new folder
          {BackupCommands.Restore} FOLDER                     brings such a copy into an empty data folder and database
          {MoveCommand.Name}                  copies a stopped installation from SQLite into PostgreSQL and compares every row
          {AuthorityCommand.Name} {VerifyLedgerCommand.Name}           checks the authority's ledger, row by row
          {AuthorityCommand.Name} show                    says which CAs there are; docs/authority.md has the ceremonies:
          {HostCeremony.Usage}
          {OfflineCeremony.Usage}

        Settings stand behind: --Data:Path=/srv/chat. docs/configuration.md lists them all. A command needs those of the host.
        """;

    /// <summary>Says what there is, and does nothing else: no data folder is made.</summary>
    /// <returns>Whether it was asked for.</returns>
    public static bool Help(string[] args, TextWriter output)
    {
        if (args is not (["help", ..] or [.., "--help" or "-h" or "-?"]))
            return false;
        output.WriteLine(HelpText);
        return true;
    }

    /// <summary>The command these arguments ask for; null: none, serve.</summary>
    /// <exception cref="StartupException">A word that is no command.</exception>
    public static Func<IServiceProvider, Task<int>>? Find(string[] args) => args switch
    {
        [ApproveCommand.Name, var user, .. var rest] when IsWord(user) => services => ApproveCommand.RunAsync(
            services, user, First(rest), Console.IsInputRedirected ? null : Console.In, Console.Out, CancellationToken.None),
        [ApproveCommand.Name, ..] => throw new StartupException($"Say whom: {ApproveCommand.Name} USER [CODE]"),
        [PasswordLinkCommand.Name, var user, ..] when IsWord(user) => services => PasswordLinkCommand.RunAsync(services, user, Console.Out, CancellationToken.None),
        [PasswordLinkCommand.Name, ..] => throw new StartupException($"Say whose: {PasswordLinkCommand.Name} USER"),
        [DirectoryCommand.Name, DirectoryCommand.Test, var name, var more, ..] when IsWord(name) && IsWord(more) && !more.Contains('=', StringComparison.Ordinal) =>
            throw new StartupException($"{more} is one word too many: {DirectoryCommand.Name} {DirectoryCommand.Test} [USERNAME]. A name with spaces stands in quotation marks."),
        [DirectoryCommand.Name, DirectoryCommand.Test, .. var rest] => services => DirectoryCommand.RunAsync(
            services, First(rest), HiddenInput.Reader, Console.Out, CancellationToken.None),
        [DirectoryCommand.Name, ..] => throw new StartupException($"Say what: {DirectoryCommand.Name} {DirectoryCommand.Test} [USERNAME]"),
        [AuthorityCommand.Name, .. var rest] => services => AuthorityCommand.RunAsync(services, rest),
        [var word, ..] when IsWord(word) && !word.Contains('=', StringComparison.Ordinal) => throw new StartupException($"There is no command {word}. Commands: {All}"),
        _ when Stray(args) is { } word => throw new StartupException($"{word} belongs to no setting. A command stands before the settings. Commands: {All}"),
        _ => null,
    };

    private static string? First(string[] rest) => rest is [var word, ..] && IsWord(word) ? word : null;

    /// <summary>A word that is not the value of the setting before it (<c>--urls http://…</c>): most likely a command behind the settings.</summary>
    private static string? Stray(string[] args) => args.Where((word, at) =>
        IsWord(word) && !word.Contains('=', StringComparison.Ordinal) && (at == 0 || IsWord(args[at - 1]) || args[at - 1].Contains('=', StringComparison.Ordinal))).FirstOrDefault();

    private static bool IsWord(string argument) => !argument.StartsWith('-');
}
