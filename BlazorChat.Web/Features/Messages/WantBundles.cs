using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Messages.Feed;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// <c>POST …/bundles/wanted</c> → 204: a member lacks the earlier keys, and the page of one other member that is open is told so, another's with
/// each request. The answer does not say whether there was one. What they may send is judged by <see cref="Bundles"/>, and by their client.
/// </summary>
internal static class WantBundles
{
    public static async Task<IResult> HandleAsync(
        string conv, ChatSession session, DeviceGate devices, IConversations conversations, MessageFeed feed, UserRates rates, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || session.Device is not { } device)
            return Problem.NotFound();
        if (rates.Refuse(RateLimits.BundlesWanted, session.User) is { } wait)
            return Problem.Throttled(wait);
        var admission = await devices.AdmitAsync(conversation, session.User, device, 0, cancellationToken);
        if (admission.Refusal is not null)
            return SendProblem.Of(admission.Refusal);
        if (await conversations.FindAsync(conversation, cancellation: cancellationToken) is not { History: RoomHistory.Shared } room)
            return Problem.In<Texts>(422, "history", "history");
        feed.AskForKeys(room, session.User);
        return TypedResults.NoContent();
    }
}
