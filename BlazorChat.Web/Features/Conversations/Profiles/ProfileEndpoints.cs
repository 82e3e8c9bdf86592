using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Conversations.Profiles;

/// <summary>…/profile: what a room is called; …/archived: whether anything is taken in it any more. Both are for its admins.</summary>
internal static class ProfileEndpoints
{
    public sealed record Profile(string? Name, string? Topic, string? Colour)
    {
        /// <summary>Never what somebody typed.</summary>
        public override string ToString() => nameof(Profile);
    }

    public sealed record Archiving(bool Archived);

    public static void MapRoomProfiles(this IEndpointRouteBuilder app)
    {
        app.MapPut("/api/conversations/{conv}/profile", ChangeAsync).RequireDevice().WithMetadata(new BodyLimit());
        app.MapPut("/api/conversations/{conv}/archived", ArchiveAsync).RequireDevice().WithMetadata(new BodyLimit());
    }

    private static Task<IResult> ChangeAsync(
        string conv, Profile body, ChatSession session, AdminActs acts, RoomThrottle throttle, ConversationProblems problems, CancellationToken cancellation)
    {
        var (profile, refusal) = NewProfile.Parse(named: true, body.Name, body.Topic, body.Colour);
        return profile is null
            ? Task.FromResult(problems.Of(new RoomAppend.Refused(refusal!)))
            : ActAsync(conv, session, acts, throttle, problems, (transaction, head, room) => Change(transaction, head, room, profile), cancellation);
    }

    private static Task<IResult> ArchiveAsync(
        string conv, Archiving body, ChatSession session, AdminActs acts, RoomThrottle throttle, ConversationProblems problems, TimeProvider clock,
        CancellationToken cancellation) =>
        ActAsync(
            conv, session, acts, throttle, problems,
            (transaction, head, room) => body.Archived ? Archive(transaction, head, room, clock.GetUtcNow()) : BringBack(transaction, head, room), cancellation);

    private static async Task<IResult> ActAsync(
        string conv, ChatSession session, AdminActs acts, RoomThrottle throttle, ConversationProblems problems,
        Func<AppendTransaction, ConversationHead, RoomChainState, string?> act, CancellationToken cancellation)
    {
        if (!ConversationId.TryParse(conv, out var id))
            return Problem.NotFound();
        if (throttle.BeginEntry(session.User) is { } wait)
            return Problem.Throttled(wait);
        return await acts.RunAsync(id, session, act, cancellation) switch
        {
            null => TypedResults.NoContent(),
            RoomAppend.Refused { Code: RoomRefusal.NotAdmin } => problems.NotAdmin(),
            var refusal => problems.Of(refusal),
        };
    }

    private static string? Change(AppendTransaction transaction, ConversationHead head, RoomChainState room, NewProfile profile)
    {
        if (room.Kind == RoomKind.Open && head.ArchivedAt is null)
        {
            if (ProfileRows.OtherCalled(transaction, room.Id.Value, profile.Name!) is not null)
                return RoomRefusal.NameTaken;
            ProfileRows.TakeName(transaction, room.Id.Value, profile.Name!);
        }
        ProfileRows.Change(transaction, room.Id.Value, profile);
        return null;
    }

    private static string? Archive(AppendTransaction transaction, ConversationHead head, RoomChainState room, DateTimeOffset now)
    {
        if (head.ArchivedAt is not null)
            return null;
        head.Archive(now);
        ProfileRows.FreeName(transaction, room.Id.Value);
        return null;
    }

    // Its name may be another room's by now.
    private static string? BringBack(AppendTransaction transaction, ConversationHead head, RoomChainState room)
    {
        if (room.Kind == RoomKind.Open && ProfileRows.Name(transaction, room.Id.Value) is { } name)
        {
            if (ProfileRows.OtherCalled(transaction, room.Id.Value, name) is not null)
                return RoomRefusal.NameTaken;
            ProfileRows.TakeName(transaction, room.Id.Value, name);
        }
        head.Archive(null);
        return null;
    }
}
