using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// A page says with its requests for whom it was made (header <c>chat-user</c>). Who has signed in since, in another tab of the browser, is
/// somebody else: nothing is read or done in their name by a page of the one before. Programs need not say.
/// </summary>
internal static class SamePerson
{
    private const string Header = "chat-user";

    /// <summary>After authentication.</summary>
    public static IApplicationBuilder UseSamePerson(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.Request.Headers.TryGetValue(Header, out var said)
            && context.RequestServices.GetRequiredService<ISessions>().Current(context.User) is { } session
            && !(Uuid.TryParse(said.ToString(), out var user) && user == session.User))
        {
            await Problem.In<Texts>(StatusCodes.Status409Conflict, "other-user", "Problem.other-user").ExecuteAsync(context);
            return;
        }
        await next(context);
    });
}
