using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// <c>GET …/messages?before=&amp;after=&amp;around=&amp;limit=</c>: a page of the log, ascending; without a place the newest. <c>more</c> says whether
/// the log goes on in the direction asked (with <c>around</c>: in either).
/// </summary>
internal static class ReadHistory
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static async Task<IResult> HandleAsync(
        string conv, long? before, long? after, long? around, int? limit,
        ChatSession session, IConversations conversations, MessageLog log, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || !await conversations.IsMemberAsync(conversation, session.User, cancellationToken))
            return Problem.NotFound();
        if ((before is null ? 0 : 1) + (after is null ? 0 : 1) + (around is null ? 0 : 1) > 1)
            return Problem.In<Texts>(400, "bad-request", "one-place");
        var size = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);

        var last = await log.LastSeqAsync(conversation, cancellationToken);
        var (entries, more) = (after, around) switch
        {
            ({ } seq, _) => await AfterAsync(log, conversation, seq, size, cancellationToken),
            (_, { } seq) => await AroundAsync(log, conversation, seq, size, cancellationToken),
            _ => await BeforeAsync(log, conversation, before ?? long.MaxValue, size, cancellationToken),
        };
        // An entry may have come between the two questions.
        return Answer(entries, Math.Max(last, entries.Count == 0 ? 0 : entries[^1].Seq), more);
    }

    private static JsonAnswer Answer(List<LogEntry> entries, long last, bool more) => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("entries"u8);
        foreach (var entry in entries)
            LogEntryJson.Write(json, entry);
        json.WriteEndArray();
        json.WriteNumber("last"u8, last);
        json.WriteBoolean("more"u8, more);
        json.WriteEndObject();
    });

    // One more than asked for tells whether the log goes on.
    private static async Task<(List<LogEntry> Entries, bool More)> BeforeAsync(MessageLog log, ConversationId conversation, long seq, int size, CancellationToken cancellationToken)
    {
        var entries = await log.BeforeAsync(conversation, seq, size + 1, cancellationToken);
        var more = entries.Count > size;
        if (more)
            entries.RemoveAt(0);
        return (entries, more);
    }

    private static async Task<(List<LogEntry> Entries, bool More)> AfterAsync(MessageLog log, ConversationId conversation, long seq, int size, CancellationToken cancellationToken)
    {
        var entries = await log.AfterAsync(conversation, seq, size + 1, cancellationToken);
        var more = entries.Count > size;
        if (more)
            entries.RemoveAt(size);
        return (entries, more);
    }

    private static async Task<(List<LogEntry> Entries, bool More)> AroundAsync(MessageLog log, ConversationId conversation, long seq, int size, CancellationToken cancellationToken)
    {
        var older = await BeforeAsync(log, conversation, seq, size / 2, cancellationToken);
        var newer = await AfterAsync(log, conversation, seq - 1, size - older.Entries.Count, cancellationToken);
        return ([.. older.Entries, .. newer.Entries], older.More || newer.More);
    }
}
