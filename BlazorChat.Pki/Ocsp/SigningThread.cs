using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BlazorChat.Pki.Ocsp;

/// <summary>
/// Signs on a thread of its own, one answer after the other: a signature takes a core for 2 ms, so that a flood of questions takes one core
/// at the most and never a thread that messages need.
/// </summary>
internal sealed class SigningThread : IDisposable
{
    private const int MaxWaiting = 200; // half a second of signatures; who comes after them is better told to come again
    private readonly BlockingCollection<Action> _waiting = new(MaxWaiting);
    private readonly Lazy<Thread> _thread;

    public SigningThread() => _thread = new Lazy<Thread>(Start);

    /// <returns>False: too many wait already.</returns>
    public bool TryRun<T>(Func<T> sign, [NotNullWhen(true)] out Task<T>? signing)
    {
        var signed = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _thread.Value;
        signing = _waiting.TryAdd(() => Complete(sign, signed)) ? signed.Task : null;
        return signing is not null;
    }

    private static void Complete<T>(Func<T> sign, TaskCompletionSource<T> signed)
    {
        try
        {
            signed.SetResult(sign());
        }
        catch (Exception e)
        {
            signed.SetException(e);
        }
    }

    private Thread Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "OCSP signatures" };
        thread.Start();
        return thread;
    }

    private void Run()
    {
        foreach (var act in _waiting.GetConsumingEnumerable())
            act();
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        if (_thread.IsValueCreated)
            _thread.Value.Join();
        _waiting.Dispose();
    }
}
