using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// <c>approve USER</c> on the host: lets the waiting browser of a lone administrator through, whether it asks for certificates
/// (<c>Pki:Approval:Devices</c>) or to start over. It only writes the approval; the server, running or at its next start, does the rest, since the
/// authority's keys have one user at a time. <c>approve USER CODE</c> approves only the browser that shows this code; without it, a person at a
/// terminal is shown the code and asked.
/// </summary>
public static class ApproveCommand
{
    public const string Name = "approve";

    /// <summary>What waits, and how it is approved; false: it does not wait any more.</summary>
    private sealed record Waiting(string Code, string Done, Func<Task<bool>> ApproveAsync);

    /// <param name="services">Of the host.</param>
    /// <param name="username">Whose browser.</param>
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
        List<Waiting> all = [.. await RequestsAsync(services, users, cancellation), .. await ResetsAsync(services, users, cancellation)];
        if (all.Count == 0)
            return await RefuseAsync(texts[users.Count == 0 ? "approve-unknown" : "approve-nothing", username]);
        if (code is null && all.Count > 1)
            return await RefuseAsync(texts["approve-which", username, string.Join(", ", all.Select(one => one.Code))]);
        if ((code is null ? all[0] : all.Find(one => string.Equals(Letters(code), Letters(one.Code), StringComparison.OrdinalIgnoreCase))) is not { } waiting)
            return await RefuseAsync(texts["approve-other-code", username]);
        if (code is null && input is not null && !await AskAsync(input, output, texts["approve-question", username, waiting.Code], cancellation))
            return await RefuseAsync(texts["approve-left", username]);
        if (!await waiting.ApproveAsync())
            return await RefuseAsync(texts["approve-nothing", username]);
        await output.WriteLineAsync(texts[waiting.Done, username, waiting.Code]);
        return 0;

        async Task<int> RefuseAsync(string why)
        {
            await output.WriteLineAsync(why);
            return 1;
        }
    }

    private static async Task<IEnumerable<Waiting>> RequestsAsync(IServiceProvider services, List<Guid> users, CancellationToken cancellation)
    {
        var requests = services.GetRequiredService<ICertificateRequests>();
        return (await requests.ListAsync(cancellation)).Where(request => request.Device is not null && users.Contains(request.User))
            .Select(request => new Waiting(DeviceCode.OfDigest(Convert.FromHexString(request.Key)), "approve-done-request", () => requests.ApproveAsync(request.Id, Actor.Host, cancellation)));
    }

    private static async Task<IEnumerable<Waiting>> ResetsAsync(IServiceProvider services, List<Guid> users, CancellationToken cancellation)
    {
        var resets = new PendingResets(services.GetRequiredService<IDbContextFactory<ChatDatabase>>());
        return (await resets.AllAsync(approvedOnHostOnly: false, cancellation)).Where(reset => users.Contains(reset.UserId))
            .Select(reset => new Waiting(Resets.Describe(reset).Code, "approve-done", () => resets.ApproveOnHostAsync(reset.UserId, reset.Hash, cancellation)));
    }

    private static async Task<bool> AskAsync(TextReader input, TextWriter output, string question, CancellationToken cancellation)
    {
        await output.WriteAsync(question + " ");
        // The first letter of yes, oui.
        return (await input.ReadLineAsync(cancellation))?.Trim() is [var first, ..] && char.ToLowerInvariant(first) is 'y' or 'o';
    }

    private static string Letters(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit));
}
