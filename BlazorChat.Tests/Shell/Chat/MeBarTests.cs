using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Shell.Chat;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Shell;

public sealed class MeBarTests : ChatComponentContext
{
    public MeBarTests() => Services.AddSingleton<AntiforgeryStateProvider, Token>();

    [Fact]
    public void Ones_name_is_text_and_the_menu_says_what_it_is()
    {
        var bar = Show("<b>Ann</b>");

        bar.Find("bdi").InnerHtml.ShouldBe("&lt;b&gt;Ann&lt;/b&gt;");
        bar.Find("summary").GetAttribute("aria-label").ShouldBe("Your menu");
    }

    [Fact]
    public void A_chosen_name_leads_and_the_certified_one_stands_below()
    {
        var bar = Render<MeBar>(parameters => parameters.Add(p => p.Me, Known("Ann Ash", chosen: "Foxy")));

        bar.FindAll(".bc-person__name bdi").Select(name => name.TextContent).ShouldBe(["Foxy", "Ann Ash"]);
        bar.Find("chat-avatar").GetAttribute("name").ShouldBe("Foxy");
    }

    [Fact]
    public void Signing_out_is_a_form_of_its_own_with_the_token_that_another_site_does_not_have()
    {
        var form = Show("Ann").Find("form");

        (form.GetAttribute("method"), form.GetAttribute("action"), form.GetAttribute("data-enhance")).ShouldBe(("post", "/logout", "false"));
        form.QuerySelector("input[type=hidden]")!.GetAttribute("value").ShouldBe("the token");
        form.QuerySelector("button[type=submit]")!.TextContent.ShouldBe("Sign out");
    }

    [Theory]
    [InlineData("en", "Invisible", "Do not disturb")]
    [InlineData("fr", "Invisible", "Ne pas déranger")]
    public void How_one_is_seen_stands_there_in_every_window_in_its_own_language(string language, string invisible, string busy)
    {
        var me = Known("Ann");
        var bar = In(language, () => Render<MeBar>(parameters => parameters.Add(p => p.Me, me)));
        bar.FindAll(".bc-me__status").ShouldBeEmpty();
        bar.FindAll(".bc-presence--online").ShouldHaveSingleItem();

        In("en", () => Chooses(me, ChosenStatus.Invisible, "<b>x</b>"));
        bar.WaitForAssertion(() => bar.Find(".bc-me__status").TextContent.ShouldBe($"{invisible} · <b>x</b>"));
        bar.FindAll(".bc-presence--online").ShouldBeEmpty();
        (bar.Find("chat-status").GetAttribute("choice"), bar.Find("chat-status").GetAttribute("line")).ShouldBe(("invisible", "<b>x</b>"));

        Chooses(me, ChosenStatus.DoNotDisturb);
        bar.WaitForAssertion(() => bar.Find(".bc-me__status").TextContent.ShouldBe(busy));
    }

    [Fact]
    public void Everybody_is_led_to_their_password() =>
        Show("Ann").Find("a[href='/password']").TextContent.ShouldBe("Change password");

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Only_an_administrator_is_led_to_administration(bool administrator, int links) =>
        Show("Ann", administrator).FindAll("a[href='/admin']").Count.ShouldBe(links);

    private IRenderedComponent<MeBar> Show(string name, bool administrator = false) =>
        Render<MeBar>(parameters => parameters.Add(p => p.Me, Known(name)).Add(p => p.IsAdmin, administrator));

    private sealed class Token : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => new("the token", "token");
    }
}
