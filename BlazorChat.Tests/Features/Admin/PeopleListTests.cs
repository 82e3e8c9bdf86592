using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Bunit;
using NSubstitute;
using Shouldly;
using Page = BlazorChat.Web.Features.Admin.People.PeopleList;

namespace BlazorChat.Tests.Features.Admin;

public sealed class PeopleListTests : AdminComponentContext
{
    [Fact]
    public void People_are_found_by_either_name_the_disabled_too()
    {
        Known("Ann");
        Known("Annabel", disabled: true);
        Known("Zoe");
        var page = Show();
        Names(page).ShouldBe(["Ann", "Annabel", "Zoe"]);

        page.Find("input[type=search]").Input(" ANNA ");

        Names(page).ShouldBe(["Annabel"]);
        page.Markup.ShouldContain("1 of 1 people");
    }

    [Fact]
    public void A_chosen_name_is_found_and_stands_after_the_certified_one()
    {
        Known(new Person(Guid.NewGuid(), "ann", "Ann Ash", Disabled: false, IsAdmin: false, ChosenName: "Foxy"));
        Known("Zoe");
        var page = Show();

        page.Find("input[type=search]").Input("foxy");

        page.Find("tbody th").QuerySelectorAll("bdi").Select(name => name.TextContent).ShouldBe(["Ann Ash", "ann", "Foxy"]);
        page.FindAll("tbody tr").ShouldHaveSingleItem();
    }

    [Fact]
    public void Of_many_people_fifty_are_shown_and_more_on_request()
    {
        for (var i = 0; i < 60; i++)
            Known($"Person {i:00}");
        var page = Show();
        Names(page).Length.ShouldBe(50);
        page.Markup.ShouldContain("50 of 60 people");

        Button(page, "Show more").Click();

        Names(page).Length.ShouldBe(60);
        page.FindAll("button").ShouldNotContain(button => button.TextContent == "Show more");
    }

    [Fact]
    public void A_row_leads_to_the_person_and_says_how_many_devices_of_what_standing_and_when_last_seen()
    {
        var ann = Known("<b>Ann</b>", disabled: true, administrator: true);
        Device(ann);
        Device(ann, DeviceStatus.Revoked);
        Device(ann, device: "recovery");
        Devices[0] = Devices[0] with { LastSeenAt = Clock.GetUtcNow() };
        Keys.Add(new ClientKey(ann.Id, "kid", new string('A', 64), Clock.GetUtcNow().AddDays(365), KeyState.Good));

        var page = Show();

        page.FindAll("tbody b").ShouldBeEmpty();
        page.Find("tbody th").TextContent.ShouldContain("administrator");
        page.Find("tbody th a").GetAttribute("href").ShouldBe($"/admin/people/{ann.Id}");
        page.FindAll("tbody td").Select(cell => cell.TextContent.Trim()).Take(2).ShouldBe(["Disabled", "1 active, 1 revoked, 1 TLS client"]);
        page.Find("tbody td:last-child chat-time").GetAttribute("at").ShouldBe($"{Clock.GetUtcNow().ToUnixTimeMilliseconds()}");
        page.FindAll("tbody button").ShouldBeEmpty();
    }

    [Fact]
    public void What_others_do_appears_within_seconds_until_the_page_is_left()
    {
        var ann = Known("Ann");
        var page = Show();
        page.Markup.ShouldContain("No device yet");

        Device(ann);
        Clock.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => page.Markup.ShouldNotContain("No device yet"));

        page.Instance.Dispose();
        Register.ClearReceivedCalls();
        Clock.Advance(TimeSpan.FromSeconds(10));
        Register.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public void An_auditor_sees_everybody_and_has_nothing_to_press()
    {
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });
        var person = Known("Ann");
        Device(person);

        var page = Show();

        page.Markup.ShouldContain("You are an auditor");
        page.Markup.ShouldContain("Ann");
        page.FindAll("button").ShouldBeEmpty();
    }

    private IRenderedComponent<Page> Show() => Render<Page>();

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Page> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);

    private static string[] Names(IRenderedComponent<Page> page) =>
        [.. page.FindAll("tbody th a > bdi").Select(name => name.TextContent)];
}
