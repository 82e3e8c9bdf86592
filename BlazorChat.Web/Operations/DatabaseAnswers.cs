using System.Data.Common;
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

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private long answeredAt = clock.GetTimestamp();

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
            await using var database = await databases.CreateDbContextAsync(cancellation);
            return await database.Database.CanConnectAsync(cancellation).WaitAsync(AnswerLimit, clock, cancellation);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            return false;
        }
    }
}
