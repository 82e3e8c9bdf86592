using System.Text.Json.Nodes;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Says a <see cref="SendRefusal"/> in HTTP, in the reader's language.</summary>
internal static class SendProblem
{
    public static IResult Of(SendRefusal refusal) => refusal switch
    {
        SendRefusal.NotFound => Problem.NotFound(),
        SendRefusal.NotMember => Problem.In<Texts>(403, "not-member", "not-member"),
        SendRefusal.Blocked => Problem.In<Texts>(403, "blocked", "blocked"),
        SendRefusal.Blocking => Problem.In<Texts>(403, "blocking", "blocking"),
        SendRefusal.BlockedBy => Problem.In<Texts>(403, "blocked-by", "blocked-by"),
        SendRefusal.Counter counter => Problem.In<Texts>(409, "counter", "counter", ("last", Entry(counter.Last))),
        SendRefusal.StaleSession => Problem.In<Texts>(409, "session", "session"),
        SendRefusal.Recipients recipients => Problem.In<Texts>(409, "recipients", "recipients",
            ("changed", recipients.Changed.Select(Uuid.Write).ToArray()), ("version", recipients.Version)),
        SendRefusal.Room room => Problem.In<Texts>(409, "room", "room", ("n", room.N), ("head", room.Head)),
        SendRefusal.Archived => Problem.In<Texts>(422, "archived", "archived"),
        SendRefusal.Unsettled => Problem.In<Texts>(409, "recipients", "unsettled", ("changed", Array.Empty<string>()), ("version", -1)),
        SendRefusal.NothingThere => Problem.In<Texts>(422, "about", "about"),
        SendRefusal.NotYours => Problem.In<Texts>(403, "not-yours", "not-yours"),
        SendRefusal.Removed => Problem.In<Texts>(409, "removed", "removed"),
        SendRefusal.Bad { Code: Refused.TooLarge } => RequestBody.TooLarge(),
        SendRefusal.Bad bad => Problem.In<Texts>(400, bad.Code, "bad"),
        SendRefusal.Signer { Code: SignerRefusal.Expired } => Problem.In<Texts>(403, SignerRefusal.Expired, SignerRefusal.Expired),
        SendRefusal.Signer signer => Problem.In<Texts>(403, signer.Code, "signer"),
        _ => throw new InvalidOperationException($"A refusal nobody renders: {refusal.GetType().Name}"),
    };

    private static JsonObject? Entry(LogEntry? entry)
    {
        if (entry is null)
            return null;
        var written = new JsonObject
        {
            ["seq"] = entry.Seq,
            ["at"] = entry.At.ToUnixTimeMilliseconds(),
            ["kind"] = "message",
            ["user"] = Uuid.Write(entry.User),
            ["device"] = Uuid.Write(entry.Device),
            ["n"] = entry.N,
            ["jwe"] = entry.Body.Length > 0 ? entry.Body : null,
        };
        if (entry is { Body: "", RemovedBy: null })
            written["expired"] = true;
        if (entry.About is { } about)
            written["about"] = about;
        if (entry.RemovedBy is { } removedBy)
            written["removedBy"] = removedBy;
        return written;
    }
}
