using System.Data.Common;

namespace BlazorChat.Web.Storage;

/// <summary>Where the providers differ for <see cref="GroupAppend"/>: one subclass each.</summary>
public abstract class AppendDialect
{
    /// <summary>Ends the SELECT that reads a row to be changed (with the blank before it), so that no other transaction changes it meanwhile.</summary>
    public abstract string RowLock { get; }

    /// <summary>The group met another transaction (busy, deadlock, serialisation) and may simply be repeated.</summary>
    public abstract bool IsTransient(DbException fault);

    /// <summary>There is no room to write.</summary>
    public abstract bool IsFull(DbException fault);

    /// <summary>Called before a group begins: waits, shortly, for other writers whom the database's own locking would pass over.</summary>
    public abstract void LetOthersIn();
}
