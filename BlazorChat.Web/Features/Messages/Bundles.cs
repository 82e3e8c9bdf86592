using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Messages;

/// <summary><c>{kid, jwe}</c>.</summary>
internal sealed record BundleRequest(string Kid, string Jwe);

/// <summary>
/// <c>POST …/bundles</c>: session keys sealed for one key of the conversation. For an own device or recovery key always, for another's only
/// where history is shared. <c>GET …/bundles?kid=</c>: those for one of the asking user's keys.
/// </summary>
internal static class Bundles
{
    /// <summary>For one key in one conversation: several members, each in several parts. Then the oldest make room.</summary>
    public const int MaxForKey = 32;

    public static async Task<IResult> PostAsync(
        string conv, BundleRequest request, ChatSession session, DeviceGate devices, IConversations conversations,
        GroupAppend append, TimeProvider clock, UserRates rates, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || session.Device is not { } device)
            return Problem.NotFound();
        if ((rates.Refuse(RateLimits.Bundles, session.User) ?? rates.RefuseBytes(RateLimits.KeyKiB, session.User, request.Jwe.Length)) is { } wait)
            return Problem.Throttled(wait);
        if (!BundleJwe.TryParse(request.Jwe, out var jwe, out var why))
            return SendProblem.Of(new SendRefusal.Bad(why));
        if (jwe.Recipient.Value != request.Kid)
            return SendProblem.Of(new SendRefusal.Bad("recipient"));

        var admission = await devices.AdmitAsync(conversation, session.User, device, 0, cancellationToken);
        if (admission.Recipients is not { } recipients)
            return SendProblem.Of(admission.Refusal!);
        if (!recipients.Keys.TryGetValue(jwe.Recipient, out var owner))
            return SendProblem.Of(new SendRefusal.Bad("recipient"));
        if (owner.User != session.User && await conversations.FindAsync(conversation, cancellation: cancellationToken) is not { History: RoomHistory.Shared })
            return Problem.In<Texts>(403, "history", "history");

        await append.RunAsync(new Work(conversation, jwe, session.User, device, clock.GetUtcNow()), cancellationToken);
        return TypedResults.Json(new { }, statusCode: StatusCodes.Status201Created);
    }

    public static async Task<IResult> GetAsync(
        string conv, string kid, ChatSession session, IConversations conversations, IUserChains chains,
        IDbContextFactory<ChatDatabase> databases, CancellationToken cancellationToken)
    {
        if (!ConversationId.TryParse(conv, out var conversation) || !Kid.TryParse(kid, out var key)
            || !await conversations.IsMemberAsync(conversation, session.User, cancellationToken)
            || (await chains.OfAsync(session.User, cancellationToken)).Pairs.All(pair => pair.Enc != key))
            return Problem.NotFound();
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var bundles = await database.Set<KeyBundle>().AsNoTracking()
            .Where(bundle => bundle.ConversationId == conversation.Value && bundle.Kid == key.Value)
            .OrderBy(bundle => bundle.Id).ToListAsync(cancellationToken);
        return new JsonAnswer(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("bundles"u8);
            foreach (var bundle in bundles)
            {
                json.WriteStartObject();
                json.WriteString("jwe"u8, bundle.Jwe);
                json.WriteNumber("at"u8, bundle.At.ToUnixTimeMilliseconds());
                json.WriteString("user"u8, bundle.User);
                json.WriteString("device"u8, bundle.Device);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private sealed class Work(ConversationId conversation, BundleJwe jwe, Guid user, Guid device, DateTimeOffset at) : IAppendWork<int>
    {
        public string Key => conversation.Value;

        public int Run(AppendTransaction transaction)
        {
            var bundles = transaction.Database.Set<KeyBundle>();
            var mine = bundles.Where(bundle => bundle.ConversationId == conversation.Value && bundle.Kid == jwe.Recipient.Value);
            // The answer was lost, and the same is left again.
            if (mine.Any(bundle => bundle.Device == device && bundle.Jwe == jwe.Compact))
                return 0;
            var shares = mine.GroupBy(bundle => bundle.User).Select(left => new { User = left.Key, Count = left.Count(), Oldest = left.Min(bundle => bundle.Id) }).ToList();
            // Who has left the most makes room, so that one member cannot crowd out what the others left.
            if (shares.Sum(share => share.Count) >= MaxForKey && shares.MaxBy(share => share.Count + (share.User == user ? 1 : 0)) is { } most)
                mine.Where(bundle => bundle.Id == most.Oldest).ExecuteDelete();
            bundles.Add(new KeyBundle { ConversationId = conversation.Value, Kid = jwe.Recipient.Value, User = user, Device = device, At = at, Jwe = jwe.Compact });
            return transaction.Database.SaveChanges();
        }
    }
}
