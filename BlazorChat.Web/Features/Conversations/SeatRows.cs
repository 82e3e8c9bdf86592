using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Keeps the rows of members in step with the room chain, inside the group that appends the entry.</summary>
internal static class SeatRows
{
    // Who comes has nothing to catch up on: what was before is read. Who comes back under a new base keeps the place, and what they cleared.
    private const string Seat = """
        INSERT INTO "members" ("ConversationId", "User", "Base", "Role", "ReadSeq", "ToldSeq", "ClearedSeq", "ClearedBefore", "ReadBefore", "Muted", "Favourite")
        VALUES (@p0, @p1, @p2, @p3, @p4, 0, 0, 0, 0, FALSE, FALSE)
        ON CONFLICT ("ConversationId", "User") DO UPDATE SET "Base" = excluded."Base", "Role" = excluded."Role"
        """;

    private const string Unseat = """DELETE FROM "members" WHERE "ConversationId" = @p0 AND "User" = @p1""";

    public static void Write(AppendTransaction transaction, RoomChainState? before, RoomChainState after, long seq)
    {
        foreach (var user in before?.Seats.Keys.Where(user => !after.IsMember(user)) ?? [])
            transaction.Execute(Unseat, after.Id.Value, user);
        foreach (var (user, seat) in after.Seats)
        {
            if (before is not null && before.Seats.TryGetValue(user, out var old) && old == seat)
                continue;
            // Their keys are changing at this moment: what they were judged by may be out of date, and their change would pass this conversation by.
            if (!transaction.Dialect.TryShareTurn(transaction, RecipientsChanged.Turn(user)))
                throw new AppendException(AppendFailure.Busy);
            transaction.Execute(Seat, after.Id.Value, user, seat.Base.Value, (int)seat.Role, seq);
        }
    }
}
