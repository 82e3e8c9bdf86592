using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Says in HTTP why a room chain entry was not appended.</summary>
internal static class RoomAppendProblem
{
    public static IResult Of(RoomAppend result) => result switch
    {
        RoomAppend.NotFound => Problem.NotFound(),
        RoomAppend.Moved moved => Problem.Of(
            StatusCodes.Status409Conflict, "chain", "The conversation has changed meanwhile. Look at the change, then try again.",
            ("n", moved.N), ("head", moved.Head.Value)),
        RoomAppend.Exists exists => Problem.Of(
            StatusCodes.Status409Conflict, "exists", "You two have a conversation already.", ("conv", exists.Conversation.Value)),
        RoomAppend.Refused { Code: Refused.TooLarge } => Problem.Of(
            StatusCodes.Status413PayloadTooLarge, Refused.TooLarge, "This entry is larger than the protocol allows."),
        RoomAppend.Refused refused => Problem.Of(StatusOf(refused.Code), refused.Code, SentenceOf(refused.Code)),
        _ => throw new InvalidOperationException($"{result.GetType().Name} is no refusal."),
    };

    private static int StatusOf(string code) => code switch
    {
        Refused.Malformed or Refused.Header or Refused.Payload or Refused.UpdateNeeded => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static string SentenceOf(string code) => code switch
    {
        Refused.UpdateNeeded => "This server is older than your page and does not know this entry.",
        Refused.Malformed or Refused.Header or Refused.Payload => "This is not an entry of the form the protocol has.",
        RoomRefusal.Iat => "The time in this entry is too far from the server's. Set this device's clock.",
        RoomRefusal.Op => "This kind of conversation has no such change.",
        RoomRefusal.NotMember => "You are not in this conversation with your present devices. Another member can take you back.",
        RoomRefusal.NotAdmin => "Only an admin of the conversation may do that.",
        RoomRefusal.OwnAdd => "Nobody can add themselves here.",
        RoomRefusal.WasRemoved => "An admin removed you from this room; only an admin can take you back.",
        RoomRefusal.Unchanged => "Everything is like that already.",
        RoomRefusal.LastAdmin => "One admin must remain. Make somebody else admin first.",
        RoomRefusal.NoSuchMember => "This person is not in the conversation.",
        RoomRefusal.TooManyMembers => "The room is full.",
        RoomRefusal.NotDue => "An admin still has a device, or somebody is longer here than you.",
        RoomRefusal.Base => "This person's devices have changed. Look at the change, then try again.",
        RoomRefusal.Members or RoomRefusal.History or RoomRefusal.Conv => "These are not the members and settings a conversation of this kind begins with.",
        RoomRefusal.Signer or SignerRefusal.Unknown or SignerRefusal.Signature => "This entry was not signed by the device you are using.",
        SignerRefusal.Dropped or SignerRefusal.Revoked => "This device may not be used any more.",
        SignerRefusal.Held => "This device is on hold.",
        SignerRefusal.Expired => "This device's certificate has expired and must be renewed.",
        _ => "The conversation does not take this change.",
    };
}
