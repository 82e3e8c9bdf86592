using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Reads the log.</summary>
internal sealed class MessageLog(IDbContextFactory<ChatDatabase> databases)
{
    /// <summary>A message of a device by its counter.</summary>
    public async Task<LogEntry?> FindAsync(ConversationId conversation, Guid device, long n, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Of(database, conversation).FirstOrDefaultAsync(entry => entry.Kind == LogEntryKind.Message && entry.Device == device && entry.N == n, cancellationToken);
    }

    /// <summary>The newest message of a device.</summary>
    public async Task<LogEntry?> LastOfAsync(ConversationId conversation, Guid device, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Of(database, conversation).Where(entry => entry.Kind == LogEntryKind.Message && entry.Device == device)
            .OrderByDescending(entry => entry.N).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Where the log ends, and up to where the reader has cleared it, or it is deleted for its age.</summary>
    public async Task<LogBounds> BoundsAsync(ConversationId conversation, Guid reader, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var bounds =
            from row in database.Set<Conversation>()
            where row.Id == conversation.Value
            from member in database.Set<Member>().Where(member => member.ConversationId == row.Id && member.User == reader).DefaultIfEmpty()
            from cleared in database.Set<LogEntry>().Where(entry => entry.ConversationId == row.Id && entry.Seq == member!.ClearedSeq).DefaultIfEmpty()
            from expired in database.Set<LogEntry>().Where(entry => entry.ConversationId == row.Id && entry.Seq == row.ExpiredSeq).DefaultIfEmpty()
            select new LogBounds(row.Kind, row.LastSeq, (long?)cleared!.Seq, (DateTimeOffset?)cleared.At, (long?)expired!.Seq, (DateTimeOffset?)expired.At);
        return await bounds.FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>At most <paramref name="limit"/> entries below <paramref name="seq"/> that the reader has not cleared, the nearest to it, ascending.</summary>
    public async Task<List<LogEntry>> BeforeAsync(ConversationId conversation, Guid reader, long seq, int limit, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var entries = await Readable(database, conversation, reader).Where(entry => entry.Seq < seq).OrderByDescending(entry => entry.Seq).Take(limit).ToListAsync(cancellationToken);
        entries.Reverse();
        return entries;
    }

    /// <summary>At most <paramref name="limit"/> entries above <paramref name="seq"/> that the reader has not cleared, the nearest to it, ascending.</summary>
    public async Task<List<LogEntry>> AfterAsync(ConversationId conversation, Guid reader, long seq, int limit, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Readable(database, conversation, reader).Where(entry => entry.Seq > seq).OrderBy(entry => entry.Seq).Take(limit).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Of each message of a page that others are about: the newest of these, where it stands behind the page; and what removed an edit on it. What
    /// removed a message is the newest about it, since nothing about it is taken after that.
    /// </summary>
    public async Task<List<LogEntry>> RelatedAsync(ConversationId conversation, IReadOnlyList<LogEntry> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
            return [];
        var (first, last) = (page[0].Seq, page[^1].Seq);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var newest = await Of(database, conversation).Where(entry => entry.About >= first && entry.About <= last)
            .GroupBy(entry => entry.About).Select(about => about.Max(entry => entry.Seq)).ToListAsync(cancellationToken);
        long[] behind = [.. newest.Concat(page.Select(entry => entry.RemovedBy ?? 0)).Where(seq => seq > last).Distinct()];
        return behind.Length == 0
            ? []
            : await Of(database, conversation).Where(entry => behind.Contains(entry.Seq)).OrderBy(entry => entry.Seq).ToListAsync(cancellationToken);
    }

    private static IQueryable<LogEntry> Readable(ChatDatabase database, ConversationId conversation, Guid reader) =>
        Of(database, conversation).Where(entry => entry.Seq > database.Set<Member>()
            .Where(member => member.ConversationId == conversation.Value && member.User == reader)
            .Select(member => member.ClearedSeq).FirstOrDefault())
            .Where(entry => entry.Seq > database.Set<Conversation>().Where(row => row.Id == conversation.Value).Select(row => row.ExpiredSeq).FirstOrDefault());

    private static IQueryable<LogEntry> Of(ChatDatabase database, ConversationId conversation) =>
        database.Set<LogEntry>().AsNoTracking().Where(entry => entry.ConversationId == conversation.Value);
}

/// <param name="Kind">Of the conversation.</param>
/// <param name="Last">The newest <c>seq</c>; 0: no such conversation.</param>
/// <param name="ClearedSeq">Up to here the reader has cleared it; null: nothing.</param>
/// <param name="ClearedAt">The time of that entry.</param>
/// <param name="ExpiredSeq">Up to here its messages are deleted for their age; null: none.</param>
/// <param name="ExpiredAt">The time of that entry.</param>
internal readonly record struct LogBounds(
    RoomKind Kind, long Last, long? ClearedSeq, DateTimeOffset? ClearedAt, long? ExpiredSeq, DateTimeOffset? ExpiredAt);
