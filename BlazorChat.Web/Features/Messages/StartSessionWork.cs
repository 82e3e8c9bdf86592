using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages;

internal enum SessionVerdict
{
    Stored,

    /// <summary>The key's thumbprint is another session's, in this conversation.</summary>
    KeyTaken,
    RoomMoved,
    RecipientsMoved,

    /// <summary>Granted meanwhile to one of these, or not this device's session.</summary>
    NotMissing,
    NoConversation,

    /// <summary>The room is archived.</summary>
    Archived,
}

/// <param name="Verdict">What became of it.</param>
/// <param name="At">If stored: when, in Unix milliseconds.</param>
/// <param name="Version">If the recipients moved: their version now.</param>
/// <param name="Head">If the room moved: its head.</param>
/// <param name="N">If the room moved: the head's index.</param>
internal readonly record struct SessionOutcome(SessionVerdict Verdict, long At = 0, long Version = 0, string Head = "", long N = 0);

/// <summary>The last checks of a new session under the lock of its conversation, and its rows.</summary>
internal sealed class StartSessionWork(
    Guid user, Guid device, Signed<SessionManifest> manifest, SessionKeyJwe key, long version, TimeProvider clock) : IAppendWork<SessionOutcome>
{
    public string Key => manifest.Payload.Conv.Value;

    public SessionOutcome Run(AppendTransaction transaction)
    {
        if (ConversationHead.Lock(transaction, manifest.Payload.Conv) is not { } head)
            return new SessionOutcome(SessionVerdict.NoConversation);
        var sessions = transaction.Database.Set<MessageSession>();
        if (sessions.Find(Key, manifest.Payload.Key.Value) is { } known)
        {
            // The answer was lost and the same is posted again; anything else under this thumbprint is another key.
            return known.ManifestHash == manifest.Hash.Value && known.Device == device
                ? new SessionOutcome(SessionVerdict.Stored, known.At.ToUnixTimeMilliseconds())
                : new SessionOutcome(SessionVerdict.KeyTaken);
        }
        if (head.ArchivedAt is not null)
            return new SessionOutcome(SessionVerdict.Archived);
        if (head.RoomHead != manifest.Payload.Room.Value)
            return new SessionOutcome(SessionVerdict.RoomMoved, Head: head.RoomHead, N: head.RoomN);
        if (head.RecipientsVersion != version)
            return new SessionOutcome(SessionVerdict.RecipientsMoved, Version: head.RecipientsVersion);

        var at = clock.GetUtcNow();
        sessions.Add(new MessageSession
        {
            ConversationId = Key,
            Key = manifest.Payload.Key.Value,
            User = user,
            Device = device,
            At = at,
            Manifest = manifest.Jws.Compact,
            ManifestHash = manifest.Hash.Value,
        });
        transaction.Database.Add(Grant(Key, manifest.Payload.Key.Value, part: 0, key, at));
        transaction.Database.SaveChanges();
        return new SessionOutcome(SessionVerdict.Stored, at.ToUnixTimeMilliseconds());
    }

    public static SessionGrant Grant(string conversation, string session, int part, SessionKeyJwe key, DateTimeOffset at)
    {
        var (kids, encryptedKeys) = WrappedKeys.Pack(key.Recipients);
        return new SessionGrant
        {
            ConversationId = conversation,
            Key = session,
            Part = part,
            At = at,
            Protected = key.Protected,
            Iv = key.Iv,
            Ciphertext = key.Ciphertext,
            Tag = key.Tag,
            Kids = kids,
            EncryptedKeys = encryptedKeys,
        };
    }
}
