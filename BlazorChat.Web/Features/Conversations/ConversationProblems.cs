using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>Refusals of this slice as problem details, each with a sentence in the reader's language.</summary>
internal sealed class ConversationProblems(IStringLocalizer<Texts> texts)
{
    public const string BadDm = "bad-dm";
    public const string BadSeq = "bad-seq";
    public const string BadClearing = "bad-clearing";
    public const string BadSearch = "bad-search";
    public const string BadHiding = "bad-hiding";
    public const string BadSlot = "bad-slot";
    public const string BadProfile = "bad-profile";
    public const string TooManyBlocked = "too-many-blocked";

    /// <summary>A request that is not one: <paramref name="text"/> says what is wrong with it.</summary>
    public IResult BadRequest(string text, params object[] values) => Problem.Of(StatusCodes.Status400BadRequest, "bad-request", texts[text, values]);

    /// <summary>What only an admin of the room may do.</summary>
    public IResult NotAdmin() => Problem.Of(StatusCodes.Status403Forbidden, RoomRefusal.NotAdmin, texts[RoomRefusal.NotAdmin]);

    /// <summary>A clearing that cannot be undone any more.</summary>
    public IResult TooLate() => Problem.Of(StatusCodes.Status409Conflict, "too-late", texts["too-late"]);

    /// <summary>Why a room chain entry was not appended.</summary>
    public IResult Of(RoomAppend result) => result switch
    {
        RoomAppend.NotFound => Problem.NotFound(),
        RoomAppend.Moved moved => Problem.Of(
            StatusCodes.Status409Conflict, "chain", texts["chain"], ("n", moved.N), ("head", moved.Head.Value)),
        RoomAppend.Exists exists => Problem.Of(
            StatusCodes.Status409Conflict, "exists", texts[exists.IsRoom ? "exists-room" : "exists"], ("conv", exists.Conversation.Value)),
        RoomAppend.Refused { Code: BadSlot or BadProfile or NewProfile.BadColour } refused => BadRequest(refused.Code, string.Join(", ", RoomColours.All)),
        RoomAppend.Refused refused => Problem.Of(StatusOf(refused.Code), refused.Code, texts[TextOf(refused.Code)]),
        _ => throw new InvalidOperationException($"{result.GetType().Name} is no refusal."),
    };

    /// <summary>Under which name the sentence of a refusal stands: some share one.</summary>
    internal static string TextOf(string code) => code switch
    {
        Refused.Malformed or Refused.Header or Refused.Payload => "form",
        RoomRefusal.Members or RoomRefusal.History or RoomRefusal.Conv => "settings",
        RoomRefusal.Signer or SignerRefusal.Unknown or SignerRefusal.Signature => "signer",
        SignerRefusal.Dropped or SignerRefusal.Revoked => "device-gone",
        RoomRefusal.N or RoomRefusal.Prev => "refused",
        _ => code,
    };

    private static int StatusOf(string code) => code switch
    {
        Refused.TooLarge => StatusCodes.Status413PayloadTooLarge,
        Refused.Malformed or Refused.Header or Refused.Payload or Refused.UpdateNeeded => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
