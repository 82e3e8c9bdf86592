using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Shell;

/// <summary>What the start tells whoever watches it: the address, and the way in for the first administrator.</summary>
internal static class Announcement
{
    /// <remarks>The link is printed, not logged: logs are kept and read by others.</remarks>
    public static async Task AnnounceAsync(this WebApplication app)
    {
        var address = app.ListeningAddress();
        var link = await app.Services.GetRequiredService<FirstAdministrator>().LinkAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync($"BlazorChat is running at {address}");
        if (link is not null)
            await Console.Out.WriteLineAsync($"There is no administrator yet. Whoever signs in through this link, once, becomes the first: {address}{link}");
    }
}
