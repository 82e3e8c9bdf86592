namespace BlazorChat.Web.Storage;

/// <summary>
/// One piece of work of <see cref="GroupAppend"/>: reads and writes under the lock of <see cref="Key"/>, in the transaction of its group.
/// </summary>
/// <remarks>
/// Expected refusals ("not the next counter") are results, and such a run has written nothing. A thrown exception is answered to this
/// caller alone. <see cref="Run"/> may be called more than once (a deadlock, another row's fault) and, when the answer of a commit was lost,
/// even after its first run took effect: it keeps nothing between runs and recognises its own row.
/// </remarks>
public interface IAppendWork<out TResult>
{
    /// <summary>The row that is locked: a conversation's id. Works run ordered by key (ordinal), within a key in order of arrival.</summary>
    string Key { get; }

    /// <summary>Called on the writer's own thread. Blocks nobody but the writer, so it does nothing but statements.</summary>
    TResult Run(AppendTransaction transaction);
}
