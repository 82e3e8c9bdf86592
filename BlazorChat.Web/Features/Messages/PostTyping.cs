using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// <c>POST …/typing</c>, without a body → 204: the user writes something there. It is handed to the members who have the conversation open and kept
/// nowhere; what is written, and how much, is not asked for. Of who is not to be noticed nothing is told, nor in a dm where one has blocked the other.
/// </summary>
internal sealed class PostTyping(IConversations conversations, IRelay relay, UserRates rates, IEnumerable<IDiscretion> discretion)
{
    private readonly IDiscretion[] discretion = [.. discretion];

    public static Task<IResult> HandleAsync(string conv, ChatSession session, PostTyping typing, CancellationToken cancellation) =>
        typing.RunAsync(conv, session.User, cancellation);

    private async Task<IResult> RunAsync(string conv, Guid user, CancellationToken cancellation)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || await conversations.FindAsync(conversation, cancellation: cancellation) is not { } room || !room.IsMember(user))
            return Problem.NotFound();
        if (rates.Refuse(RateLimits.Typing, user) is { } wait)
            return Problem.Throttled(wait);
        if (!discretion.Any(known => known.IsUnseen(user)) && !IsBlocked(user, room.PeerOf(user)))
            relay.Publish(Passing.Typing(conversation, user));
        return TypedResults.NoContent();
    }

    private bool IsBlocked(Guid user, Guid? other) => other is { } peer && (conversations.Blocks(user, peer) || conversations.Blocks(peer, user));
}
