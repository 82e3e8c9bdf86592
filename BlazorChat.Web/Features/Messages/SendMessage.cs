using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages;

/// <summary>A message on its way in: who posts it where, and its own parts.</summary>
internal readonly record struct Sending(ConversationId Conversation, Guid User, Guid Device, long N, MessageJwe Jwe)
{
    public Hash Hash { get; } = Hash.Of(Jwe.Compact);
}

/// <summary>
/// Sends a message: it is in the log, durably and once, when this answers with a position. Sending the same (device, n, jwe) again gets the
/// first answer, whatever has changed since; then the counter decides, then membership, session and recipients.
/// </summary>
internal sealed class SendMessage(DeviceGate devices, SessionGate sessions, MessageLog log, GroupAppend append, IRelay relay, TimeProvider clock)
{
    /// <summary>Changes of the recipients that may come between checking and storing before the sender is asked to come again.</summary>
    private const int MaxChecks = 4;

    public async Task<(LogPosition Position, SendRefusal? Refusal)> RunAsync(Sending sending, CancellationToken cancellationToken)
    {
        var notOlderThan = 0L;
        for (var check = 0; check < MaxChecks; check++)
        {
            var (refusal, version, session) = await CheckAsync(sending, notOlderThan, cancellationToken);
            if (refusal is not null)
                return await RefuseAsync(sending, refusal, cancellationToken);
            var outcome = await append.RunAsync(new SendWork(sending, session!, version, relay, clock), cancellationToken);
            switch (outcome.Verdict)
            {
                case SendVerdict.Stored:
                    return (outcome.Position, null);
                case SendVerdict.NotNext:
                    return (default, new SendRefusal.Counter(await log.LastOfAsync(sending.Conversation, sending.Device, cancellationToken)));
                case SendVerdict.NoConversation:
                    return (default, new SendRefusal.NotFound());
                default:
                    notOlderThan = outcome.Version;
                    break;
            }
        }
        return (default, new SendRefusal.Unsettled());
    }

    private async ValueTask<(SendRefusal? Refusal, long Version, SessionState? Session)> CheckAsync(
        Sending sending, long notOlderThan, CancellationToken cancellationToken)
    {
        var admission = await devices.AdmitSenderAsync(sending.Conversation, sending.User, sending.Device, notOlderThan, cancellationToken);
        if (admission.Recipients is not { } recipients)
            return (admission.Refusal, 0, null);
        var (refusal, session) = await sessions.CheckAsync(sending, recipients, cancellationToken);
        return (refusal, recipients.Version, session);
    }

    /// <summary>
    /// The common way asks the log once, under the lock. Only who is about to be refused is looked up before, since a repetition and a
    /// wrong counter come first.
    /// </summary>
    private async Task<(LogPosition Position, SendRefusal? Refusal)> RefuseAsync(Sending sending, SendRefusal refusal, CancellationToken cancellationToken)
    {
        if (await log.FindAsync(sending.Conversation, sending.Device, sending.N, cancellationToken) is { } same && same.Hash == sending.Hash.Value)
            return (new LogPosition(same.Seq, same.At.ToUnixTimeMilliseconds()), null);
        var last = await log.LastOfAsync(sending.Conversation, sending.Device, cancellationToken);
        return (default, refusal switch
        {
            SendRefusal.NotFound => last is null ? refusal : new SendRefusal.NotMember(),
            SendRefusal.Blocked => refusal,
            _ => sending.N == (last?.N ?? 0) + 1 ? refusal : new SendRefusal.Counter(last),
        });
    }
}
