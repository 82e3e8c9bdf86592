using System.Security.Cryptography;
using System.Threading.RateLimiting;
using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BlazorChat.Bench;

/// <summary>The authority as the product has it, with its keys and its database in a folder of its own, in this process and without a web server.</summary>
internal sealed class MeasuredAuthority : IAsyncDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("blazorchat-bench-").FullName;
    private readonly ServiceProvider _services;

    private MeasuredAuthority()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Path", _home), new("Pki:PublicUrl", "http://chat.example.org")]).Build();
        _services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddSqlite($"Data Source={Path.Combine(_home, StorageSetup.FileName)};Foreign Keys=True")
            .AddAuthority<SqliteChatDatabase>(configuration, PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetNoLimiter("")))
            .BuildServiceProvider();
    }

    public static async Task<MeasuredAuthority> OpenAsync()
    {
        var made = new MeasuredAuthority();
        await made._services.MigrateAsync();
        foreach (var checkpoints in made._services.GetServices<IHostedService>().OfType<SqliteCheckpoints>())
            await checkpoints.StartAsync(CancellationToken.None);
        await AuthorityStartup.OpenAsync(made._services);
        return made;
    }

    public IServiceProvider Services => _services;

    public IAuthority Authority => Get<IAuthority>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A new device of a new person asks, as the browser does.</summary>
    public static IssueRequest Ask(RSA sig, RSA enc)
    {
        var device = new TestDevice(Guid.NewGuid(), Guid.NewGuid(), new TestKey(sig), new TestKey(enc));
        var nonce = Envelopes.Random(32);
        return new IssueRequest(device.User, device.Name, "Somebody", Request(device.Sig), Request(device.Enc), nonce);

        byte[] Request(TestKey key) => CanonicalBase64Url.TryDecode(key.Request(device.OwnerUri, nonce), out var der) ? der : throw new FormatException();
    }

    public async Task<IssueResult.Issued> IssueAsync(IssueRequest request) =>
        await Authority.IssueAsync(request) is IssueResult.Issued issued ? issued : throw new InvalidOperationException("The authority refused.");

    public async ValueTask DisposeAsync()
    {
        foreach (var checkpoints in _services.GetServices<IHostedService>().OfType<SqliteCheckpoints>())
            await checkpoints.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_home, recursive: true);
    }
}
