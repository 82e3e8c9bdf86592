using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// Takes a new session: signed by the posting device itself, for this conversation and the head of its room chain, its key wrapped to
/// exactly the recipients.
/// </summary>
internal sealed class StartSession(DeviceGate devices, IUserChains chains, ChangedRecipients changed, GroupAppend append, TimeProvider clock)
{
    private const int MaxChecks = 4;

    public async Task<(long At, SendRefusal? Refusal)> RunAsync(
        ConversationId conversation, Guid user, Guid device, Signed<SessionManifest> manifest, SessionKeyJwe key, CancellationToken cancellationToken)
    {
        SendRefusal? refusal = RefuseContent(conversation, manifest, key);
        refusal ??= await RefuseSignerAsync(user, device, manifest.Jws, cancellationToken);
        var notOlderThan = 0L;
        for (var check = 0; refusal is null && check < MaxChecks; check++)
        {
            (refusal, var version) = await CheckRecipientsAsync(conversation, user, device, key, notOlderThan, cancellationToken);
            if (refusal is not null)
                break;
            var outcome = await append.RunAsync(new StartSessionWork(user, device, manifest, key, version, clock), cancellationToken);
            if (outcome.Verdict == SessionVerdict.Stored)
                return (outcome.At, null);
            refusal = Refuse(outcome);
            notOlderThan = outcome.Version;
        }
        return (0, refusal ?? new SendRefusal.Unsettled());
    }

    private SendRefusal.Bad? RefuseContent(ConversationId conversation, Signed<SessionManifest> manifest, SessionKeyJwe key)
    {
        var signed = DateTimeOffset.UnixEpoch.AddSeconds(Math.Min(manifest.Payload.Iat, MaxSeconds));
        return manifest.Payload.Conv != conversation ? new SendRefusal.Bad("conversation")
            : key.Manifest != manifest.Hash ? new SendRefusal.Bad("manifest")
            : (signed - clock.GetUtcNow()).Duration() > SessionLimits.Tolerance ? new SendRefusal.Bad("iat")
            : null;
    }

    // What DateTimeOffset can hold; a later iat is as wrong as this one.
    private static readonly long MaxSeconds = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private async Task<SendRefusal?> RefuseSignerAsync(Guid user, Guid device, Jws jws, CancellationToken cancellationToken)
    {
        var verdict = await chains.VerifyAsync(jws, user, cancellationToken);
        if (verdict.Signer is not { } signer)
            return new SendRefusal.Signer(verdict.Refusal ?? SignerRefusal.Unknown);
        // Another device of the same user is not this one.
        return signer.Pair.Device == device ? null : new SendRefusal.Signer("other-device");
    }

    private async Task<(SendRefusal? Refusal, long Version)> CheckRecipientsAsync(
        ConversationId conversation, Guid user, Guid device, SessionKeyJwe key, long notOlderThan, CancellationToken cancellationToken)
    {
        var admission = await devices.AdmitWriterAsync(conversation, user, device, notOlderThan, cancellationToken);
        if (admission.Recipients is not { } recipients)
            return (admission.Refusal, 0);
        var granted = key.Recipients.Select(recipient => recipient.Kid).ToHashSet();
        return recipients.Accepts(granted, clock.GetUtcNow())
            ? (null, recipients.Version)
            : (await changed.OfAsync(recipients, granted, cancellationToken), 0);
    }

    private static SendRefusal? Refuse(SessionOutcome outcome) => outcome.Verdict switch
    {
        SessionVerdict.RoomMoved => new SendRefusal.Room(outcome.N, outcome.Head),
        SessionVerdict.NoConversation => new SendRefusal.NotFound(),
        SessionVerdict.Archived => new SendRefusal.Archived(),
        SessionVerdict.RecipientsMoved => null,
        _ => new SendRefusal.Bad("key-taken"),
    };
}
