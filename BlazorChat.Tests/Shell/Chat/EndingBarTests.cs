using BlazorChat.Pki.Endings;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Shell.Chat;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Shell;

public sealed class EndingBarTests : ChatComponentContext
{
    private readonly Guid here = Guid.NewGuid();
    private readonly IOwnEndings endings = Substitute.For<IOwnEndings>();
    private readonly List<KeyEnding> due = [];

    public EndingBarTests()
    {
        endings.OfAsync(default, default).ReturnsForAnyArgs(_ => Task.FromResult<IReadOnlyList<KeyEnding>>([.. due]));
        Services.AddSingleton(endings);
    }

    [Fact]
    public void Nothing_is_shown_when_nothing_is_due() => Show().Markup.Trim().ShouldBeEmpty();

    [Theory]
    [InlineData(EndingKind.Recovery, "recovery", 30, "Your recovery code works until 23 December 2026.", "/device?code=new")]
    [InlineData(EndingKind.Recovery, "recovery", -1, "Your recovery code does not work any more.", "/device?code=new")]
    [InlineData(EndingKind.Device, "another", 10, "Open it there before 3 December 2026.", "/devices")]
    [InlineData(EndingKind.Device, "another", -10, "has not been used for months", "/devices")]
    [InlineData(EndingKind.Device, "here", 10, "This browser has to be renewed before 3 December 2026", "/device")]
    [InlineData(EndingKind.Program, "tls-client", 10, "A program of yours can prove until 3 December 2026", "/devices")]
    public void Each_kind_has_its_sentence_and_the_one_act_that_settles_it(EndingKind kind, string device, int days, string sentence, string act)
    {
        due.Add(new KeyEnding(kind, Guid.NewGuid(), device == "here" ? here.ToString("D") : device, "kid", Clock.GetUtcNow().AddDays(days)));
        due.Add(new KeyEnding(EndingKind.Program, Guid.NewGuid(), "tls-client", "other", Clock.GetUtcNow().AddDays(29)));
        var bar = Show();
        bar.Find("[role=status]").TextContent.ShouldContain(sentence);
        bar.Find("a").GetAttribute("href").ShouldBe(act);
        bar.Markup.ShouldNotContain("certificate", Case.Insensitive);
    }

    [Fact]
    public void It_goes_away_within_hours_once_it_is_settled()
    {
        due.Add(new KeyEnding(EndingKind.Recovery, Guid.NewGuid(), "recovery", "kid", Clock.GetUtcNow().AddDays(30)));
        var bar = Show();
        due.Clear();
        Clock.Advance(TimeSpan.FromHours(6));
        bar.WaitForAssertion(() => bar.Markup.Trim().ShouldBeEmpty());
    }

    private IRenderedComponent<EndingBar> Show() => Render<EndingBar>(parameters => parameters.Add(bar => bar.Me, Guid.NewGuid()).Add(bar => bar.Device, here));
}
