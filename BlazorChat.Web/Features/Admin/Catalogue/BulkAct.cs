using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Revocation;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>What is done to keys.</summary>
/// <param name="Act">Which of the three.</param>
/// <param name="Reason">Of a revocation; null: hold or release.</param>
public sealed record StandingChange(StandingAct Act, RevocationReason? Reason)
{
    /// <summary>Whether a key would be another after it.</summary>
    public bool Changes(ActTarget target) => Act switch
    {
        StandingAct.Revoke => target.State != KeyState.Revoked,
        StandingAct.Hold => target.State == KeyState.Good,
        _ => target.State == KeyState.Held,
    };
}

public enum StandingAct
{
    Revoke,
    Hold,
    Release,
}

/// <summary>An act on many keys, as it is at one moment.</summary>
/// <param name="Id">By which it is stopped and taken up.</param>
/// <param name="Actor">The administrator who started it, or had it go on.</param>
/// <param name="Change">What is done to each.</param>
/// <param name="Total">Keys it is about.</param>
/// <param name="Done">Keys that are settled, in the ledger and in a published list.</param>
/// <param name="Changed">Of these, those that this act changed.</param>
/// <param name="State">Whether it runs, and how it ended.</param>
/// <param name="StartedAt">When it was confirmed.</param>
public sealed record BulkProgress(Guid Id, Guid Actor, StandingChange Change, int Total, int Done, int Changed, BulkState State, DateTimeOffset StartedAt)
{
    public bool IsOver => State is not (BulkState.Waiting or BulkState.Running);

    /// <summary>What is left can be done.</summary>
    public bool CanGoOn => IsOver && Done < Total;
}

public enum BulkState
{
    Waiting,
    Running,
    Done,

    /// <summary>An administrator stopped it.</summary>
    Stopped,

    /// <summary>Something failed; it is in the log.</summary>
    Failed,

    /// <summary>Whoever started it is no administrator any more.</summary>
    NotAllowed,
}
