using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// <c>approve USER</c> on the host: lets the reset of a lone administrator through. It only writes the approval; the server,
/// running or at its next start, verifies and appends the entry, since the authority's keys have one user at a time.
/// <c>approve USER CODE</c> approves only the browser that shows this code; without it, a person at a terminal is shown the code and asked.
/// </summary>
public static class ApproveCommand
{
    public const string Name = "approve";

    /// <param name="services">Of the host.</param>
    /// <param name="username">Whose reset.</param>
    /// <param name="code">What the new browser shows, or null: ask.</param>
    /// <param name="input">Where the answer comes from; null: nobody is there to ask.</param>
    /// <param name="output">Where it says what happens.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The exit code: 0 approved, 1 nothing to approve, or not this one.</returns>
    public static async Task<int> RunAsync(
        IServiceProvider services, string username, string? code, TextReader? input, TextWriter output, CancellationToken cancellation)
    {
        var texts = services.GetRequiredService<IStringLocalizer<Texts>>();
        await using var database = await services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync(cancellation);
        var users = await database.Set<User>().AsNoTracking().Where(user => user.Username == username).Select(user => user.Id).ToListAsync(cancellation);
        var waiting = new PendingResets(services.GetRequiredService<IDbContextFactory<ChatDatabase>>());
        var resets = (await waiting.AllAsync(approvedOnHostOnly: false, cancellation)).Where(reset => users.Contains(reset.UserId)).ToList();
        if (resets is not [var reset])
            return await RefuseAsync(texts[users.Count == 0 ? "approve-unknown" : "approve-nothing", username]);

        var shown = Resets.Describe(reset).Code;
        if (code is not null && !string.Equals(Letters(code), Letters(shown), StringComparison.OrdinalIgnoreCase))
            return await RefuseAsync(texts["approve-other-code", username]);
        if (code is null && input is not null && !await AskAsync(input, output, texts["approve-question", username, shown], cancellation))
            return await RefuseAsync(texts["approve-left", username]);
        if (!await waiting.ApproveOnHostAsync(reset.UserId, reset.Hash, cancellation))
            return await RefuseAsync(texts["approve-nothing", username]);
        await output.WriteLineAsync(texts["approve-done", username, shown]);
        return 0;

        async Task<int> RefuseAsync(string why)
        {
            await output.WriteLineAsync(why);
            return 1;
        }
    }

    private static async Task<bool> AskAsync(TextReader input, TextWriter output, string question, CancellationToken cancellation)
    {
        await output.WriteAsync(question + " ");
        // The first letter of yes, oui.
        return (await input.ReadLineAsync(cancellation))?.Trim() is [var first, ..] && char.ToLowerInvariant(first) is 'y' or 'o';
    }

    private static string Letters(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit));
}
