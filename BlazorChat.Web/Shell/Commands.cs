using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Shell;

/// <summary>What the program does instead of serving, when its first argument is a word: <c>dotnet run --project BlazorChat.Web -- approve USER</c>.</summary>
internal static class Commands
{
    /// <summary>The command these arguments ask for; null: none, serve.</summary>
    /// <exception cref="StartupException">A word that is no command.</exception>
    public static Func<IServiceProvider, Task<int>>? Find(string[] args) => args switch
    {
        [ApproveCommand.Name, var user, .. var rest] when !user.StartsWith('-') => services => ApproveCommand.RunAsync(
            services, user, rest is [var code, ..] && !code.StartsWith('-') ? code : null, Console.IsInputRedirected ? null : Console.In, Console.Out, CancellationToken.None),
        [ApproveCommand.Name, ..] => throw new StartupException($"Say whom: {ApproveCommand.Name} USER [CODE]"),
        [var word, ..] when !word.StartsWith('-') && !word.Contains('=', StringComparison.Ordinal) => throw new StartupException($"There is no command {word}. Commands: {ApproveCommand.Name} USER [CODE]"),
        _ => null,
    };
}
