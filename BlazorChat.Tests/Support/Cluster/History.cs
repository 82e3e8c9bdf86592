using System.Collections.Concurrent;
using System.Text.Json;
using Shouldly;

namespace BlazorChat.Tests.Support.Cluster;

/// <summary>A message as its sender made it: sent again it is the same.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="Device">The sender's.</param>
/// <param name="N">The device's number of it.</param>
/// <param name="Hash">Of the ciphertext.</param>
internal sealed record Message(string Conversation, string Device, long N, string Hash)
{
    /// <summary>Of an entry as the API and circuits bring it; null: one of the room chain.</summary>
    public static (long Seq, Message? Message) Of(string conversation, JsonElement entry) => (
        entry.GetProperty("seq").GetInt64(),
        entry.GetProperty("kind").ValueEquals("message")
            ? new(conversation, Text(entry, "device"), entry.GetProperty("n").GetInt64(), Web.Protocol.Hash.Of(Text(entry, "jwe")).Value)
            : null);

    private static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;
}

/// <summary>A time in which what is acknowledged is to be seen by whoever has the page open.</summary>
/// <param name="From">By the clock of the history.</param>
/// <param name="To">The last moment of it.</param>
/// <param name="Within">How soon.</param>
internal sealed record LiveSpan(long From, long To, TimeSpan Within)
{
    public bool Contains(long at) => From <= at && at <= To;
}

/// <summary>
/// What was sent, acknowledged and seen, by whom and in which order, and the judgement over it: of a chat that keeps its promises no history of any fault
/// contradicts it.
/// </summary>
internal sealed class History(TimeProvider clock)
{
    private readonly ConcurrentDictionary<Message, (long Seq, long At)> acknowledged = new();
    private readonly ConcurrentDictionary<string, long> ends = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Message, string> last = new();
    private readonly ConcurrentDictionary<Message, bool> sent = new();
    private readonly ConcurrentDictionary<(string Reader, string Conversation), List<Shown>> seen = new();
    private readonly ConcurrentDictionary<(string Circuit, string Conversation), List<Shown>> delivered = new();
    private readonly ConcurrentQueue<(string Reader, long At)> opened = new();
    private readonly ConcurrentDictionary<string, int> refusals = new(StringComparer.Ordinal);

    /// <summary>By its clock.</summary>
    public long Now => clock.GetTimestamp();

    public int SentCount => sent.Count;

    public int AcknowledgedCount => acknowledged.Count;

    /// <summary>What was answered otherwise, and how often. That there was no answer in time is none: a machine can be busy.</summary>
    public IReadOnlyDictionary<string, int> Refusals => refusals;

    public void Sent(Message message) => sent[message] = true;

    public void Acknowledged(Message message, long seq)
    {
        if (!acknowledged.TryAdd(message, (seq, Now)))
            throw new InvalidOperationException($"{message} was acknowledged twice.");
        ends.AddOrUpdate(message.Conversation, seq, (_, end) => Math.Max(end, seq));
    }

    /// <summary>The last place of a conversation that was acknowledged.</summary>
    public long EndOf(string conversation) => ends.GetValueOrDefault(conversation);

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
    public void Seen(string reader, string conversation, long seq, Message? message) => Add(seen, (reader, conversation), seq, message);

    /// <summary>A circuit has brought an entry; whether it is also shown is up to its page.</summary>
    public void Delivered(string circuit, string conversation, long seq, Message? message) => Add(delivered, (circuit, conversation), seq, message);

    /// <summary>From now on this reader's page is brought what comes.</summary>
    public void Opened(string reader) => opened.Enqueue((reader, Now));

    /// <summary>
    /// Each reader was shown each conversation in order, without a hole and nothing twice; all of one conversation were shown the same; nobody was shown what
    /// nobody sent; whoever read to the end was shown everything that was acknowledged, at the place that was acknowledged; and what a circuit brought was the
    /// same, in order, without a hole and nothing twice from its first entry on.
    /// </summary>
    /// <param name="toTheEnd">The readers who did.</param>
    public void Judge(params string[] toTheEnd)
    {
        var logs = new Dictionary<string, List<Shown>>(StringComparer.Ordinal);
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
        {
            entries.Select(entry => entry.Message).SequenceEqual(logs[conversation].Take(entries.Count).Select(entry => entry.Message))
                .ShouldBeTrue($"{reader} was shown {conversation} otherwise than another");
        }
        foreach (var ((circuit, conversation), entries) in delivered)
        {
            for (var i = 0; i < entries.Count; i++)
            {
                var (seq, message, _) = entries[i];
                if (i > 0)
                    seq.ShouldBe(entries[i - 1].Seq + 1, $"{circuit} brought place {seq} of {conversation} after {entries[i - 1].Seq}");
                (logs.GetValueOrDefault(conversation) ?? []).ElementAtOrDefault((int)seq - 1).Message
                    .ShouldBe(message, $"{circuit} brought another place {seq} of {conversation} than was shown");
            }
        }
        foreach (var reader in toTheEnd)
        {
            foreach (var (message, (seq, _)) in acknowledged)
            {
                var entries = seen.GetValueOrDefault((reader, message.Conversation)) ?? [];
                ((int)seq).ShouldBeLessThanOrEqualTo(entries.Count, $"{message} was acknowledged at {seq} and {reader} was never shown it");
                entries[(int)seq - 1].Message.ShouldBe(message, $"what {reader} was shown at {seq} of {message.Conversation} is not what was acknowledged");
            }
        }
    }

    /// <summary>In these times no page had to be opened again, and what was acknowledged was shown in time: circuits must have brought it.</summary>
    /// <param name="readers">Whose pages were open.</param>
    /// <param name="spans">In which this is promised.</param>
    public void JudgeLive(IReadOnlyCollection<string> readers, params LiveSpan[] spans)
    {
        foreach (var (reader, at) in opened)
            spans.ShouldNotContain(span => readers.Contains(reader) && span.Contains(at), $"the page of {reader} had to be opened again");
        foreach (var ((reader, conversation), entries) in seen.Where(one => readers.Contains(one.Key.Reader)))
        {
            var waited = 0;
            foreach (var (message, (seq, at)) in acknowledged.Where(one => one.Key.Conversation == conversation))
            {
                foreach (var span in spans.Where(span => span.Contains(at)))
                {
                    waited++;
                    ((int)seq).ShouldBeLessThanOrEqualTo(entries.Count, $"{reader} was never shown {message}");
                    clock.GetElapsedTime(at, entries[(int)seq - 1].At).ShouldBeLessThanOrEqualTo(span.Within, $"{reader} was shown {message} late");
                }
            }
            waited.ShouldBeGreaterThan(0, $"{reader} had nothing to wait for");
        }
    }

    private void Add(ConcurrentDictionary<(string, string), List<Shown>> lists, (string, string) to, long seq, Message? message)
    {
        var list = lists.GetOrAdd(to, _ => []);
        lock (list)
            list.Add(new(seq, message, Now));
    }

    private readonly record struct Shown(long Seq, Message? Message, long At);
}
