namespace BlazorChat.Web.Features.Devices;

/// <summary>The devices of people, for administrators.</summary>
public interface IDeviceRegister
{
    /// <summary>Every device these users ever had in their chains, newest first, recovery pairs included.</summary>
    Task<IReadOnlyList<ListedDevice>> ListAsync(IReadOnlyCollection<Guid> users, CancellationToken cancellation);

    /// <summary>Revokes a device of a user for ever; its sessions end within seconds. False: there is none that could be.</summary>
    Task<bool> RevokeAsync(Guid user, string device, Pki.Revocation.RevocationReason reason, Guid actor, CancellationToken cancellation);

    /// <summary>Puts one device on hold.</summary>
    Task<bool> HoldAsync(Guid user, string device, Guid actor, CancellationToken cancellation);

    /// <summary>Takes one device off hold.</summary>
    Task<bool> ReleaseAsync(Guid user, string device, Guid actor, CancellationToken cancellation);
}

/// <param name="User">Whose it is.</param>
/// <param name="Device">The uuid, or <c>recovery</c>.</param>
/// <param name="Sig">The kid of its signature key.</param>
/// <param name="Enc">The kid of its encryption key.</param>
/// <param name="Status">What it is now.</param>
/// <param name="AddedAt">When the chain took it.</param>
/// <param name="RemovedAt">When the chain lost it.</param>
/// <param name="LastSeenAt">Last use in a session that still lives.</param>
public sealed record ListedDevice(
    Guid User, string Device, string Sig, string Enc, DeviceStatus Status, DateTimeOffset AddedAt, DateTimeOffset? RemovedAt, DateTimeOffset? LastSeenAt);

public enum DeviceStatus
{
    Active,
    Held,
    Revoked,

    /// <summary>The user's own chain has removed it.</summary>
    Dropped,
}
