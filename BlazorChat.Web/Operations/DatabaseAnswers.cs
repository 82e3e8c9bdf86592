using System.Data.Common;
using System.Net.Sockets;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlazorChat.Web.Operations;

/// <summary>
/// Whether the database answers. For a while it may not: sends wait for it and pages stay open, and a load balancer that took all hosts for dead, since they have
/// the same database, would cut every page while it restarts.
/// </summary>
internal sealed class DatabaseAnswers(IDbContextFactory<ChatDatabase> databases, TimeProvider clock) : IHealthCheck
{
    /// <summary>A restart with some recovery. A host that alone cannot reach the database is of no use for longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A load balancer that looks each second takes who answers later for dead.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMilliseconds(500);

    private long answeredAt = clock.GetTimestamp();
    private Task<bool> asking = Task.FromResult(true);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await AnswersAsync(cancellationToken))
        {
            Volatile.Write(ref answeredAt, clock.GetTimestamp());
            return HealthCheckResult.Healthy();
        }
        const string Away = "The database does not answer.";
        return clock.GetElapsedTime(Volatile.Read(ref answeredAt)) < Patience ? HealthCheckResult.Degraded(Away) : HealthCheckResult.Unhealthy(Away);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            // A question that hangs is not asked a second time beside itself.
            if (asking.IsCompleted)
                asking = AskAsync();
            return await asking.WaitAsync(AnswerLimit, cancellation);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> AskAsync()
    {
        try
        {
            await using var database = await databases.CreateDbContextAsync();
            if (!await database.Database.CanConnectAsync())
                return false;
            // A connection from the pool is there without the server's having said a word.
            await database.Database.ExecuteSqlRawAsync("SELECT 1");
            return true;
        }
        catch (Exception e) when (e is DbException or SocketException or TimeoutException)
        {
            return false;
        }
    }
}
