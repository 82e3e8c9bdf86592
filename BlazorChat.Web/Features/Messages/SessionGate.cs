using BlazorChat.Web.Features.Conversations;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Whether a message may be sent with a session: its own, fresh enough, and granted to exactly the recipients.</summary>
internal sealed class SessionGate(SessionStore sessions, ChangedRecipients changed, TimeProvider clock)
{
    public async ValueTask<(SendRefusal? Refusal, SessionState? Session)> CheckAsync(
        Sending sending, RecipientSet recipients, CancellationToken cancellationToken)
    {
        var (conversation, key) = (sending.Conversation, sending.Jwe.Key);
        var session = await sessions.FindAsync(conversation, key, cancellationToken);
        if (session is null || session.Device != sending.Device || WornOut(session, sending.N))
            return (new SendRefusal.StaleSession(), null);
        if (session.AcceptedVersion == recipients.Version)
            return (null, session);

        var granted = await sessions.GrantedAsync(conversation, key, cancellationToken);
        if (!recipients.Accepts(granted, clock.GetUtcNow()))
            return (await changed.OfAsync(recipients, granted, cancellationToken), null);
        if (granted.Count == recipients.Count)
            session.AcceptedVersion = recipients.Version;
        return (null, session);
    }

    private bool WornOut(SessionState session, long n) =>
        clock.GetUtcNow() > session.At + SessionLimits.MaxAge + SessionLimits.Tolerance
        || (session.FirstN > 0 && n - session.FirstN >= SessionLimits.MaxMessages);
}
