using System.Globalization;
using BlazorChat.Directories;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Accounts;

/// <summary><c>directory test [USERNAME]</c> on the host: walks the connection to the directory and prints one result a line.</summary>
public static class DirectoryCommand
{
    public const string Name = "directory";
    public const string Test = "test";

    /// <param name="services">Of the host.</param>
    /// <param name="username">Whom to look for; null: anybody.</param>
    /// <param name="readPassword">Reads a password without showing it; null: nobody is there to ask.</param>
    /// <param name="output">Where the results go.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The exit code: 0 every step that ran succeeded, 1 not.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string? username, Func<string?>? readPassword, TextWriter output, CancellationToken cancellation)
    {
        var texts = services.GetRequiredService<IStringLocalizer<DirectoryTestTexts>>();
        if (services.GetService<IDirectoryTest>() is not { } test)
        {
            await output.WriteLineAsync(texts["Embedded"]);
            return 0;
        }

        string? server = null;
        var failed = 0;
        var wish = new DirectoryTestWish(username, readPassword is null ? null : new AskOnce(texts, readPassword, output).Ask);
        await foreach (var result in test.RunAsync(wish, cancellation))
        {
            if (server != result.Server)
                await output.WriteLineAsync(server = result.Server);
            if (result.Outcome is DirectoryTestOutcome.Failed)
                failed++;
            await output.WriteLineAsync($"  {texts[$"Outcome.{result.Outcome}"].Value,-8} {texts["Line", texts[$"Step.{result.Step}"], result.Sentence(CultureInfo.CurrentUICulture)]}");
        }
        await output.WriteLineAsync(failed == 0 ? texts["AllPassed"] : texts["SomeFailed", failed]);
        return failed == 0 ? 0 : 1;
    }

    /// <summary>The password is the same on every server.</summary>
    private sealed class AskOnce(IStringLocalizer texts, Func<string?> read, TextWriter output)
    {
        private string? answer;
        private bool asked;

        public string? Ask(string username)
        {
            if (asked)
                return answer;
            asked = true;
            output.Write(texts["Question", username]);
            answer = read();
            output.WriteLine();
            return answer;
        }
    }
}
