using System.Text.Json;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Messages.Retention;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// <c>GET …/messages?before=&amp;after=&amp;around=&amp;limit=</c>: a page of the log, ascending; without a place the newest. <c>more</c> says whether
/// the log goes on in the direction asked (with <c>around</c>: in either). What the reader has cleared is not there; <c>cleared</c> is the last
/// entry of it, <c>{seq, at}</c>, or null; <c>expired</c> the same of what is deleted for its age, and <c>retainDays</c> how long messages are kept (null: for
/// ever). <c>related</c> are the entries behind the page that say last what became of messages on it.
/// </summary>
internal static class ReadHistory
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static async Task<IResult> HandleAsync(
        string conv, long? before, long? after, long? around, int? limit,
        ChatSession session, IConversations conversations, MessageLog log, IOptions<MessageOptions> options, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || !await conversations.IsMemberAsync(conversation, session.User, cancellationToken))
            return Problem.NotFound();
        if ((before is null ? 0 : 1) + (after is null ? 0 : 1) + (around is null ? 0 : 1) > 1)
            return Problem.In<Texts>(400, "bad-request", "one-place");
        var size = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);

        var reading = new Reading(log, conversation, session.User);
        var bounds = await log.BoundsAsync(conversation, session.User, cancellationToken);
        var (entries, more) = (after, around) switch
        {
            ({ } seq, _) => await reading.AfterAsync(seq, size, cancellationToken),
            (_, { } seq) => await reading.AroundAsync(seq, size, cancellationToken),
            _ => await reading.BeforeAsync(before ?? long.MaxValue, size, cancellationToken),
        };
        return Answer(entries, await log.RelatedAsync(conversation, entries, cancellationToken), bounds, options.Value.DaysIn(bounds.Kind), more);
    }

    private static JsonAnswer Answer(List<LogEntry> entries, List<LogEntry> related, LogBounds bounds, int? retainDays, bool more) => new(json =>
    {
        json.WriteStartObject();
        Write(json, "entries", entries);
        Write(json, "related", related);
        // An entry may have come between the two questions.
        json.WriteNumber("last"u8, Math.Max(bounds.Last, entries.Count == 0 ? 0 : entries[^1].Seq));
        json.WriteBoolean("more"u8, more);
        Write(json, "cleared", bounds.ClearedSeq, bounds.ClearedAt);
        Write(json, "expired", bounds.ExpiredSeq, bounds.ExpiredAt);
        if (retainDays is { } days)
            json.WriteNumber("retainDays"u8, days);
        else
            json.WriteNull("retainDays"u8);
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, string name, long? seq, DateTimeOffset? at)
    {
        if (seq is null || at is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        json.WriteNumber("seq"u8, seq.Value);
        json.WriteNumber("at"u8, at.Value.ToUnixTimeMilliseconds());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, List<LogEntry> entries)
    {
        json.WriteStartArray(name);
        foreach (var entry in entries)
            LogEntryJson.Write(json, entry);
        json.WriteEndArray();
    }

    // One more than asked for tells whether the log goes on.
    private readonly record struct Reading(MessageLog Log, ConversationId Conversation, Guid Reader)
    {
        public async Task<(List<LogEntry> Entries, bool More)> BeforeAsync(long seq, int size, CancellationToken cancellationToken)
        {
            var entries = await Log.BeforeAsync(Conversation, Reader, seq, size + 1, cancellationToken);
            var more = entries.Count > size;
            if (more)
                entries.RemoveAt(0);
            return (entries, more);
        }

        public async Task<(List<LogEntry> Entries, bool More)> AfterAsync(long seq, int size, CancellationToken cancellationToken)
        {
            var entries = await Log.AfterAsync(Conversation, Reader, seq, size + 1, cancellationToken);
            var more = entries.Count > size;
            if (more)
                entries.RemoveAt(size);
            return (entries, more);
        }

        public async Task<(List<LogEntry> Entries, bool More)> AroundAsync(long seq, int size, CancellationToken cancellationToken)
        {
            var older = await BeforeAsync(seq, size / 2, cancellationToken);
            var newer = await AfterAsync(seq - 1, size - older.Entries.Count, cancellationToken);
            return ([.. older.Entries, .. newer.Entries], older.More || newer.More);
        }
    }
}
