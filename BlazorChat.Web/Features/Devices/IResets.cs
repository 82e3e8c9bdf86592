using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>Resets that wait for an administrator.</summary>
public interface IResets
{
    Task<IReadOnlyList<WaitingReset>> ListAsync(CancellationToken cancellation);

    /// <summary>Appends exactly this reset. <see cref="ResetDecision.Gone"/>: another, or none, waits by now.</summary>
    Task<ResetDecision> ApproveAsync(Guid user, Hash entry, Guid actor, CancellationToken cancellation);

    /// <summary>Throws it away and revokes the certificates of its device.</summary>
    Task<ResetDecision> RefuseAsync(Guid user, Hash entry, Guid actor, CancellationToken cancellation);

    /// <summary>For the command on the host, which may run beside the server: the server appends it within seconds, or at its next start.</summary>
    Task<ResetDecision> ApproveOnHostAsync(Guid user, Hash entry, CancellationToken cancellation);
}

/// <param name="User">Who resets.</param>
/// <param name="Device">The new device.</param>
/// <param name="Entry">The hash of the entry: what is approved.</param>
/// <param name="Code">What the new device shows: 16 base32 characters. The administrator compares them with the person.</param>
/// <param name="At">Since when it waits.</param>
public sealed record WaitingReset(Guid User, Guid Device, Hash Entry, string Code, DateTimeOffset At);

public enum ResetDecision
{
    Done,

    /// <summary>It no longer waits, or the chain moved on and it cannot be appended: the person starts it again.</summary>
    Gone,
}
