using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Shell;

/// <summary>What the program does instead of serving, when its first argument is a word: <c>dotnet run --project BlazorChat.Web -- approve USER</c>.</summary>
internal static class Commands
{
    private const string All =
        $"{ApproveCommand.Name} USER [CODE], {PasswordLinkCommand.Name} USER, {DirectoryCommand.Name} {DirectoryCommand.Test} [USERNAME], {AuthorityCommand.Name} …";

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
