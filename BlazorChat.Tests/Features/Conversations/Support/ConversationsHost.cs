using System.Security.Cryptography;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>The slice with its real neighbours (devices, storage, group append, relay) in one process; authority and sessions are doubles.</summary>
internal sealed class ConversationsHost : IAsyncDisposable
{
    private readonly ScratchDatabase scratch;
    private readonly WebApplication app;
    private int keysTaken = -1;

    private ConversationsHost(ScratchDatabase scratch, WebApplication app, TestClock clock, KnownKeys authority) =>
        (this.scratch, this.app, Clock, Authority) = (scratch, app, clock, authority);

    public TestClock Clock { get; }

    public KnownKeys Authority { get; }

    public IServiceProvider Services => app.Services;

    public IConversations Conversations => Services.GetRequiredService<IConversations>();

    public long Seconds => Clock.GetUtcNow().ToUnixTimeSeconds();

    public static async Task<ConversationsHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var (scratch, clock) = (new ScratchDatabase(), new TestClock());
        var authority = new KnownKeys { Clock = clock };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Configuration["Devices:ResetNeedsApproval"] = "false";
        builder.Services.AddSingleton<TimeProvider>(clock);
        scratch.AddTo(builder.Services).AddGroupAppend();
        builder.Services.AddRelay();
        builder.Services.AddLocalization();
        builder.Services.AddErrorHandling();
        builder.Services.AddSingleton<IAuthority>(authority);
        builder.Services.AddSingleton<ISessions, TestSessions>();
        builder.Services.AddSingleton(Substitute.For<IPeople>());
        builder.Services.AddSingleton<FakeDiscretion>();
        builder.Services.AddSingleton<IDiscretion>(provider => provider.GetRequiredService<FakeDiscretion>());
        builder.Services.AddSingleton(Directory());
        builder.Services.AddDevices(builder.Configuration);
        builder.Services.AddConversations();
        AddSignIn(builder.Services);

        var host = builder.Build();
        host.UseErrorHandling();
        host.UseRouting();
        host.UseRequestLocalization("en", "fr");
        host.UseAuthentication();
        host.UseAuthorization();
        host.MapConversations();
        await host.StartAsync();
        return new ConversationsHost(scratch, host, clock, authority);
    }

    private static IUserDirectory Directory()
    {
        var directory = Substitute.For<IUserDirectory>();
        directory.Rules.Returns(new DirectoryRules(Registration: RegistrationMode.Off, CanDisable: false, null, null));
        return directory;
    }

    public Task<ChatDatabase> DatabaseAsync() =>
        Services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();

    public RSA NextKey() => RsaPool.At(Interlocked.Increment(ref keysTaken));

    public Task<Person> PersonAsync() => Person.EnrolAsync(this);

    /// <summary>A browser signed in as this device.</summary>
    public HttpClient Client(TestDevice device) => Client($"{device.User} {device.Id}");

    /// <summary>A browser signed in as this user, its device not proven.</summary>
    public HttpClient Client(Person person) => Client($"{person.Id}");

    public HttpClient Client(string? signedIn)
    {
        var client = app.GetTestClient();
        if (signedIn is not null)
            client.DefaultRequestHeaders.Add(TestSignIn.Header, signedIn);
        return client;
    }

    public T Scalar<T>(string sql) => scratch.Scalar<T>(sql);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();   // waits for what runs in the background
        await app.DisposeAsync();
        scratch.Dispose();
    }

    private static void AddSignIn(IServiceCollection services)
    {
        services.AddAuthentication(TestSignIn.Name).AddScheme<AuthenticationSchemeOptions, TestSignIn>(TestSignIn.Name, null);
        services.AddSingleton<IAuthorizationHandler, SessionRequirementHandler>();
        services.AddAuthorizationBuilder().AddPolicy(
            AccountPolicies.Device, policy => policy.RequireAuthenticatedUser().AddRequirements(new SessionRequirement(Device: true, Administrator: false)));
    }
}
