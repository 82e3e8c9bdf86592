using System.Data.Common;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Npgsql;
using Shouldly;
using PresenceService = BlazorChat.Web.Features.Presence.Presence;

namespace BlazorChat.Tests.Features.Presence;

/// <summary>What hosts tell each other through the database of who is there.</summary>
public sealed class HostPresenceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_follows_a_write_whose_answer_was_lost_is_read_by_others_who_have_read_that_write()
    {
        var database = PostgresServer.Shared.Make();
        var answer = new LostAnswer();
        ThisHost[] all = [ThisHost.Make(), ThisHost.Make()];
        await using var one = await Host.StartAsync(all[0], all, () => Open(database, answer));
        await using var other = await Host.StartAsync(all[1], all, () => PostgresServer.Open(database));
        var ann = Guid.NewGuid();

        var page = one.Presence.Enter(ann, "circuit");
        await answer.Written.WaitAsync(Patience);
        await Host.UntilAsync(() => other.Presence.Of(ann).Is is Availability.Online);
        page.Tell(idle: true);
        answer.Lose();

        await Host.UntilAsync(() => other.Presence.Of(ann).Is is Availability.Away);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whom_a_host_missed_going_while_its_machine_slept_it_shows_no_more(bool wasForgotten)
    {
        var database = PostgresServer.Shared.Make();
        var clock = new AdjustableClock();
        ThisHost[] all = [ThisHost.Make(), ThisHost.Make()];
        await using var one = await Host.StartAsync(all[0], all, () => PostgresServer.Open(database));
        await using var other = await Host.StartAsync(all[1], all, () => PostgresServer.Open(database), clock);
        var ann = Guid.NewGuid();
        using var page = one.Presence.Enter(ann, "circuit");
        await Host.UntilAsync(() => other.Presence.IsOnline(ann));

        // As when she has gone, and the row that said so as well.
        await using (var context = PostgresServer.Open(database))
            await context.Database.ExecuteSqlAsync($"""DELETE FROM "host_presence" WHERE "User" = {ann}""");
        if (wasForgotten)
            other.Hosts.Stay.Returns(2);
        else
            clock.Advance(TimeSpan.FromMinutes(2)); // of its clocks the one that does not stand still

        await Host.UntilAsync(() => !other.Presence.IsOnline(ann));
    }

    private static PostgreSqlChatDatabase Open(NpgsqlConnectionStringBuilder connection, IInterceptor interceptor) =>
        new(new DbContextOptionsBuilder<PostgreSqlChatDatabase>().UseNpgsql(connection.ToString()).AddInterceptors(interceptor).Options);

    /// <summary>The first write is there, and whoever wrote it does not hear so.</summary>
    private sealed class LostAnswer : DbCommandInterceptor
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Written => _written.Task;

        public void Lose() => _lost.SetResult();

        public override async ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            if (!_written.TrySetResult())
                return result;
            await _lost.Task.WaitAsync(Patience, cancellationToken);
            throw new NpgsqlException("The connection was lost.");
        }
    }

    private sealed class Host : IAsyncDisposable, IDbContextFactory<ChatDatabase>
    {
        private readonly Func<ChatDatabase> _open;
        private readonly HostPresence _exchange;

        private Host(ThisHost host, ThisHost[] living, Func<ChatDatabase> open, TimeProvider clock)
        {
            _open = open;
            Hosts.Living.Returns(living);
            Hosts.Stay.Returns(1);
            _exchange = new HostPresence(Presence, Hosts, host, this, clock, NullLogger<HostPresence>.Instance);
        }

        public IHosts Hosts { get; } = Substitute.For<IHosts>();

        public PresenceService Presence { get; } = new(TimeProvider.System, NullLogger<PresenceService>.Instance);

        public static async Task<Host> StartAsync(ThisHost host, ThisHost[] living, Func<ChatDatabase> open, TimeProvider? clock = null)
        {
            var started = new Host(host, living, open, clock ?? TimeProvider.System);
            await started._exchange.StartAsync(CancellationToken.None);
            return started;
        }

        public ChatDatabase CreateDbContext() => _open();

        public static async Task UntilAsync(Func<bool> condition)
        {
            for (var began = TimeProvider.System.GetTimestamp(); !condition(); await Task.Delay(20))
                TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(Patience);
        }

        public async ValueTask DisposeAsync()
        {
            await _exchange.StopAsync(CancellationToken.None);
            _exchange.Dispose();
            Presence.Dispose();
        }
    }
}
