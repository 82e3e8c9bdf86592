using System.Data.Common;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations.Blocks;
using BlazorChat.Web.Features.Conversations.Offers;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// Begins a conversation with its genesis. Two people have one dm, unless both have begun anew since: then nobody is left to take the other
/// back, and a new one takes its place (the old one stays readable).
/// </summary>
internal sealed class CreateConversation(
    IDbContextFactory<ChatDatabase> databases, Rooms rooms, RoomEntryJudge judge, RoomWriter writer, BlockPeople blocks, GroupAppend append)
{
    /// <param name="jws">The genesis.</param>
    /// <param name="profile">What a room is called; null: for a dm, or nothing was said.</param>
    /// <param name="session">Who posts it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<RoomAppend> RunAsync(string? jws, NewProfile? profile, ChatSession session, CancellationToken cancellation)
    {
        if (!RoomEntry.TryParse(jws, out var entry, out var refusal))
            return new RoomAppend.Refused(refusal);
        if (entry.Payload is not CreateRoom create)
            return new RoomAppend.Refused(RoomRefusal.Op);
        if (profile is not null && (create.Kind == RoomKind.Dm || profile.Slot is not null && create.Kind != RoomKind.Open))
            return new RoomAppend.Refused(ConversationProblems.BadProfile);
        // Before the judgement: the same bytes posted again are answered even when their time has passed.
        if (await AlreadyThereAsync(entry, session, cancellation) is { } done)
            return done;
        var (room, code) = await judge.JudgeAsync(null, entry, session, cancellation);
        if (room is null)
            return new RoomAppend.Refused(code!);
        if (create.Kind != RoomKind.Dm)
            return await CreateRoomAsync(new CreateWork(writer, entry, session, room, new(null, null), profile ?? NewProfile.None));
        return await CreateDmAsync(entry, session, room, cancellation);
    }

    private async Task<RoomAppend> CreateRoomAsync(CreateWork work)
    {
        try
        {
            return await append.RunAsync(work, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            // Another host was faster: names and slots are unique in the database. Once more, to be told so.
            return await append.RunAsync(work, CancellationToken.None);
        }
    }

    private async Task<RoomAppend> CreateDmAsync(Signed<RoomEntry> entry, ChatSession session, RoomChainState room, CancellationToken cancellation)
    {
        var peer = room.PeerOf(session.User);
        if (blocks.Between(session.User, peer))
            return new RoomAppend.Refused(blocks.Has(session.User, peer) ? RoomRefusal.Blocking : RoomRefusal.BlockedBy);
        var pair = DmPair.Of(room);
        var known = await DmOfAsync(pair, cancellation);
        if (known is { } dm && !await IsGivenUpAsync(dm, cancellation))
            return new RoomAppend.Exists(dm);
        try
        {
            return await append.RunAsync(new CreateWork(writer, entry, session, room, new(pair, known), null), CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            // Another host was faster, and the database let only one of the two be the dm of this pair.
            if (await DmOfAsync(pair, cancellation) is not { } faster || faster == known)
                throw;
            return new RoomAppend.Exists(faster);
        }
    }

    private async Task<ConversationId?> DmOfAsync(string pair, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var id = await database.Set<Conversation>().Where(row => row.DmPair == pair).Select(row => row.Id).FirstOrDefaultAsync(cancellation);
        return id is null ? null : ConversationId.Parse(id);
    }

    private async Task<bool> IsGivenUpAsync(ConversationId dm, CancellationToken cancellation)
    {
        if (await rooms.FindAsync(dm, 0, cancellation) is not { } room)
            return false;
        foreach (var (user, seat) in room.State.Seats)
        {
            if (!await judge.IsOutdatedAsync(user, seat.Base, cancellation))
                return false;
        }

        return true;
    }

    private async Task<RoomAppend?> AlreadyThereAsync(Signed<RoomEntry> entry, ChatSession session, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation);
        var id = entry.Hash.Value;
        var stored = await database.Set<LogEntry>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.ConversationId == id && row.Seq == 1 && row.User == session.User, cancellation);
        return stored is null
            ? null
            : new RoomAppend.Done(ConversationId.Of(entry.Hash), 0, entry.Hash, new(stored.Seq, stored.At.ToUnixTimeMilliseconds()));
    }

    /// <param name="Pair">Of a dm.</param>
    /// <param name="GivenUp">The one whose place it takes.</param>
    private readonly record struct DmPlace(string? Pair, ConversationId? GivenUp);

    private sealed class CreateWork(
        RoomWriter writer, Signed<RoomEntry> entry, ChatSession signer, RoomChainState room, DmPlace dm, NewProfile? profile)
        : IAppendWork<RoomAppend>
    {
        private const string Insert = """
            INSERT INTO "conversations" ("Id", "Kind", "History", "LastSeq", "LastAt", "RecipientsVersion", "RoomN", "RoomHead", "DmPair", "Messages", "Members", "ExpiredSeq")
            VALUES (@p0, @p1, @p2, 0, 0, 0, 0, @p0, @p3, 0, 0, 0)
            """;

        private const string FindDm = """SELECT "Id" FROM "conversations" WHERE "DmPair" = @p0""";
        private const string FindFirst = """SELECT "At" FROM "entries" WHERE "ConversationId" = @p0 AND "Seq" = 1""";
        private const string GiveUp = """UPDATE "conversations" SET "DmPair" = NULL WHERE "Id" = @p0""";

        public string Key => room.Id.Value;

        public RoomAppend Run(AppendTransaction transaction)
        {
            if (ReadText(transaction, FindFirst, room.Id.Value) is { } at)
            {
                return Done(transaction.IsRepeated && ConversationHead.Lock(transaction, room.Id) is { RoomN: 0 } head
                    ? writer.WrittenBefore(transaction, head, entry, signer, null, room)
                    : new LogPosition(1, long.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
            }
            if (profile is not null && RefuseProfile(transaction, profile) is { } refusal)
                return refusal;
            if (dm.Pair is not null && ReadText(transaction, FindDm, dm.Pair) is { } other)
            {
                if (other != dm.GivenUp?.Value)
                    return new RoomAppend.Exists(ConversationId.Parse(other));
                transaction.Execute(GiveUp, other);
            }

            transaction.Execute(Insert, room.Id.Value, (int)room.Kind, (int)room.History, dm.Pair);
            var position = writer.Write(transaction, ConversationHead.Lock(transaction, room.Id)!, entry, signer, null, room);
            if (profile is not null)
                WriteProfile(transaction, profile, DateTimeOffset.FromUnixTimeMilliseconds(position.At));
            return Done(position);
        }

        private RoomAppend? RefuseProfile(AppendTransaction transaction, NewProfile wanted)
        {
            if (wanted.Slot is not null && ProfileRows.InSlot(transaction, wanted.Slot) is { } made)
                return new RoomAppend.Exists(ConversationId.Parse(made), IsRoom: true);
            if (room.Kind != RoomKind.Open || wanted.Name is null || ProfileRows.OtherCalled(transaction, Key, wanted.Name) is not { } other)
                return null;
            return wanted.Slot is null ? new RoomAppend.Refused(RoomRefusal.NameTaken) : new RoomAppend.Exists(ConversationId.Parse(other), IsRoom: true);
        }

        private void WriteProfile(AppendTransaction transaction, NewProfile wanted, DateTimeOffset at)
        {
            ProfileRows.Write(transaction, Key, wanted);
            if (room.Kind == RoomKind.Open && wanted.Name is not null)
                ProfileRows.TakeName(transaction, Key, wanted.Name);
            if (wanted.Slot is not null)
                RoomOfferRows.Settle(transaction, signer.User, wanted.Slot, at);
        }

        private RoomAppend.Done Done(LogPosition position) => new(room.Id, room.N, room.Head, position);

        private static string? ReadText(AppendTransaction transaction, string sql, string value)
        {
            using var row = transaction.Query(sql, value);
            return row.Read() ? Convert.ToString(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture) : null;
        }
    }
}
