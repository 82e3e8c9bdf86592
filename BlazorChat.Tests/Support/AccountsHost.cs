using System.Net;
using System.Net.Http.Json;
using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Certificates;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Preferences;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Shell;
using BlazorChat.Web.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Tests.Support;

/// <summary>Accounts with the embedded directory on a database of its own, in this process, with a clock to move.
/// Passwords are hashed with few rounds; <c>PasswordHashingTests</c> look at the real strength.</summary>
internal sealed class AccountsHost : IAsyncDisposable
{
    public const string Password = "correct horse battery staple";

    private readonly string folder;
    private readonly WebApplication app;

    private AccountsHost(string folder, WebApplication app) => (this.folder, this.app) = (folder, app);

    public AdjustableClock Clock { get; private init; } = null!;

    private TestDatabase Database { get; init; } = null!;

    public IServiceProvider Services => app.Services;

    public ISessions Sessions => app.Services.GetRequiredService<ISessions>();

    public IPeople People => app.Services.GetRequiredService<IPeople>();

    public IAccountLinks Links => app.Services.GetRequiredService<IAccountLinks>();

    public IAccounts Accounts => app.Services.GetRequiredService<IAccounts>();

    public FirstAdministrator FirstAdministrator => app.Services.GetRequiredService<FirstAdministrator>();

    public static Task<AccountsHost> StartAsync(Action<IServiceCollection>? more = null, RegistrationMode registration = RegistrationMode.Open) =>
        StartAsync(Directory.CreateTempSubdirectory("accounts-").FullName, new AdjustableClock(), more, registration);

    /// <summary>Stops this host and starts another on its data.</summary>
    public async Task<AccountsHost> RestartAsync(Action<IServiceCollection>? more = null)
    {
        await app.StopAsync();   // waits for what runs in the background
        await app.DisposeAsync();
        return await StartAsync(folder, Clock, more, RegistrationMode.Open);
    }

    /// <summary>A browser or program of its own at an address of its own: keeps cookies, follows no redirect.</summary>
    public HttpClient Client(string address = "192.0.2.1") =>
        new(new CookieContainerHandler { InnerHandler = app.GetTestServer().CreateHandler(context => context.Connection.RemoteIpAddress = IPAddress.Parse(address)) })
        {
            BaseAddress = new Uri("http://localhost"),
        };

    /// <summary>Puts an account into the directory.</summary>
    public async Task<DirectoryUser> AddAsync(string username, string? displayName = null, string password = Password)
    {
        var result = await Services.GetRequiredService<IUserDirectory>().RegisterAsync(new NewAccount(username, displayName ?? $"{username} Example", password), default);
        return Assert.IsType<RegistrationResult.Registered>(result).User;
    }

    /// <summary>Somebody new who is signed in.</summary>
    public async Task<(Guid User, HttpClient Client)> SignedInAsync(string username, string? displayName = null)
    {
        var user = await AddAsync(username, displayName);
        var client = Client();
        var answer = await client.PostAsJsonAsync("/api/sign-in", new { username, password = Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (user.Id, client);
    }

    /// <summary>Somebody new who is signed in and has proved a device.</summary>
    public async Task<(Guid User, HttpClient Client)> WithDeviceAsync(string username, string? displayName = null)
    {
        var (user, client) = await SignedInAsync(username, displayName);
        await Sessions.BindDeviceAsync(SessionOf(user), Guid.NewGuid(), default);
        return (user, client);
    }

    /// <summary>The one session of somebody.</summary>
    public Guid SessionOf(Guid user) => Services.GetRequiredService<SessionRegistry>().All.Single(session => session.User == user).Id;

    public Task<ChatDatabase> DatabaseAsync() => Services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();   // waits for what runs in the background
        await app.DisposeAsync();
        Database.Drop();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<AccountsHost> StartAsync(string folder, AdjustableClock clock, Action<IServiceCollection>? more, RegistrationMode registration)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder, EnvironmentName = "Production", ApplicationName = typeof(App).Assembly.GetName().Name });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(new PasswordHashing(iterations: 1_000));
        var database = TestDatabase.In(folder, pooling: false).MakeSure();
        database.AddTo(builder.Services);
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(folder));
        builder.Services.AddErrorHandling();
        builder.Services.AddEmbeddedDirectory<ChatDatabase>(registration);
        builder.Services.AddAccounts();
        builder.Services.AddShell();
        builder.Services.TryAddSingleton<IDeviceOverview, NoDevices>();
        builder.Services.TryAddSingleton<IGoodKeys, NoKeys>();
        more?.Invoke(builder.Services);

        var host = builder.Build();
        host.UseRequestLocalization();
        host.UseErrorHandling();
        host.UseSameOrigin();
        host.UseRouting();
        host.UseAuthentication();
        host.UseSamePerson();
        host.UseRateLimiter();
        host.UseAuthorization();
        host.UseAntiforgery();
        host.MapAccounts();
        host.MapPreferences();
        if (host.Services.GetService<ICertificateCatalogue>() is not null)
            host.MapAdmin();
        if (host.Services.GetService<IPresence>() is not null)
            host.MapPresence();
        host.MapGet("/api/needs-device", (ChatSession session) => session.Device!.Value).RequireDevice();
        host.MapGet("/api/needs-administrator", () => "yes").RequireAdministrator();
        host.MapGet("/needs-device", () => "page").RequireDevice();
        host.MapRazorComponents<App>().AddInteractiveServerRenderMode();

        await host.Services.OpenAccountsAsync(default);
        if (host.Services.GetService<IPresence>() is not null)
            await host.Services.OpenPresenceAsync(default);
        await host.StartAsync();
        return new AccountsHost(folder, host) { Clock = clock, Database = database };
    }

    private sealed class NoDevices : IDeviceOverview
    {
        public bool HasDevice(Guid user) => false;
    }

    private sealed class NoKeys : IGoodKeys
    {
        public Task<IReadOnlyList<Guid>> OwnersAsync(IReadOnlyCollection<Guid> among, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Guid>>([]);
    }
}
