using BlazorChat.Directories;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Accounts;

/// <summary><c>password USER</c> on the host: prints a link by which a lone administrator, or anybody, sets a new password. It may run beside
/// the server, which takes the link at once.</summary>
public static class PasswordLinkCommand
{
    public const string Name = "password";

    /// <returns>The exit code: 0 there is a link, 1 not.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, string username, TextWriter output, CancellationToken cancellation)
    {
        var texts = services.GetRequiredService<IStringLocalizer<Texts>>();
        if (services.GetService<IOwnAccounts>() is null)
            return await RefuseAsync(texts["Command.NotOurs"]);
        var databases = services.GetRequiredService<IDbContextFactory<ChatDatabase>>();
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var found = await database.Set<User>().AsNoTracking().Where(user => user.Username == username && user.DeletedAt == null).ToListAsync(cancellation);
        if (found is not [var user])
            return await RefuseAsync(texts["Command.Unknown", username]);
        if (user.IsShutOut)
            return await RefuseAsync(texts["Command.Disabled", username]);
        var path = await services.GetRequiredService<AccountLinks>().MakeForPasswordAsync(user.Id, actor: null, cancellation);
        await output.WriteLineAsync(texts["Command.Link", username]);
        // Printed, not logged: logs are kept and read by others.
        await output.WriteLineAsync(services.GetRequiredService<IOptions<OriginOptions>>().Value.Origin + path);
        return 0;

        async Task<int> RefuseAsync(string why)
        {
            await output.WriteLineAsync(why);
            return 1;
        }
    }
}
