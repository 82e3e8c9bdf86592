namespace BlazorChat.Web.Storage;

/// <summary>A work and the caller who waits for it.</summary>
internal abstract class PendingWork
{
    public abstract string Key { get; }

    /// <summary>The <see cref="IAppendWork{TResult}"/>.</summary>
    public abstract object Work { get; }

    /// <summary>The caller cancelled while it was still waiting; it has been told.</summary>
    public abstract bool GivenUp();

    public abstract void Run(AppendTransaction transaction);

    /// <summary>Answers with the result of the last run.</summary>
    public abstract void Answer();

    public abstract void Fail(Exception fault);
}

internal sealed class PendingWork<TResult>(IAppendWork<TResult> work, CancellationToken cancellationToken) : PendingWork
{
    // Callers go on in the pool: the writer has other things to do than their continuations.
    private readonly TaskCompletionSource<TResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Answered => _answer.Task;

    public override string Key => work.Key;

    public override object Work => work;

    public override bool GivenUp() => cancellationToken.IsCancellationRequested && _answer.TrySetCanceled(cancellationToken);

    public override void Run(AppendTransaction transaction) => _result = work.Run(transaction);

    public override void Answer() => _answer.TrySetResult(_result!);

    public override void Fail(Exception fault) => _answer.TrySetException(fault);
}
