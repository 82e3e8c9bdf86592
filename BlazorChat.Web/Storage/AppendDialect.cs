using BlazorChat.Pki;

namespace BlazorChat.Web.Storage;

/// <summary>Where the providers differ for <see cref="GroupAppend"/>: one subclass each.</summary>
public abstract class AppendDialect : IDatabaseFaults
{
    /// <summary>Ends the SELECT that reads a row to be changed (with the blank before it), so that no other transaction changes it meanwhile.</summary>
    public abstract string RowLock { get; }

    /// <summary>The group met another transaction (busy, deadlock, serialisation) and may simply be repeated.</summary>
    public abstract bool IsTransient(Exception fault);

    /// <summary>The connection is gone, and with it the answer of a commit that was on its way; such a fault is transient as well.</summary>
    public abstract bool IsLost(Exception fault);

    /// <summary>Called when a connection was lost: those that wait in the pool are most likely gone as well, and nobody else is to meet them.</summary>
    public virtual void ForgetIdleConnections()
    {
    }

    /// <summary>There is no room to write.</summary>
    public abstract bool IsFull(Exception fault);

    /// <summary>
    /// Holds up, until the transaction ends, whoever takes a turn (<see cref="ChatDatabase.TakeTurnAsync"/>) of that name. Waits for nobody, since
    /// they may wait for rows that the group holds.
    /// </summary>
    /// <returns>False: somebody is at it; what was judged before may be out of date in a moment.</returns>
    public abstract bool TryShareTurn(AppendTransaction transaction, string what);

    /// <summary>Each statement waits for a server: what can wait goes with others in one message, and what the works of a group will ask is asked for all of them at once.</summary>
    public abstract bool IsRemote { get; }

    /// <summary>Called before a group begins: waits, shortly, for other writers whom the database's own locking would pass over.</summary>
    public abstract void LetOthersIn();
}
