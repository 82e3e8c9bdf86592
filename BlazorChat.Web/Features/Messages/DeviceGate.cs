using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>A device at the door of a conversation: let in with the recipients it must encrypt to, or refused.</summary>
internal readonly record struct Admission(SendRefusal? Refusal, RecipientSet? Recipients)
{
    public static Admission Refused(SendRefusal refusal) => new(refusal, null);
}

/// <summary>
/// Whether a device belongs to a conversation now. A device that does is one of the recipients (a sender encrypts to itself too), so one
/// question answers all: is the user a member, is the base the one named there, is the device in the chain, is its key neither revoked
/// nor on hold.
/// </summary>
internal sealed class DeviceGate(IConversations conversations, IUserChains chains, ISigningTime times)
{
    /// <summary>For who sends: an expired device still receives, but every reader would refuse what it signs now.</summary>
    public async ValueTask<Admission> AdmitSenderAsync(
        ConversationId conversation, Guid user, Guid device, long notOlderThan, CancellationToken cancellationToken)
    {
        var admission = await AdmitWriterAsync(conversation, user, device, notOlderThan, cancellationToken);
        if (admission.Refusal is not null)
            return admission;
        var pair = (await chains.OfAsync(user, cancellationToken)).OfDevice(device);
        return pair is null || await times.IsOverAsync(user, pair, cancellationToken)
            ? Admission.Refused(new SendRefusal.Signer(SignerRefusal.Expired))
            : admission;
    }

    /// <summary>For who sends or is about to: nobody does in a dm where one has blocked the other. Known with the recipients, at no cost of its own.</summary>
    public async ValueTask<Admission> AdmitWriterAsync(
        ConversationId conversation, Guid user, Guid device, long notOlderThan, CancellationToken cancellationToken)
    {
        var admission = await AdmitAsync(conversation, user, device, notOlderThan, cancellationToken);
        // It may be over: what lets through is compared under the lock, what refuses has to be looked up anew.
        if (admission.Recipients is { Blockers.Count: > 0 } known)
            admission = await AdmitAsync(conversation, user, device, known.Version + 1, cancellationToken);
        if (admission.Recipients is not { Blockers: { Count: > 0 } blockers })
            return admission;
        return Admission.Refused(blockers.Contains(user) ? new SendRefusal.Blocking() : new SendRefusal.BlockedBy());
    }

    public async ValueTask<Admission> AdmitAsync(
        ConversationId conversation, Guid user, Guid device, long notOlderThan, CancellationToken cancellationToken)
    {
        var recipients = await conversations.RecipientsAsync(conversation, notOlderThan, cancellationToken);
        if (recipients is null)
            return Admission.Refused(new SendRefusal.NotFound());
        var chain = await chains.OfAsync(user, cancellationToken);
        if (chain.OfDevice(device) is { Removed: null } pair && recipients.Contains(pair.Enc))
            return new Admission(null, recipients);
        return Admission.Refused(await conversations.IsMemberAsync(conversation, user, cancellationToken) ? new SendRefusal.Blocked() : new SendRefusal.NotFound());
    }
}
