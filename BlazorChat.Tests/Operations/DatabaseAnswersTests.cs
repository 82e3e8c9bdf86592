using System.Diagnostics;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Operations;

public sealed class DatabaseAnswersTests
{
    [Fact]
    public async Task A_database_that_restarts_is_waited_for_and_one_that_stays_away_is_not()
    {
        var clock = new TestClock();
        var away = new NpgsqlConnectionStringBuilder { Host = "/nowhere", Database = "x", Username = "x" };
        await using var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock).AddSharedPostgreSql(away).BuildServiceProvider();
        var check = new DatabaseAnswers(services.GetRequiredService<IDbContextFactory<ChatDatabase>>(), clock);
        (await check.CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Degraded);
        clock.Advance(DatabaseAnswers.Patience + TimeSpan.FromSeconds(1));
        (await check.CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    [Fact]
    public async Task One_that_hangs_is_told_of_before_a_load_balancer_gives_the_host_up()
    {
        using var server = new PostgresServer();
        await using var services = new ServiceCollection().AddLogging().AddSharedPostgreSql(server.Make()).BuildServiceProvider();
        var check = new DatabaseAnswers(services.GetRequiredService<IDbContextFactory<ChatDatabase>>(), TimeProvider.System);
        (await check.CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Healthy);
        server.Signal("STOP");
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var watch = Stopwatch.StartNew();
                (await check.CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Degraded);
                watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(1));
            }
        }
        finally
        {
            server.Signal("CONT");
        }
        var again = Stopwatch.StartNew();
        while ((await check.CheckHealthAsync(new())).Status != HealthStatus.Healthy)
            again.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task One_that_answers_is_right()
    {
        var database = PostgresServer.Shared.Make();
        await using var services = new ServiceCollection().AddLogging().AddSharedPostgreSql(database).BuildServiceProvider();
        var check = new DatabaseAnswers(services.GetRequiredService<IDbContextFactory<ChatDatabase>>(), TimeProvider.System);
        (await check.CheckHealthAsync(new())).Status.ShouldBe(HealthStatus.Healthy);
    }
}
