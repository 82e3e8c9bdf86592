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

    public async Task<long> LastSeqAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Set<Conversation>().Where(row => row.Id == conversation.Value).Select(row => row.LastSeq).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>At most <paramref name="limit"/> entries below <paramref name="seq"/>, the nearest to it, ascending.</summary>
    public async Task<List<LogEntry>> BeforeAsync(ConversationId conversation, long seq, int limit, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var entries = await Of(database, conversation).Where(entry => entry.Seq < seq).OrderByDescending(entry => entry.Seq).Take(limit).ToListAsync(cancellationToken);
        entries.Reverse();
        return entries;
    }

    /// <summary>At most <paramref name="limit"/> entries above <paramref name="seq"/>, the nearest to it, ascending.</summary>
    public async Task<List<LogEntry>> AfterAsync(ConversationId conversation, long seq, int limit, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Of(database, conversation).Where(entry => entry.Seq > seq).OrderBy(entry => entry.Seq).Take(limit).ToListAsync(cancellationToken);
    }

    private static IQueryable<LogEntry> Of(ChatDatabase database, ConversationId conversation) =>
        database.Set<LogEntry>().AsNoTracking().Where(entry => entry.ConversationId == conversation.Value);
}
