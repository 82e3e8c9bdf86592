namespace BlazorChat.Pki.Ledger;

/// <summary>An act that waits for its turn, and the caller who waits for it.</summary>
/// <param name="shares">May become durable together with others that share.</param>
internal abstract class PendingAct(bool shares)
{
    public bool Shares => shares;

    /// <summary>The caller went away before its turn came; it has been told.</summary>
    public abstract bool GivenUp();

    /// <returns>Answers with the result of this run; called when that run has become durable.</returns>
    public abstract Task<Action> RunAsync(LedgerPage page);

    public abstract void Fail(Exception fault);
}

internal sealed class PendingAct<T>(Func<LedgerPage, CancellationToken, Task<T>> act, bool shares, CancellationToken cancellation) : PendingAct(shares)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answered => _answer.Task;

    public override bool GivenUp() => cancellation.IsCancellationRequested && _answer.TrySetCanceled(cancellation);

    public override async Task<Action> RunAsync(LedgerPage page)
    {
        // Who leaves now takes nothing from those who share.
        var result = await act(page, Shares ? CancellationToken.None : cancellation);
        return () => _answer.TrySetResult(result);
    }

    public override void Fail(Exception fault)
    {
        if (fault is OperationCanceledException canceled)
            _answer.TrySetCanceled(canceled.CancellationToken);
        else
            _answer.TrySetException(fault);
    }
}
