using System.Collections.Concurrent;

namespace BlazorChat.Web.Storage;

/// <summary>
/// The one writer of a host for the logs of conversations: drains all waiting work into one transaction, so that many appends share one
/// sync of the disk.
/// </summary>
/// <remarks>
/// Guarantees: a caller is answered after its row is durable; works of one key run in the order of arrival; rows are locked in the order of
/// their keys, so two hosts never deadlock over two conversations; a work that throws is answered alone; a deadlock or a busy database
/// repeats the group. A full disk answers every waiting caller and the writer goes on as soon as there is room. Stopping the host
/// finishes what was accepted.
/// Not guaranteed: fairness between keys, and that a work of a cancelled caller does not run.
/// </remarks>
public sealed partial class GroupAppend : IHostedService, IDisposable
{
    /// <summary>Works in one transaction: enough to share a sync, short enough that other writers of the file get in.</summary>
    public const int MaxGroup = 512;

    /// <summary>Works waiting; more are refused, so that a slow disk slows senders down instead of filling the memory.</summary>
    public const int MaxWaiting = 4096;

    private readonly BlockingCollection<PendingWork> _waiting = new(MaxWaiting);
    private readonly GroupRunner _runner;
    private readonly ILogger<GroupAppend> _logger;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _starting = new();
    private Thread? _writer;
    private bool _disposed;

    public GroupAppend(GroupRunner runner, ILogger<GroupAppend> logger)
    {
        _runner = runner;
        _logger = logger;
    }

    /// <summary>Runs the work in the next group; completes when it is durable.</summary>
    /// <exception cref="AppendException">It did not happen, for a reason of the storage.</exception>
    public Task<TResult> RunAsync<TResult>(IAppendWork<TResult> work, CancellationToken cancellationToken = default)
    {
        var pending = new PendingWork<TResult>(work, cancellationToken);
        try
        {
            if (!_waiting.TryAdd(pending))
                pending.Fail(new AppendException(AppendFailure.Busy));
        }
        catch (InvalidOperationException)
        {
            pending.Fail(new AppendException(AppendFailure.Stopping));
        }
        return pending.Answered;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_starting)
        {
            if (_writer is not null)
                return Task.CompletedTask;
            // A thread of its own: it spends its life waiting for the disk, synchronously, which a pool thread should not.
            _writer = new Thread(Write) { IsBackground = true, Name = "group append" };
            _writer.Start();
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.CompleteAdding();
        return _writer is null ? Task.CompletedTask : _finished.Task.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        // The container knows this instance twice, as itself and as a hosted service, and disposes it for each.
        if (_disposed)
            return;
        _disposed = true;
        _waiting.CompleteAdding();
        _writer?.Join();
        _runner.Dispose();
        _waiting.Dispose();
    }

    private void Write()
    {
        var group = new List<PendingWork>(MaxGroup);
        foreach (var first in _waiting.GetConsumingEnumerable())
        {
            group.Clear();
            group.Add(first);
            while (group.Count < MaxGroup && _waiting.TryTake(out var next))
                group.Add(next);
            group.RemoveAll(static work => work.GivenUp());
            try
            {
                _runner.Run(group);
            }
            catch (Exception e)
            {
                // The runner answers for every fault it knows of; the writer must outlive the ones it does not.
                LogUnexpected(e);
                foreach (var work in group)
                    work.Fail(new AppendException(AppendFailure.Broken, e));
            }
        }
        _finished.SetResult();
    }

    [LoggerMessage(7001, LogLevel.Error, "Group append failed unexpectedly and goes on with the next group")]
    private partial void LogUnexpected(Exception e);
}
