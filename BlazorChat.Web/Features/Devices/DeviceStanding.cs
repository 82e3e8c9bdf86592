using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Whether a device may act, and if not, the word for it: of <c>/blocked?reason=</c> and of the API's <c>reason</c>.</summary>
internal sealed class DeviceStanding(KeyCheck keys, IPeople people)
{
    public const string Unknown = "unknown";
    public const string Dropped = "dropped";
    public const string Revoked = "revoked";
    public const string Hold = "hold";
    public const string Disabled = "disabled";

    public string? WhyBlocked(Guid user, KeyPair? pair) => pair switch
    {
        null => Unknown,
        { Removed: not null } => Dropped,
        _ => keys.StateOf(pair) switch
        {
            KeyState.Good => null,
            KeyState.Revoked => Revoked,
            // A disabled account has its certificates on hold: the account is the reason, not the device.
            _ => people.Current.Find(user)?.Disabled == true ? Disabled : Hold,
        },
    };

    public static SessionEndReason EndOf(string reason) => reason switch
    {
        Revoked => SessionEndReason.DeviceRevoked,
        Hold => SessionEndReason.DeviceHeld,
        Disabled => SessionEndReason.AccountDisabled,
        _ => SessionEndReason.DeviceDropped,
    };
}
