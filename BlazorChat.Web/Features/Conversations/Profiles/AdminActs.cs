using System.Data.Common;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Conversations.Profiles;

/// <summary>
/// What admins of a room do beside the room chain. Whether somebody is one is judged outside and compared under the lock by the recipients'
/// version, as a send is: who is removed at the same time, or begins anew with a password alone, changes nothing any more.
/// </summary>
internal sealed class AdminActs(Rooms rooms, Recipients recipients, IUserChains chains, GroupAppend append, ConversationWatchers watchers)
{
    private const int MaxAttempts = 5;

    /// <param name="conversation">Which room.</param>
    /// <param name="session">Who acts, with which device.</param>
    /// <param name="act">Runs under the lock: what to write, or the code of why not.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null: done.</returns>
    public async Task<RoomAppend?> RunAsync(
        ConversationId conversation, ChatSession session, Func<AppendTransaction, ConversationHead, RoomChainState, string?> act, CancellationToken cancellation)
    {
        var version = 0L;
        for (var attempt = 0; ; attempt++)
        {
            var set = await recipients.OfAsync(conversation, version, cancellation);
            if (set is null || await rooms.FindAsync(conversation, 0, cancellation) is not { } room)
                return new RoomAppend.NotFound();
            if (Refuse(room.State, session.User) is { } refusal)
                return refusal;
            var pair = (await chains.OfAsync(session.User, cancellation)).OfDevice(session.Device!.Value);
            // An admin under an outdated base, or with a device that may not be used, has none here.
            if (pair is null || !set.Contains(pair.Enc))
                return new RoomAppend.Refused(RoomRefusal.NotAdmin);
            var work = new Work(room.State, set.Version, act);
            var outcome = await RunAsync(work);
            if (outcome.Version is not { } moved)
                return Told(room.State, outcome);
            if (attempt == MaxAttempts)
                return new RoomAppend.Moved(room.State.N, room.State.Head);
            version = moved;
        }
    }

    private static RoomAppend? Refuse(RoomChainState room, Guid user) =>
        !room.IsMember(user) && room.Kind != RoomKind.Open ? new RoomAppend.NotFound()
        : room.Kind == RoomKind.Dm ? new RoomAppend.Refused(RoomRefusal.Op)
        : room.IsAdmin(user) ? null
        : new RoomAppend.Refused(RoomRefusal.NotAdmin);

    private async Task<Outcome> RunAsync(Work work)
    {
        try
        {
            return await append.RunAsync(work, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or DbUpdateException)
        {
            // Another host was faster: names are unique in the database. Once more, to be told so.
            return await append.RunAsync(work, CancellationToken.None);
        }
    }

    private RoomAppend.Refused? Told(RoomChainState room, Outcome outcome)
    {
        if (outcome.Refusal is { } code)
            return new RoomAppend.Refused(code);
        watchers.TellProfile(room, outcome.Seq, DateTimeOffset.FromUnixTimeMilliseconds(outcome.At));
        return null;
    }

    /// <param name="Refusal">Why not.</param>
    /// <param name="Version">The recipients have changed meanwhile: their version now.</param>
    /// <param name="Seq">The log's end.</param>
    /// <param name="At">The time of it.</param>
    private readonly record struct Outcome(string? Refusal, long? Version, long Seq = 0, long At = 0);

    private sealed class Work(RoomChainState room, long version, Func<AppendTransaction, ConversationHead, RoomChainState, string?> act) : IAppendWork<Outcome>
    {
        public string Key => room.Id.Value;

        public Outcome Run(AppendTransaction transaction)
        {
            var head = ConversationHead.Lock(transaction, room.Id)!;
            return head.RecipientsVersion != version
                ? new Outcome(null, head.RecipientsVersion)
                : new Outcome(act(transaction, head, room), null, head.LastSeq, head.LastAt);
        }
    }
}
