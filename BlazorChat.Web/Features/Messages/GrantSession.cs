using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// Extends a session to who was added since, where history is shared: posted by the session's own device, to exactly those it was not
/// granted to yet.
/// </summary>
internal sealed class GrantSession(DeviceGate devices, IConversations conversations, SessionStore sessions, ChangedRecipients changed, GroupAppend append, TimeProvider clock)
{
    private const int MaxChecks = 4;

    public async Task<SendRefusal?> RunAsync(
        ConversationId conversation, Guid user, Guid device, SessionKeyId session, SessionKeyJwe key, CancellationToken cancellationToken)
    {
        var notOlderThan = 0L;
        for (var check = 0; check < MaxChecks; check++)
        {
            var (refusal, version) = await CheckAsync(conversation, user, device, session, key, notOlderThan, cancellationToken);
            if (refusal is not null)
                return refusal;
            var outcome = await append.RunAsync(new Work(conversation, device, session, key, version, clock), cancellationToken);
            switch (outcome.Verdict)
            {
                case SessionVerdict.Stored:
                    return null;
                case SessionVerdict.NoConversation:
                    return new SendRefusal.NotFound();
                case SessionVerdict.Archived:
                    return new SendRefusal.Archived();
                case SessionVerdict.RecipientsMoved:
                    notOlderThan = outcome.Version;
                    break;
                default:
                    return new SendRefusal.Bad("not-missing");
            }
        }
        return new SendRefusal.Unsettled();
    }

    private async Task<(SendRefusal? Refusal, long Version)> CheckAsync(
        ConversationId conversation, Guid user, Guid device, SessionKeyId key, SessionKeyJwe grant, long notOlderThan, CancellationToken cancellationToken)
    {
        var admission = await devices.AdmitAsync(conversation, user, device, notOlderThan, cancellationToken);
        if (admission.Recipients is not { } recipients)
            return (admission.Refusal, 0);
        // Who comes later where history is not shared must not be given a key that opens what was said before.
        if (await conversations.FindAsync(conversation, cancellation: cancellationToken) is not { History: RoomHistory.Shared })
            return (new SendRefusal.StaleSession(), 0);
        if (await sessions.FindAsync(conversation, key, cancellationToken) is not { } session || session.Device != device)
            return (new SendRefusal.StaleSession(), 0);

        var granted = await sessions.GrantedAsync(conversation, key, cancellationToken);
        var added = grant.Recipients.Select(recipient => recipient.Kid).ToHashSet();
        if (granted.IsSupersetOf(added))
            return (null, recipients.Version);
        if (granted.Overlaps(added))
            return (new SendRefusal.Bad("not-missing"), 0);
        granted.UnionWith(added);
        return recipients.Accepts(granted, clock.GetUtcNow()) ? (null, recipients.Version) : (await changed.OfAsync(recipients, granted, cancellationToken), 0);
    }

    private sealed class Work(ConversationId conversation, Guid device, SessionKeyId session, SessionKeyJwe grant, long version, TimeProvider clock) : IAppendWork<SessionOutcome>
    {
        public string Key => conversation.Value;

        public SessionOutcome Run(AppendTransaction transaction)
        {
            if (ConversationHead.Lock(transaction, conversation) is not { } head)
                return new SessionOutcome(SessionVerdict.NoConversation);
            if (!IsOfThisManifest(transaction.Database))
                return new SessionOutcome(SessionVerdict.NotMissing);
            var parts = SessionStore.Grants(transaction.Database, conversation, session).Select(part => part.Kids).ToList();
            var granted = parts.SelectMany(WrappedKeys.Unpack).ToHashSet();
            // The answer was lost and the same recipients are granted again: they have it.
            if (grant.Recipients.All(recipient => granted.Contains(recipient.Kid)))
                return new SessionOutcome(SessionVerdict.Stored);
            if (grant.Recipients.Any(recipient => granted.Contains(recipient.Kid)))
                return new SessionOutcome(SessionVerdict.NotMissing);
            if (head.ArchivedAt is not null)
                return new SessionOutcome(SessionVerdict.Archived);
            if (head.RecipientsVersion != version)
                return new SessionOutcome(SessionVerdict.RecipientsMoved, Version: head.RecipientsVersion);
            transaction.Database.Add(StartSessionWork.Grant(Key, session.Value, parts.Count, grant, clock.GetUtcNow()));
            transaction.Database.SaveChanges();
            return new SessionOutcome(SessionVerdict.Stored);
        }

        private bool IsOfThisManifest(ChatDatabase database) => database.Set<MessageSession>().AsNoTracking().Any(row =>
            row.ConversationId == conversation.Value && row.Key == session.Value && row.Device == device && row.ManifestHash == grant.Manifest.Value);
    }
}
