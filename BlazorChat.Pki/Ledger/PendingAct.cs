namespace BlazorChat.Pki.Ledger;

/// <summary>An act that waits for its turn, and the caller who waits for it.</summary>
/// <param name="shares">May become durable together with others that share.</param>
internal abstract class PendingAct(bool shares)
{
    public bool Shares => shares;

    /// <summary>The caller went away before its turn came; it has been told.</summary>
    public abstract bool GivenUp();

    public abstract Task RunAsync(LedgerPage page);

    /// <summary>Answers with the result of the last run.</summary>
    public abstract void Answer();

    public abstract void Fail(Exception fault);
}

internal sealed class PendingAct<T>(Func<LedgerPage, CancellationToken, Task<T>> act, bool shares, CancellationToken cancellation) : PendingAct(shares)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Answered => _answer.Task;

    public override bool GivenUp() => cancellation.IsCancellationRequested && _answer.TrySetCanceled(cancellation);

    public override async Task RunAsync(LedgerPage page) => _result = await act(page, cancellation);

    public override void Answer() => _answer.TrySetResult(_result!);

    public override void Fail(Exception fault)
    {
        if (fault is OperationCanceledException canceled)
            _answer.TrySetCanceled(canceled.CancellationToken);
        else
            _answer.TrySetException(fault);
    }
}
