using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Messages;

/// <summary>The message that another is about, by its place.</summary>
/// <param name="Seq">Its place in the log.</param>
/// <param name="Remove">Whether it is removed; otherwise it is edited.</param>
internal readonly record struct MessageAbout(long Seq, bool Remove);

/// <summary>A message on its way in: who posts it where, and its own parts.</summary>
internal readonly record struct Sending(ConversationId Conversation, Guid User, Guid Device, long N, MessageJwe Jwe, MessageAbout? About = null)
{
    public Hash Hash { get; } = Hash.Of(Jwe.Compact);
}

/// <summary>
/// Sends messages: each is in the log, durably and once, when this answers with its position. Sending the same (device, n, jwe) again gets the
/// first answer, whatever has changed since; then the counter decides, then membership, session and recipients.
/// </summary>
internal sealed class SendMessage(DeviceGate devices, SessionGate sessions, MessageLog log, GroupAppend append, IRelay relay, TimeProvider clock)
{
    /// <summary>Changes of the recipients that may come between checking and storing before the sender is asked to come again.</summary>
    private const int MaxChecks = 4;

    /// <param name="sendings">Of one device in one conversation, in order; at least one. They share one sync of the disk.</param>
    /// <param name="cancellationToken">The caller has gone: what is under way may happen all the same.</param>
    /// <returns>The positions of as many from the front as were taken, and why the next was not; neither, if the storage failed after some.</returns>
    /// <exception cref="AppendException">None was taken, for a reason of the storage.</exception>
    public async Task<(IReadOnlyList<LogPosition> Positions, SendRefusal? Refusal)> RunAsync(IReadOnlyList<Sending> sendings, CancellationToken cancellationToken)
    {
        using var span = MessageMeters.BeginSend();
        var started = clock.GetTimestamp();
        try
        {
            var (positions, refusal) = await TakeAsync(sendings, cancellationToken);
            MessageMeters.Sent(span, positions.Count, refusal, clock.GetElapsedTime(started));
            return (positions, refusal);
        }
        catch (AppendException)
        {
            MessageMeters.Failed(span, clock.GetElapsedTime(started));
            throw;
        }
    }

    private async Task<(IReadOnlyList<LogPosition> Positions, SendRefusal? Refusal)> TakeAsync(IReadOnlyList<Sending> sendings, CancellationToken cancellationToken)
    {
        var positions = new List<LogPosition>(sendings.Count);
        var notOlderThan = 0L;
        var moves = 0;
        while (positions.Count < sendings.Count)
        {
            var (works, refusal) = await CheckAsync(sendings, positions.Count, notOlderThan, cancellationToken);
            if (works.Count == 0)
            {
                var (position, final) = await RefuseAsync(sendings[positions.Count], refusal!, cancellationToken);
                if (final is not null)
                    return (positions, final);
                positions.Add(position);
                continue;
            }
            IReadOnlyList<SendOutcome> outcomes;
            try
            {
                outcomes = await append.RunAsync(new SendInOrder(works), cancellationToken);
            }
            catch (AppendException) when (positions.Count > 0)
            {
                // Those before are durable, and the sender must know; the next request says what is wrong.
                return (positions, null);
            }
            positions.AddRange(outcomes.Where(outcome => outcome.Verdict == SendVerdict.Stored).Select(outcome => outcome.Position));
            switch (outcomes[^1])
            {
                case { Verdict: SendVerdict.NotNext }:
                    return (positions, new SendRefusal.Counter(await LastOfAsync(sendings[0], cancellationToken)));
                case { Verdict: SendVerdict.NoConversation }:
                    return (positions, new SendRefusal.NotFound());
                case { Verdict: SendVerdict.AboutRefused, About: { } why }:
                    return (positions, why);
                case { Verdict: SendVerdict.Archived }:
                    return (positions, new SendRefusal.Archived());
                case { Verdict: SendVerdict.RecipientsMoved } when ++moves == MaxChecks:
                    return (positions, new SendRefusal.Unsettled());
                case { Verdict: SendVerdict.RecipientsMoved, Version: var version }:
                    notOlderThan = version;
                    break;
            }
        }
        return (positions, null);
    }

    /// <returns>The works of as many from <paramref name="from"/> on as may be sent, and why the next may not.</returns>
    private async ValueTask<(List<SendWork> Works, SendRefusal? Refusal)> CheckAsync(
        IReadOnlyList<Sending> sendings, int from, long notOlderThan, CancellationToken cancellationToken)
    {
        var works = new List<SendWork>(sendings.Count - from);
        foreach (var sending in sendings.Skip(from))
        {
            var (refusal, version, session) = await CheckAsync(sending, notOlderThan, cancellationToken);
            if (refusal is not null)
                return (works, refusal);
            works.Add(new SendWork(sending, session!, version, relay, clock));
        }
        return (works, null);
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
        var last = await LastOfAsync(sending, cancellationToken);
        return (default, refusal switch
        {
            SendRefusal.NotFound => last is null ? refusal : new SendRefusal.NotMember(),
            SendRefusal.Blocked => refusal,
            _ => sending.N == (last?.N ?? 0) + 1 ? refusal : new SendRefusal.Counter(last),
        });
    }

    private Task<LogEntry?> LastOfAsync(Sending sending, CancellationToken cancellationToken) =>
        log.LastOfAsync(sending.Conversation, sending.Device, cancellationToken);
}
