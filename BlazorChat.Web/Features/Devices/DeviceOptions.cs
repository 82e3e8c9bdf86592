namespace BlazorChat.Web.Features.Devices;

/// <summary>Section <c>Devices</c>, but for its <see cref="Accounts.OriginOptions.Origin"/>.</summary>
public sealed class DeviceOptions
{
    public const string Section = "Devices";

    /// <summary>A password alone can only reset a user's devices; an administrator approves it unless this is false.</summary>
    public bool ResetNeedsApproval { get; set; } = true;
}
