using System.Data.Common;
using System.Numerics;
using BlazorChat.Pki;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BlazorChat.Web.Storage;

/// <summary>Runs one group in one transaction on the writer's own connection, and answers every caller of it.</summary>
public sealed partial class GroupRunner(
    IDbContextFactory<ChatDatabase> databases, AppendDialect dialect, IEnumerable<ICommitInDoubt> listeners, TimeProvider clock, ILogger<GroupRunner> logger) : IDisposable
{
    /// <summary>How long a group is repeated against a busy database before its callers are told so.</summary>
    private static readonly TimeSpan MaxRepeating = TimeSpan.FromSeconds(10);

    /// <summary>Faulty works taken out of a group one after the other, before each work runs in a transaction of its own.</summary>
    private const int MaxFaultsInGroup = 3;

    private static readonly Comparison<PendingWork> ByKey = (a, b) => string.CompareOrdinal(a.Key, b.Key);

    private AppendTransaction? _connection;

    /// <summary>A connection was lost: nobody knows what became of the commit on it.</summary>
    private bool _inDoubt;

    /// <summary>And its callers were told to come again.</summary>
    private bool _givenUp;

    internal void Run(List<PendingWork> group)
    {
        using var span = StorageMeters.Begin(group.Count);
        var (started, size) = (clock.GetTimestamp(), group.Count);
        RunAll(group);
        if (size > 0)
            StorageMeters.Done(size, clock.GetElapsedTime(started));
    }

    public void Dispose() => Disconnect();

    private void RunAll(List<PendingWork> group)
    {
        dialect.LetOthersIn();
        var works = InOrderOfKeys(group);
        for (var faults = 0; works.Count > 0; faults++)
        {
            if (RunRepeating(works) is not { } faulty)
                return;
            faulty.Work.Fail(faulty.Fault);
            works.Remove(faulty.Work);
            if (faults < MaxFaultsInGroup)
                continue;
            foreach (var work in works)
            {
                if (RunRepeating([work]) is { } alone)
                    alone.Work.Fail(alone.Fault);
            }
            return;
        }
    }

    /// <returns>The work whose own fault ended the transaction; null when all were answered.</returns>
    private Faulty? RunRepeating(List<PendingWork> works)
    {
        var started = clock.GetTimestamp();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return RunOnce(works, again: attempt > 0 || _inDoubt);
            }
            catch (Exception e) when (DatabaseFault.Of(e) is { } fault && dialect.IsTransient(fault) && clock.GetElapsedTime(started) < MaxRepeating)
            {
                StorageMeters.Repeated();
                // Not one line for each of the hundred attempts while a server restarts.
                if (BitOperations.IsPow2(attempt + 1))
                    LogRepeated(attempt + 1, works.Count, fault.Message);
                if (dialect.IsLost(fault))
                {
                    _inDoubt = true;
                    Disconnect();
                    dialect.ForgetIdleConnections();
                }
                Thread.Sleep(Math.Min(50, 1 << Math.Min(attempt, 6)));
            }
            catch (Exception e) when (DatabaseFault.Of(e) is { } fault)
            {
                var failure = dialect.IsFull(fault) ? AppendFailure.Full : dialect.IsTransient(fault) ? AppendFailure.Busy : AppendFailure.Broken;
                _givenUp |= _inDoubt |= dialect.IsLost(fault);
                LogFailed(e, failure, works.Count);
                StorageMeters.Failed(failure, works.Count);
                foreach (var work in works)
                    work.Fail(new AppendException(failure, e));
                // A connection that failed in a way we do not know is not trusted again.
                if (failure == AppendFailure.Broken || dialect.IsLost(fault))
                    Disconnect();
                return null;
            }
            catch
            {
                Disconnect();
                throw;
            }
        }
    }

    private Faulty? RunOnce(List<PendingWork> works, bool again)
    {
        var group = Connect();
        using (var transaction = group.Context.Database.BeginTransaction())
        {
            group.Begin(transaction.GetDbTransaction(), works, again);
            foreach (var work in works)
            {
                try
                {
                    group.Run(work);
                }
                catch (Exception e) when (!ConcernsAll(e))
                {
                    return Undone(transaction, group.Culprit ?? work, e);
                }
            }
            try
            {
                group.WriteStates();
            }
            catch (Exception e) when (!ConcernsAll(e) && group.Culprit is not null)
            {
                return Undone(transaction, group.Culprit!, e);
            }
            transaction.Commit();
        }
        group.Committed(LogAfterCommit);
        Resolve();
        foreach (var work in works)
            work.Answer();
        return null;
    }

    /// <summary>The database answers. Who tried again found their rows and told of them; who did not is nobody's to tell of but for a look.</summary>
    private void Resolve()
    {
        if (_givenUp)
        {
            foreach (var listener in listeners)
                listener.ReadAgain();
        }
        (_inDoubt, _givenUp) = (false, false);
    }

    private bool ConcernsAll(Exception e) => DatabaseFault.Of(e) is { } fault && (dialect.IsTransient(fault) || dialect.IsFull(fault));

    private Faulty Undone(IDbContextTransaction transaction, PendingWork work, Exception fault)
    {
        LogFaulty(fault);
        Undo(transaction);
        return new Faulty(work, fault);
    }

    private void Undo(IDbContextTransaction transaction)
    {
        try
        {
            transaction.Rollback();
        }
        catch (DbException)
        {
            // The database has already rolled back by itself; start the next group on a fresh connection.
            Disconnect();
        }
    }

    private AppendTransaction Connect()
    {
        if (_connection is null)
        {
            var database = databases.CreateDbContext();
            // A work that fails ends the transaction; there is nothing in it to go back to.
            database.Database.AutoSavepointsEnabled = false;
            database.Database.OpenConnection();
            _connection = new AppendTransaction(database, dialect);
        }
        return _connection;
    }

    private void Disconnect()
    {
        var connection = _connection;
        _connection = null;
        try
        {
            connection?.Context.Dispose();
        }
        catch (DbException)
        {
            // It says goodbye to a server that is gone.
        }
    }

    /// <summary>A stable sort: within a conversation the order of arrival is the order of the log.</summary>
    private static List<PendingWork> InOrderOfKeys(List<PendingWork> group)
    {
        if (group.Count < 2)
            return group;
        return [.. group.Order(Comparer<PendingWork>.Create(ByKey))];
    }

    private sealed record Faulty(PendingWork Work, Exception Fault);

    [LoggerMessage(7002, LogLevel.Warning, "Group append meets another transaction, attempt {Attempt}, {Count} works: {Reason}")]
    private partial void LogRepeated(int attempt, int count, string reason);

    [LoggerMessage(7003, LogLevel.Error, "Group append failed as {Failure}; {Count} callers were told")]
    private partial void LogFailed(Exception e, AppendFailure failure, int count);

    [LoggerMessage(7004, LogLevel.Warning, "One work of a group failed and was answered alone")]
    private partial void LogFaulty(Exception e);

    [LoggerMessage(7005, LogLevel.Error, "A watcher of commits failed")]
    private partial void LogAfterCommit(Exception e);
}
