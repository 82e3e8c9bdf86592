using System.Text.Json.Nodes;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>Says a <see cref="SendRefusal"/> in HTTP.</summary>
internal static class SendProblem
{
    public static IResult Of(SendRefusal refusal) => refusal switch
    {
        SendRefusal.NotFound => Problem.NotFound(),
        SendRefusal.NotMember => Problem.Of(403, "not-member", "You are no longer in this conversation."),
        SendRefusal.Blocked => Problem.Of(403, "blocked", "This device cannot take part in the conversation, now or until a member adds you again."),
        SendRefusal.Counter counter => Problem.Of(409, "counter", "This is not the device's next message here.", ("last", Entry(counter.Last))),
        SendRefusal.StaleSession => Problem.Of(409, "session", "A new session is due."),
        SendRefusal.Recipients recipients => Problem.Of(409, "recipients", "The recipients have changed.",
            ("changed", recipients.Changed.Select(Uuid.Write).ToArray()), ("version", recipients.Version)),
        SendRefusal.Room room => Problem.Of(409, "room", "The conversation has changed.", ("n", room.N), ("head", room.Head)),
        SendRefusal.Unsettled => Problem.Of(409, "recipients", "The recipients are changing; try again.", ("changed", Array.Empty<string>()), ("version", -1)),
        SendRefusal.Bad { Code: Refused.TooLarge } => RequestBody.TooLarge(),
        SendRefusal.Bad bad => Problem.Of(400, bad.Code, "This is not what the protocol asks for here."),
        SendRefusal.Signer { Code: SignerRefusal.Expired } => Problem.Of(403, SignerRefusal.Expired, "This device's certificate has expired and must be renewed."),
        SendRefusal.Signer signer => Problem.Of(403, signer.Code, "This is not signed by the device you are signed in with."),
        _ => throw new InvalidOperationException($"A refusal nobody renders: {refusal.GetType().Name}"),
    };

    private static JsonObject? Entry(LogEntry? entry) => entry is null ? null : new JsonObject
    {
        ["seq"] = entry.Seq,
        ["at"] = entry.At.ToUnixTimeMilliseconds(),
        ["kind"] = "message",
        ["user"] = Uuid.Write(entry.User),
        ["device"] = Uuid.Write(entry.Device),
        ["n"] = entry.N,
        ["jwe"] = entry.Body,
    };
}
