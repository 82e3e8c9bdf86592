using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using BlazorChat.Pki;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Relay;
using BlazorChat.Web.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>
/// A host with messages, storage and relay as the product has them; people, their chains and the conversations are the test's. A request
/// is signed in as the device it names.
/// </summary>
internal sealed class MessagesHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MessagesHost(
        WebApplication app, ScratchDatabase database, ManualClock clock, FakeUserChains chains, FakeSigningTime times, FakeConversations conversations) =>
        (_app, Database, Clock, Chains, Times, Conversations) = (app, database, clock, chains, times, conversations);

    public ScratchDatabase Database { get; }

    public ManualClock Clock { get; }

    public FakeUserChains Chains { get; }

    public FakeSigningTime Times { get; }

    public FakeConversations Conversations { get; }

    /// <summary>What the browsers ask for, if anything: Accept-Language.</summary>
    public string? Language { get; set; }

    public IServiceProvider Services => _app.Services;

    public static async Task<MessagesHost> StartAsync()
    {
        var (database, clock, chains, times) = (new ScratchDatabase(), ManualClock.Start(), new FakeUserChains(), new FakeSigningTime());
        var conversations = new FakeConversations(database, clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        database.AddTo(builder.Services.AddErrorHandling()).AddGroupAppend().AddRelay().AddMessages();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<IUserChains>(chains);
        builder.Services.AddSingleton<IConversations>(conversations);
        builder.Services.AddSingleton<ISigningTime>(times);
        builder.Services.AddSingleton(Substitute.For<IAuthority>());
        builder.Services.AddSingleton(Substitute.For<IPeople>());
        builder.Services.AddSingleton<FakeDiscretion>();
        builder.Services.AddSingleton<IDiscretion>(provider => provider.GetRequiredService<FakeDiscretion>());
        builder.Services.AddSingleton<ISessions>(Sessions());
        builder.Services.AddAuthentication(Named.Name).AddScheme<AuthenticationSchemeOptions, Named>(Named.Name, null);
        builder.Services.AddAuthorizationBuilder().AddPolicy(AccountPolicies.Device, policy => policy.RequireClaim("device"));
        var app = builder.Build();
        app.UseRequestLocalization("en", "fr");
        app.UseErrorHandling();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapMessages();
        await app.StartAsync();
        return new MessagesHost(app, database, clock, chains, times, conversations);
    }

    public TestPerson Person()
    {
        var person = new TestPerson(Clock);
        Chains.Add(person);
        return person;
    }

    public TestRoom Dm(TestPerson one, TestPerson other, RoomHistory history = RoomHistory.None) => Settled(Conversations.Create(RoomKind.Dm, history, one, other));

    public TestRoom Room(RoomHistory history, params TestPerson[] people) => Settled(Conversations.Create(RoomKind.Private, history, people));

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<Answer> GetAsync(TestDevice device, string path) => await SendAsync(device, HttpMethod.Get, path, null);

    public async Task<Answer> PostAsync(TestDevice device, string path, JsonNode body) => await PostAsync(device, path, body.ToJsonString());

    public async Task<Answer> PostAsync(TestDevice device, string path, string body) =>
        await SendAsync(device, HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"));

    /// <summary>Posts a session for these recipients, all of the room's by default.</summary>
    public async Task<SessionKeyId> SessionAsync(TestDevice device, TestRoom room, IEnumerable<Kid>? recipients = null)
    {
        var key = Envelopes.AnyKey();
        var manifest = Envelopes.Manifest(device, room.Id, key, room.Head, Clock.GetUtcNow());
        var answer = await PostAsync(device, $"/api/conversations/{room.Id}/sessions", new JsonObject
        {
            ["manifest"] = manifest,
            ["key"] = Envelopes.Key(manifest, recipients ?? room.Kids()),
        });
        if (answer.Status != 201)
            throw new InvalidOperationException($"The session was not taken: {answer.Status} {answer.Code}");
        return key;
    }

    public Task<Answer> MessageAsync(TestDevice device, TestRoom room, long n, string jwe) =>
        PostAsync(device, $"/api/conversations/{room.Id}/messages", new JsonObject { ["n"] = n, ["jwe"] = jwe });

    public Task<Answer> MessageAsync(TestDevice device, TestRoom room, long n, SessionKeyId key) => MessageAsync(device, room, n, Envelopes.Message(key));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Database.Dispose();
    }

    /// <summary>Nobody was added within the last minute.</summary>
    private TestRoom Settled(TestRoom room)
    {
        Clock.Advance(TimeSpan.FromMinutes(2));
        return room;
    }

    private async Task<Answer> SendAsync(TestDevice device, HttpMethod method, string path, HttpContent? content)
    {
        using var client = _app.GetTestClient();
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (Language is not null)
            request.Headers.AcceptLanguage.ParseAdd(Language);
        request.Headers.Add(Named.User, device.User.ToString());
        request.Headers.Add(Named.Device, device.Id.ToString());
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response.Headers.RetryAfter?.Delta);
    }

    private static ISessions Sessions()
    {
        var sessions = Substitute.For<ISessions>();
        sessions.Current(Arg.Any<ClaimsPrincipal>()).Returns(call =>
        {
            var claims = call.Arg<ClaimsPrincipal>();
            return new ChatSession(Guid.Empty, Guid.Parse(claims.FindFirstValue("sub")!), Guid.Parse(claims.FindFirstValue("device")!), false);
        });
        return sessions;
    }

    /// <summary>Signs in whom the headers name.</summary>
    private sealed class Named(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        public const string Name = "named";
        public const string User = "X-User";
        public const string Device = "X-Device";

        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers[User].ToString() is not { Length: > 0 } user)
                return Task.FromResult(AuthenticateResult.NoResult());
            var identity = new ClaimsIdentity([new Claim("sub", user), new Claim("device", Request.Headers[Device].ToString())], Name);
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Name)));
        }
    }
}

/// <summary>What the server said.</summary>
internal sealed record Answer(int Status, JsonNode? Body, TimeSpan? RetryAfter)
{
    public string? Code => (string?)Body?["code"];

    public long Seq => (long)Body!["seq"]!;

    public long At => (long)Body!["at"]!;
}
