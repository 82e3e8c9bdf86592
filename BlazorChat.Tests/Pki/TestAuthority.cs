using System.Data.Common;
using System.Threading.RateLimiting;
using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>An authority with its own folder and database, on a clock that stands still. It can be started again on the same data.</summary>
internal sealed class TestAuthority : IAsyncDisposable
{
    public const string Nonce = "bm9uY2Utb2YtdGhlLWF1dGhvcml0eQ_-0";
    private static readonly CaKeySource Cheap = new(RsaPool.NextCa, Rounds: 1000);
    private readonly TestAuthority? _first;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;
    private bool _scheduled;

    private TestAuthority(string home, TestClock clock, (string, string)[] settings, TestAuthority? first, CaKeySource? source)
    {
        Home = home;
        Clock = clock;
        _first = first;
        var values = new Dictionary<string, string?> { ["Data:Path"] = Path.Combine(home, "data"), ["Pki:PublicUrl"] = "http://chat.example" };
        foreach (var (key, value) in settings)
            values[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        _database = TestDatabase.In(home);
        var services = new ServiceCollection();
        if (TestDatabase.IsPostgreSql)
            _database.AddTo(services).ConfigureDbContext<PostgreSqlChatDatabase>(options => options.AddInterceptors(new BreakCommits(this), new BreakSaves(this)));
        else
        {
            services.AddDbContextFactory<SqliteChatDatabase>(options => options.UseSqlite(_database.Connection).AddInterceptors(new SmallDisk(this), new BreakCommits(this), new BreakSaves(this)));
            services.AddSingleton<IDatabaseFaults, BrokenByTest>();
            services.AddSingleton<IDbContextFactory<ChatDatabase>>(provider => new AsChatDatabase(provider.GetRequiredService<IDbContextFactory<SqliteChatDatabase>>()));
        }
        _services = services
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance) // one for all: with one each, Entity Framework builds its model anew each time
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(source ?? Cheap)
            .AddSingleton<ILeader>(new Leader(this))
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton(new OcspKeySource(RsaPool.Next))
            .AddAuthority<ChatDatabase>(configuration, PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetNoLimiter("")), () => Typed.TryDequeue(out var line) ? line : null)
            .AddSingleton<IKeyOwners>(new Owners(this))
            .BuildServiceProvider();
    }

    /// <summary>A temporary folder: data, database, and whatever a test writes for openssl.</summary>
    public string Home { get; }

    public string Folder => Path.Combine(Home, "data", "pki");

    public string Keys => Path.Combine(Folder, "ca");

    public TestClock Clock { get; }

    /// <summary>What the database may grow to, in pages; null for as large as it likes.</summary>
    public long? MaxPages { get; set; }

    /// <summary>Whether it is this one of several hosts that does what is needed once; asked each time.</summary>
    public Func<bool> Leads { get; set; } = () => true;

    /// <summary>Called before each commit (false) and after it (true); to break the connection, throws <see cref="Broken"/>.</summary>
    public Action<bool>? AtCommit { get; set; }

    /// <summary>What is typed at the terminal without being shown.</summary>
    public Queue<string> Typed { get; } = [];

    /// <summary>Who may get certificates; asked inside the act.</summary>
    public Func<Guid, bool> MayBeCertified { get; set; } = _ => true;

    public IAuthority Authority => Get<IAuthority>();

    public IServiceProvider Services => _services;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<TestAuthority> OpenAsync(params (string, string)[] settings)
    {
        var made = Make(source: null, settings);
        await AuthorityStartup.OpenAsync(made._services);
        return made;
    }

    /// <summary>Everything but opened: for starts that must fail.</summary>
    public static TestAuthority Make(params (string, string)[] settings) => Make(source: null, settings);

    public static TestAuthority Make(CaKeySource? source, params (string, string)[] settings)
    {
        var made = new TestAuthority(Directory.CreateTempSubdirectory("blazorchat-pki-").FullName, new TestClock(), settings, first: null, source);
        made._database.MakeSure();
        return made;
    }

    public Task<AuthorityDescription> StartAsync() => AuthorityStartup.OpenAsync(_services);

    public async Task<AuthorityStartupException> FailToStartAsync() => await Assert.ThrowsAsync<AuthorityStartupException>(StartAsync);

    /// <summary>Another process on the same data: after a crash if this one is left alone, or a second host.</summary>
    public TestAuthority Again(params (string, string)[] settings) => new(Home, Clock, settings, first: this, source: null);

    public async Task<TestAuthority> ReopenAsync()
    {
        var again = Again();
        await again.StartAsync();
        return again;
    }

    public Task<ChatDatabase> DatabaseAsync() => Get<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();

    /// <summary>Changes rows behind the authority's back, and at least one.</summary>
    public async Task ExecuteAsync(string sql) => (await ExecuteNonQueryAsync(sql)).ShouldBeGreaterThan(0, "the statement must hit a row");

    public async Task<int> ExecuteNonQueryAsync(string sql)
    {
        await using var database = await DatabaseAsync();
        return await database.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>Closes the connections that wait for their next use.</summary>
    public void CloseIdleConnections()
    {
        using var connection = new SqliteConnection(_database.Connection);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>Starts the background services and waits until each waits for the clock.</summary>
    public async Task RunScheduleAsync()
    {
        _scheduled = true;
        var services = _services.GetServices<IHostedService>().ToList();
        foreach (var service in services)
            await service.StartAsync(CancellationToken.None);
        while (Clock.Timers < services.Count)
            await Task.Delay(1);
    }

    public async Task<IssueResult.Issued> IssueAsync(TestDevice device) =>
        (await Authority.IssueAsync(device.Request())).ShouldBeOfType<IssueResult.Issued>();

    public async Task<IssueResult.Refused> RefuseAsync(IssueRequest request) =>
        (await Authority.IssueAsync(request)).ShouldBeOfType<IssueResult.Refused>();

    /// <summary>Writes a file for openssl and names it.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Home, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, ReadOnlyMemory<byte> content)
    {
        var path = Path.Combine(Home, name);
        File.WriteAllBytes(path, content.ToArray());
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        if (_scheduled)
            foreach (var service in _services.GetServices<IHostedService>())
                await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        if (_first is not null)
            return;
        _database.Drop();
        Directory.Delete(Home, recursive: true);
    }

    private sealed class Leader(TestAuthority host) : ILeader
    {
        public bool Leads => host.Leads();
    }

    private sealed class Owners(TestAuthority host) : IKeyOwners
    {
        public ValueTask<bool> MayBeCertifiedAsync(Guid user, DbContext? database, CancellationToken cancellation) => new(host.MayBeCertified(user));
    }

    public static Exception Broken() => new NpgsqlException("cut by the test", new IOException());

    /// <summary>Of SQLite, which has no connection to lose: as if it had.</summary>
    private sealed class BrokenByTest : IDatabaseFaults
    {
        public bool IsTransient(Exception fault) => IsLost(fault);

        public bool IsLost(Exception fault) => fault is NpgsqlException;

        public void ForgetIdleConnections()
        {
        }
    }

    private sealed class BreakCommits(TestAuthority host) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            host.AtCommit?.Invoke(false);
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            host.AtCommit?.Invoke(true);
            return Task.CompletedTask;
        }
    }

    /// <summary>A single row is committed without a transaction that anybody sees.</summary>
    private sealed class BreakSaves(TestAuthority host) : SaveChangesInterceptor
    {
        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            host.AtCommit?.Invoke(false);
            return ValueTask.FromResult(result);
        }

        public override ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            host.AtCommit?.Invoke(true);
            return ValueTask.FromResult(result);
        }
    }

    private sealed class AsChatDatabase(IDbContextFactory<SqliteChatDatabase> databases) : IDbContextFactory<ChatDatabase>
    {
        public ChatDatabase CreateDbContext() => databases.CreateDbContext();
    }

    /// <summary>Each connection has its own limit, so it is set whenever one opens or begins to write.</summary>
    private sealed class SmallDisk(TestAuthority host) : DbConnectionInterceptor, IDbTransactionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Limit(connection);

        public ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            Limit(connection);
            return ValueTask.FromResult(result);
        }

        private void Limit(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA max_page_count = {host.MaxPages ?? 1_000_000}";
            command.ExecuteScalar();
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}
