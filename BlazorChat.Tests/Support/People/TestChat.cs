using System.Security.Claims;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Shell;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Tests.Support.People;

/// <summary>
/// An installation in this process: real accounts, authority and devices on a database and a folder of its own, with a clock to
/// move. Passwords are left out: people are signed in by a header that names their session. Other slices are added by the caller.
/// </summary>
internal sealed class TestChat : IAsyncDisposable
{
    public const string Origin = "http://localhost";
    private const string SessionHeader = "X-Test-Session";

    private readonly string folder;
    private readonly TestDatabase database;
    private readonly WebApplication app;
    private readonly Action<WebApplicationBuilder>? add;
    private readonly Action<WebApplication>? map;
    private readonly bool amongOthers;

    private TestChat(string folder, AdjustableClock clock, KeyPool keys, Action<WebApplicationBuilder>? add, Action<WebApplication>? map, bool amongOthers = false)
    {
        (this.folder, Clock, Keys, this.add, this.map, this.amongOthers) = (folder, clock, keys, add, map, amongOthers);
        database = TestDatabase.In(folder);
        app = Build();
    }

    public AdjustableClock Clock { get; }

    public KeyPool Keys { get; }

    public IServiceProvider Services => app.Services;

    public static async Task<TestChat> StartAsync(Action<WebApplicationBuilder>? add = null, Action<WebApplication>? map = null)
    {
        var chat = new TestChat(Directory.CreateTempSubdirectory("blazorchat-").FullName, new AdjustableClock(), new KeyPool(), add, map);
        await chat.StartAsync();
        return chat;
    }

    /// <summary>Two hosts on one database, which is PostgreSQL, and one folder. The second is disposed first.</summary>
    public static async Task<(TestChat One, TestChat Two)> StartTwoAsync(Action<WebApplicationBuilder>? add = null)
    {
        TestDatabase.OnPostgreSql();
        var (folder, clock, keys) = (Directory.CreateTempSubdirectory("blazorchat-").FullName, new AdjustableClock(), new KeyPool());
        var (one, two) = (new TestChat(folder, clock, keys, add, null, amongOthers: true), new TestChat(folder, clock, keys, add, null, amongOthers: true));
        await one.StartAsync();
        await two.StartAsync();
        return (one, two);
    }

    /// <summary>Stops it, and leaves database and folder to the other.</summary>
    public async Task LeaveAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Stops this host, without a word to anybody, and starts another on its data.</summary>
    public async Task<TestChat> RestartAsync()
    {
        await app.StopAsync();   // waits for what runs in the background
        await app.DisposeAsync();
        var again = new TestChat(folder, Clock, Keys, add, map);
        await again.StartAsync();
        return again;
    }

    /// <summary>Somebody new, signed in, without a device.</summary>
    public async Task<TestPerson> PersonAsync(string username, bool admin = false)
    {
        var id = Guid.NewGuid();
        await Get<Users>().SignedInAsync(new DirectoryUser(id, username, $"{username} Example", null, Disabled: false), default);
        if (admin)
            await Get<Users>().ChangeAsync(id, user => user.Role = UserRole.Administrator, default);
        return await SignInAsync(id, username);
    }

    /// <summary>Somebody new with a device, proved in this session.</summary>
    public async Task<TestPerson> EnrolledAsync(string username) => await (await PersonAsync(username)).EnrolAsync();

    public async Task<TestPerson> SignInAsync(Guid user, string username)
    {
        var session = await Get<SessionRegistry>().StartAsync(user, default);
        var http = app.GetTestClient();
        http.BaseAddress = new Uri(Origin);
        http.DefaultRequestHeaders.Add(SessionHeader, $"{user:D} {session:D}");
        return new TestPerson(this, user, username, session, http);
    }

    public Task<ChatDatabase> DatabaseAsync() => Get<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();   // waits for what runs in the background
        await app.DisposeAsync();
        database.Drop();
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder, EnvironmentName = "Production", ApplicationName = typeof(App).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = folder, ["Pki:PublicUrl"] = Origin });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(new CaKeySource(() => Keys.Next().Rsa, Rounds: 1_000));
        builder.Services.AddSingleton(new OcspKeySource(() => Keys.Next().Rsa));
        database.AddTo(builder.Services);
        builder.Services.AddLocalization();
        builder.Services.AddErrorHandling();
        builder.Services.AddAuthority<ChatDatabase>(builder.Configuration, RequestLimit.ByAddress(RateLimits.OcspSignatures));
        builder.Services.AddEmbeddedDirectory<ChatDatabase>();
        builder.Services.AddAccounts();
        builder.Services.AddDevices(builder.Configuration);
        if (amongOthers)
            builder.Services.AddHostAmongOthers();
        add?.Invoke(builder);

        var built = builder.Build();
        built.UseErrorHandling();
        built.UseRouting();
        built.UseAuthentication();
        built.Use(SignInByHeader);
        built.UseAuthorization();
        built.MapDevices();
        map?.Invoke(built);
        return built;
    }

    private async Task StartAsync()
    {
        database.MakeSure();
        await app.Services.BeginFollowingAsync(default);
        await AuthorityStartup.OpenAsync(app.Services);
        await app.Services.OpenAccountsAsync(default);
        await app.Services.OpenDevicesAsync(default);
        await app.StartAsync();
    }

    private static Task SignInByHeader(Microsoft.AspNetCore.Http.HttpContext context, Microsoft.AspNetCore.Http.RequestDelegate next)
    {
        // As the cookie does it: who names a session that has ended is nobody.
        if (context.Request.Headers[SessionHeader].ToString().Split(' ') is [var user, var session]
            && new ClaimsPrincipal(new ClaimsIdentity([new Claim(ChatClaims.User, user), new Claim(ChatClaims.Session, session)], "test")) is var principal
            && context.RequestServices.GetRequiredService<ISessions>().Current(principal) is not null)
            context.User = principal;
        return next(context);
    }
}
