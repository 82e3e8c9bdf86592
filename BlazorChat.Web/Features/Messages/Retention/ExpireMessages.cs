using BlazorChat.Pki;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Messages.Retention;

/// <summary>
/// Deletes what is older than the configuration keeps: a look a minute after the start, then every hour. In small works through the group append, with
/// a pause between two, so that nobody who sends waits for it. Where it was stopped it goes on; two hosts at once do no harm.
/// </summary>
internal sealed partial class ExpireMessages(
    IDbContextFactory<ChatDatabase> databases, GroupAppend append, IConversations conversations, IOptions<MessageOptions> options, ILeader leader, TimeProvider clock,
    ILogger<ExpireMessages> logger) : BackgroundService
{
    public static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly RoomKind[] Kinds = [RoomKind.Dm, RoomKind.Private, RoomKind.Open];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Kinds.All(kind => options.Value.DaysIn(kind) is null))
            return;
        await Task.Delay(First, clock, stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                if (leader.Leads)
                    await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e); // a full disk, say; the next hour goes on from there
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>How many messages were deleted.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var messages = 0;
        foreach (var kind in Kinds)
        {
            if (options.Value.CutoffIn(kind, clock.GetUtcNow()) is not { } cutoff)
                continue;
            foreach (var conversation in await DueAsync(kind, cutoff, cancellation))
                messages += await ExpireAsync(ConversationId.Parse(conversation), cutoff, cancellation);
        }
        if (messages > 0)
            LogDone(messages);
        return messages;
    }

    private async Task<List<string>> DueAsync(RoomKind kind, DateTimeOffset cutoff, CancellationToken cancellation)
    {
        var sessionsBefore = ForgetSessionsWork.BoundOf(cutoff);
        await using var database = await databases.CreateDbContextAsync(cancellation);
        return await database.Set<Conversation>()
            .Where(row => row.Kind == kind)
            .Where(row => database.Set<LogEntry>().Any(entry => entry.ConversationId == row.Id && entry.Seq == row.ExpiredSeq + 1 && entry.At < cutoff)
                || database.Set<MessageSession>().Any(session => session.ConversationId == row.Id && session.At < sessionsBefore))
            .Select(row => row.Id).ToListAsync(cancellation);
    }

    private async Task<int> ExpireAsync(ConversationId conversation, DateTimeOffset cutoff, CancellationToken cancellation)
    {
        var (messages, upTo) = (0, (long?)null);
        try
        {
            while (await append.RunAsync(new ExpireWork(conversation, cutoff), cancellation) is { UpTo: { } last } batch)
            {
                (messages, upTo) = (messages + batch.Messages, last);
                await Task.Delay(Pause, cancellation);
            }
        }
        finally
        {
            // What is gone is gone, whatever became of the rest.
            if (upTo is { } seq)
                await conversations.AnnounceExpiredAsync(conversation, seq, CancellationToken.None);
        }
        while (await append.RunAsync(new ForgetSessionsWork(conversation, ForgetSessionsWork.BoundOf(cutoff)), cancellation) == ForgetSessionsWork.Batch)
            await Task.Delay(Pause, cancellation);
        return messages;
    }

    [LoggerMessage(5021, LogLevel.Information, "Deleted {Messages} messages that were older than the configuration keeps")]
    private partial void LogDone(int messages);

    [LoggerMessage(5022, LogLevel.Error, "Deleting old messages failed; it is tried again in an hour")]
    private partial void LogFailed(Exception e);
}
