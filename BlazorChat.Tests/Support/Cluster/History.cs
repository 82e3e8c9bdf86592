using System.Collections.Concurrent;
using Shouldly;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>A message as its sender made it: sent again it is the same.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="Device">The sender's.</param>
/// <param name="N">The device's number of it.</param>
/// <param name="Hash">Of the ciphertext.</param>
internal sealed record Message(string Conversation, string Device, long N, string Hash);

/// <summary>
/// What was sent, acknowledged and seen, by whom and in which order, and the judgement over it: of a chat that keeps its promises no history of any fault
/// contradicts it.
/// </summary>
internal sealed class History
{
    private readonly ConcurrentDictionary<Message, long> acknowledged = new();
    private readonly ConcurrentDictionary<Message, string> last = new();
    private readonly ConcurrentDictionary<Message, bool> sent = new();
    private readonly ConcurrentDictionary<(string Reader, string Conversation), List<(long Seq, Message? Message)>> seen = new();
    private readonly ConcurrentDictionary<string, int> refusals = new(StringComparer.Ordinal);

    public int SentCount => sent.Count;

    public int AcknowledgedCount => acknowledged.Count;

    /// <summary>What was answered otherwise, and how often. That there was no answer in time is none: a machine can be busy.</summary>
    public IReadOnlyDictionary<string, int> Refusals => refusals;

    public void Sent(Message message) => sent[message] = true;

    public void Acknowledged(Message message, long seq)
    {
        if (!acknowledged.TryAdd(message, seq))
            throw new InvalidOperationException($"{message} was acknowledged twice.");
    }

    public void Refused(Message message, int status, string body)
    {
        last[message] = $"{status} {body}";
        refusals.AddOrUpdate($"{status}", 1, (_, count) => count + 1);
    }

    public void Unanswered(Message message, string why) => last[message] = why;

    public string LastOf(Message message) => last.GetValueOrDefault(message, "nothing was answered");

    /// <param name="reader">Who, where; of each the entries come in the order in which it was shown them.</param>
    /// <param name="conversation">Which.</param>
    /// <param name="seq">The place.</param>
    /// <param name="message">Null: an entry of the room chain.</param>
    public void Seen(string reader, string conversation, long seq, Message? message)
    {
        var list = seen.GetOrAdd((reader, conversation), _ => []);
        lock (list)
            list.Add((seq, message));
    }

    /// <summary>
    /// Each reader was shown each conversation in order, without a hole and nothing twice; all of one conversation were shown the same; nobody was shown what
    /// nobody sent; and whoever read to the end was shown everything that was acknowledged, at the place that was acknowledged.
    /// </summary>
    /// <param name="toTheEnd">The readers who did.</param>
    public void Judge(params string[] toTheEnd)
    {
        var logs = new Dictionary<string, List<(long Seq, Message? Message)>>(StringComparer.Ordinal);
        foreach (var ((reader, conversation), entries) in seen)
        {
            for (var i = 0; i < entries.Count; i++)
                entries[i].Seq.ShouldBe(i + 1, $"{reader} was shown place {entries[i].Seq} of {conversation} after {i}");
            var messages = entries.Where(entry => entry.Message is not null).Select(entry => entry.Message!).ToList();
            messages.Distinct().Count().ShouldBe(messages.Count, $"{reader} was shown a message of {conversation} twice");
            messages.ShouldAllBe(message => sent.ContainsKey(message), $"{reader} was shown what nobody sent");
            // The longest is compared with all others, which end earlier.
            if (!logs.TryGetValue(conversation, out var longest) || longest.Count < entries.Count)
                logs[conversation] = entries;
        }
        foreach (var ((reader, conversation), entries) in seen)
            entries.SequenceEqual(logs[conversation].Take(entries.Count)).ShouldBeTrue($"{reader} was shown {conversation} otherwise than another");
        foreach (var reader in toTheEnd)
        {
            foreach (var (message, seq) in acknowledged)
            {
                var entries = seen.GetValueOrDefault((reader, message.Conversation)) ?? [];
                ((int)seq).ShouldBeLessThanOrEqualTo(entries.Count, $"{message} was acknowledged at {seq} and {reader} was never shown it");
                entries[(int)seq - 1].Message.ShouldBe(message, $"what {reader} was shown at {seq} of {message.Conversation} is not what was acknowledged");
            }
        }
    }
}
