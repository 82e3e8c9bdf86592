using BlazorChat.Directories;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Why somebody is kept out: the words of <c>/blocked?reason=</c> and of the API's <c>reason</c>.</summary>
internal static class BlockReason
{
    public const string Revoked = "revoked";
    public const string Hold = "hold";
    public const string Dropped = "dropped";
    public const string Disabled = "disabled";
    public const string Deleted = "deleted";
    public const string Ended = "ended";
    public const string Locked = "locked";
    public const string Expired = "expired";
    public const string MustChange = "must-change";
    public const string NotAllowed = "not-allowed";
    public const string NotAdministrator = "not-administrator";
    public const string Unknown = "unknown";

    public static IReadOnlyList<string> All { get; } =
        [Revoked, Hold, Dropped, Disabled, Deleted, Ended, Locked, Expired, MustChange, NotAllowed, NotAdministrator, Unknown];

    /// <summary>Reasons that concern the device, not the account: a new one can be set up.</summary>
    public static bool IsOfDevice(string reason) => reason is Revoked or Dropped or Unknown;

    public static string Parse(string? typed) => All.FirstOrDefault(reason => reason == typed) ?? Unknown;

    public static string Of(SignInRefusal refusal) => refusal switch
    {
        SignInRefusal.Locked => Locked,
        SignInRefusal.Expired => Expired,
        SignInRefusal.MustChange => MustChange,
        SignInRefusal.Disabled => Disabled,
        _ => NotAllowed,
    };

    /// <summary>Where a circuit goes when its session has ended.</summary>
    public static string? Of(SessionEndReason reason) => reason switch
    {
        SessionEndReason.AccountDisabled => Disabled,
        SessionEndReason.AccountDeleted => Deleted,
        SessionEndReason.EndedByAdministrator => Ended,
        SessionEndReason.DeviceRevoked => Revoked,
        SessionEndReason.DeviceHeld => Hold,
        SessionEndReason.DeviceDropped => Dropped,
        _ => null,
    };
}
