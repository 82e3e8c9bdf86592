using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// <c>approve USER</c> on the host: lets the reset of a lone administrator through. It only writes the approval; the server,
/// running or at its next start, verifies and appends the entry, since the authority's keys have one user at a time.
/// </summary>
public static class ApproveCommand
{
    public const string Name = "approve";

    /// <returns>The exit code: 0 approved, 1 nothing to approve.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string username, TextWriter output, CancellationToken cancellation)
    {
        var texts = services.GetRequiredService<IStringLocalizer<Texts>>();
        await using var database = await services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync(cancellation);
        var users = await database.Set<User>().AsNoTracking().Where(user => user.Username == username).Select(user => user.Id).ToListAsync(cancellation);
        var waiting = new PendingResets(services.GetRequiredService<IDbContextFactory<ChatDatabase>>());
        var resets = (await waiting.AllAsync(approvedOnHostOnly: false, cancellation)).Where(reset => users.Contains(reset.UserId)).ToList();
        if (resets is not [var reset] || !await waiting.ApproveOnHostAsync(reset.UserId, reset.Hash, cancellation))
        {
            await output.WriteLineAsync(texts[users.Count == 0 ? "approve-unknown" : "approve-nothing", username]);
            return 1;
        }

        await output.WriteLineAsync(texts["approve-done", username, Resets.Describe(reset).Code]);
        return 0;
    }
}
