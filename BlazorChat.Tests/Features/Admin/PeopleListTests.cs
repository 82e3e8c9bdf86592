using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
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
    public async Task The_key_of_a_program_is_revoked_for_the_reason_given()
    {
        var key = new ClientKey(Known("Ann").Id, "kid", new string('A', 64), Clock.GetUtcNow().AddDays(365), KeyState.Held);
        Keys.Add(key);
        Authority.RevokeAsync(default!, default, default, default).ReturnsForAnyArgs(new RevocationResult(2, ["kid"]));
        var page = Show();
        page.Markup.ShouldContain("TLS client");

        Button(page, "Revoke").Click();
        page.Find("[role=alertdialog] select").Change(RevocationReason.KeyCompromise);
        Button(page, "Revoke this key").Click();

        await Authority.Received(1).RevokeAsync(Arg.Any<KeySelection>(), RevocationReason.KeyCompromise, Actor.User(Administrator.User), Arg.Any<CancellationToken>());
        Said(page).ShouldBe("Done.");
    }

    [Fact]
    public void The_only_administrator_is_not_shut_out_and_why_is_said()
    {
        Known("Ann", administrator: true);
        Accounts.DisableAsync(default, default, default).ReturnsForAnyArgs(AccountChange.LastAdministrator);
        var page = Show();

        Button(page, "Disable").Click();
        Button(page, "Disable this account").Click();

        Said(page).ShouldStartWith("This is the only administrator");
    }

    [Fact]
    public async Task Who_is_made_an_auditor_while_the_page_is_open_changes_nothing_any_more()
    {
        Known("Ann");
        var page = Show();
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });

        Button(page, "Disable").Click();
        Button(page, "Disable this account").Click();

        Said(page).ShouldStartWith("You are an auditor");
        await Accounts.DidNotReceiveWithAnyArgs().DisableAsync(default, default, default);
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

    private static string Said(IRenderedComponent<Page> page) => page.Find("[role=status]").TextContent.Trim();

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Page> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);

    private static string[] Names(IRenderedComponent<Page> page) =>
        [.. page.FindAll("tbody th > bdi").Select(name => name.TextContent)];
}
