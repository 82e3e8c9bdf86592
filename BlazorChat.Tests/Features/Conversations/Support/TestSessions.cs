using System.Security.Claims;
using System.Text.Encodings.Web;
using BlazorChat.Web.Features.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>Signs a request in as whom its header names; with a device, or without one yet.</summary>
internal sealed class TestSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "test";
    public const string Header = "X-Signed-In";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers[Header].ToString();
        if (header.Length == 0)
            return Task.FromResult(AuthenticateResult.NoResult());
        var parts = header.Split(' ');
        var claims = parts.Length == 1
            ? new[] { new Claim(ChatClaims.User, parts[0]) }
            : [new Claim(ChatClaims.User, parts[0]), new Claim("device", parts[1])];
        var principal = new ClaimsPrincipal(new ClaimsIdentity(claims, Name));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, Name)));
    }
}

/// <summary>The sessions these requests say they have.</summary>
internal sealed class TestSessions : ISessions
{
    public ChatSession? Current(ClaimsPrincipal principal) => principal.FindFirstValue(ChatClaims.User) is { } user
        ? new ChatSession(Guid.Empty, Guid.Parse(user), principal.FindFirstValue("device") is { } device ? Guid.Parse(device) : null, IsAdmin: false)
        : null;

    public ChatSession? Find(Guid session) => null;

    public IReadOnlyList<OpenSession> Of(Guid user) => [];

    public Task<bool> BindDeviceAsync(Guid session, Guid device, CancellationToken cancellation) => Task.FromResult(false);

    public Task EndAsync(Guid session, SessionEndReason reason, CancellationToken cancellation) => Task.CompletedTask;

    public Task EndUserAsync(Guid user, SessionEndReason reason, CancellationToken cancellation) => Task.CompletedTask;

    public Task EndDeviceAsync(Guid user, Guid device, SessionEndReason reason, CancellationToken cancellation) => Task.CompletedTask;

    public DateTimeOffset? LastSeen(Guid user, Guid device) => null;

    public IDisposable OnEnded(Action<SessionEnded> watcher) => throw new NotSupportedException();
}
