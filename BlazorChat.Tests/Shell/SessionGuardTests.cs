using System.Security.Claims;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace BlazorChat.Tests.Shell;

public sealed class SessionGuardTests : BunitContext
{
    private static readonly ChatSession Session = new(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), IsAdmin: false);
    private readonly ISessions sessions = Substitute.For<ISessions>();
    private Action<SessionEnded> ended = _ => { };

    public SessionGuardTests()
    {
        Services.AddSingleton(sessions);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        sessions.Current(Arg.Any<ClaimsPrincipal>()).Returns(Session);
        sessions.OnEnded(Arg.Do<Action<SessionEnded>>(watcher => ended = watcher)).Returns(Substitute.For<IDisposable>());
    }

    [Fact]
    public void When_the_session_ends_the_page_is_taken_away_on_the_server_whatever_the_browser_does()
    {
        var page = Show();
        page.MarkupMatches("<p>the page</p>");

        ended(new SessionEnded(Guid.NewGuid(), Session.User, Session.Device, SessionEndReason.SignedOut));
        page.MarkupMatches("<p>the page</p>");
        ended(new SessionEnded(Session.Id, Session.User, Session.Device, SessionEndReason.DeviceRevoked));

        page.WaitForAssertion(() => page.MarkupMatches(""));
        Assert.EndsWith("/blocked?reason=revoked", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_session_there_is_no_page()
    {
        sessions.Current(Arg.Any<ClaimsPrincipal>()).Returns((ChatSession?)null);

        Show().MarkupMatches("");

        Assert.EndsWith("/login", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_static_page_needs_none()
    {
        SetRendererInfo(new RendererInfo("Static", isInteractive: false));
        sessions.Current(Arg.Any<ClaimsPrincipal>()).Returns((ChatSession?)null);

        Show().MarkupMatches("<p>the page</p>");
    }

    private IRenderedComponent<SessionGuard> Show() => Render<SessionGuard>(parameters => parameters
        .AddCascadingValue(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ChatClaims.Session, $"{Session.Id}")])))))
        .AddChildContent("<p>the page</p>"));
}
