using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// Appends an entry to a room chain: judged outside, compared under the row lock (the head by n and hash, the user chains and revocations
/// by the recipients' version), judged again if anything moved meanwhile.
/// </summary>
internal sealed class AppendRoomEntry(
    IDbContextFactory<ChatDatabase> databases, Rooms rooms, RoomEntryJudge judge, RoomWriter writer)
{
    /// <summary>A conversation that changes under every judgement is under attack or broken; the client repeats.</summary>
    private const int MaxAttempts = 5;

    public async Task<RoomAppend> RunAsync(ConversationId conversation, string? jws, ChatSession session, CancellationToken cancellation)
    {
        if (!RoomEntry.TryParse(jws, out var entry, out var refusal))
            return new RoomAppend.Refused(refusal);
        for (var attempt = 0; ; attempt++)
        {
            var (head, room) = await ReadAsync(conversation, cancellation);
            if (head is null || room is null || !MaySee(room.State, entry.Payload, session.User))
                return new RoomAppend.NotFound();
            if (entry.Payload.Conv != conversation)
                return new RoomAppend.Refused(RoomRefusal.Conv);
            if (entry.Payload.N != room.State.N + 1 || entry.Payload.Prev != room.State.Head)
                return await AlreadyThereAsync(entry, conversation, session, cancellation) ?? new RoomAppend.Moved(room.State.N, room.State.Head);
            if (head.ArchivedAt is not null && entry.Payload is not LeaveRoom)
                return new RoomAppend.Refused(RoomRefusal.Archived);
            (var next, refusal) = await judge.JudgeAsync(room.State, entry, session, cancellation);
            if (next is null)
                return new RoomAppend.Refused(refusal!);
            var work = writer.Append(entry, session, room, next, head.RecipientsVersion);
            if (await writer.RunAsync(work) is { } position)
                return new RoomAppend.Done(conversation, next.N, next.Head, position);
            if (attempt == MaxAttempts)
                return new RoomAppend.Moved(room.State.N, room.State.Head);
        }
    }

    // The version first: what is judged afterwards is at least as new.
    private async Task<(Conversation? Head, Room? Room)> ReadAsync(ConversationId conversation, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var head = await database.Set<Conversation>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == conversation.Value, cancellation);
        return head is null ? (null, null) : (head, await rooms.FindAsync(database, conversation, head.RoomN, cancellation));
    }

    // Who is not in a conversation does not learn that there is one; into an open one everybody may go.
    private static bool MaySee(RoomChainState room, RoomEntry entry, Guid user) =>
        room.IsMember(user) || room.Kind == RoomKind.Open && entry is AddMember add && add.Member.User == user;

    // The answer was lost and the client posts the same bytes again.
    private async Task<RoomAppend?> AlreadyThereAsync(
        Signed<RoomEntry> entry, ConversationId conversation, ChatSession session, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var (id, n, hash) = (conversation.Value, entry.Payload.N, entry.Hash.Value);
        var stored = await database.Set<LogEntry>().AsNoTracking().FirstOrDefaultAsync(
            row => row.ConversationId == id && row.Kind == LogEntryKind.Room && row.N == n && row.Hash == hash && row.User == session.User, cancellation);
        return stored is null ? null : new RoomAppend.Done(conversation, n, entry.Hash, new(stored.Seq, stored.At.ToUnixTimeMilliseconds()));
    }
}
