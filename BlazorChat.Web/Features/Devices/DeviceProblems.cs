using BlazorChat.Web.Operations;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Refusals of this slice as problem details: the sentence of a code, in the reader's language.</summary>
internal sealed class DeviceProblems(IStringLocalizer<Texts> texts)
{
    public const string WrongNonce = "wrong-nonce";
    public const string WrongOrigin = "wrong-origin";
    public const string Clock = "iat";
    public const string Blocked = "blocked";
    public const string NoDevice = "no-device";
    public const string Conflict = "chain";
    public const string Busy = "busy";
    public const string Exists = "exists";
    public const string BadDevice = "bad-device";
    private const string TooManyUsers = "bad-users";
    public const string BadEncoding = "bad-encoding";
    public const string RecordChanged = "record-changed";
    public const string DeviceDropped = "device-dropped";

    public IResult Of(int status, string code, params ReadOnlySpan<(string Name, object? Value)> extensions) =>
        Problem.Of(status, code, texts[code], extensions);

    /// <summary>What the sender got wrong in the form is 400; what is well said but not allowed is 422.</summary>
    public IResult OfEntry(string code) => Of(
        code is Protocol.Refused.Malformed or Protocol.Refused.Header or Protocol.Refused.Payload or Protocol.Refused.UpdateNeeded
            ? StatusCodes.Status400BadRequest
            : code is Protocol.Refused.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status422UnprocessableEntity,
        code);

    /// <summary>More users than are answered for at once, or what names none.</summary>
    public IResult BadUsers() => Of(StatusCodes.Status400BadRequest, TooManyUsers);

    /// <summary>Something of another user that only a session with a proven device may see.</summary>
    public IResult NeedsDevice() => Of(StatusCodes.Status403Forbidden, NoDevice);
}
