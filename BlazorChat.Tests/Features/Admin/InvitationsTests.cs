using BlazorChat.Web.Features.Accounts;
using Bunit;
using NSubstitute;
using Shouldly;
using AdminPage = BlazorChat.Web.Features.Admin.People.PeopleList;

namespace BlazorChat.Tests.Features.Admin;

public sealed class InvitationsTests : AdminComponentContext
{
    public InvitationsTests() => Links.AreInvitationsNeeded.Returns(true);

    [Fact]
    public async Task A_link_is_made_for_somebody_for_a_week_and_shown_once()
    {
        Links.InviteAsync(default!, default, default, default).ReturnsForAnyArgs("/register?invitation=abc");
        var page = Show();
        page.Find(".bc-admin > header a").GetAttribute("href").ShouldBe("/admin/people#invitations");

        page.Find("form input").Change("Zoe");
        page.Find("form").Submit();

        await Links.Received(1).InviteAsync("Zoe", TimeSpan.FromDays(7), Administrator.User, Arg.Any<CancellationToken>());
        page.Find("code.bc-secret").TextContent.ShouldBe("http://localhost/register?invitation=abc");
        page.Find("form input").GetAttribute("value").ShouldBeNullOrEmpty();
        Button(page, "I have noted it").Click();
        page.Markup.ShouldNotContain("abc");
    }

    [Fact]
    public async Task The_lifetime_is_chosen_among_three()
    {
        Links.InviteAsync(default!, default, default, default).ReturnsForAnyArgs("/register?invitation=abc");
        var page = Show();
        page.FindAll("form option").Select(option => option.TextContent).ShouldBe(["1 day", "7 days", "30 days"]);

        page.Find("form select").Change("2");
        page.Find("form").Submit();
        page.Find("form select").Change("-5"); // no page of ours sends it
        page.Find("form").Submit();

        await Links.Received(1).InviteAsync("", TimeSpan.FromDays(30), Administrator.User, Arg.Any<CancellationToken>());
        await Links.Received(1).InviteAsync("", TimeSpan.FromDays(1), Administrator.User, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_open_ones_are_listed_with_who_made_them_and_can_be_withdrawn()
    {
        var zoe = Invited(Known("Ann"), "<b>Zoe</b>");
        var other = Invited(Known("Ben"), "", inUse: true);
        Links.WithdrawAsync(default, default, default).ReturnsForAnyArgs(_ => Invitations.Remove(zoe));
        var page = Show();
        Rows(page).Length.ShouldBe(2);
        Rows(page)[0].ShouldContain("<b>Zoe</b>");
        Rows(page)[0].ShouldContain("Ann");
        Rows(page)[1].ShouldContain("not said");
        Rows(page)[1].ShouldContain("being used");
        page.Find("[aria-labelledby=invitations] chat-time").GetAttribute("at").ShouldBe($"{zoe.EndsAt.ToUnixTimeMilliseconds()}");

        page.Find("button[aria-label='Withdraw the invitation: <b>Zoe</b>']").Click();

        await Links.Received(1).WithdrawAsync(zoe.Id, Administrator.User, Arg.Any<CancellationToken>());
        Rows(page).ShouldHaveSingleItem().ShouldContain("not said");
        page.Find("[role=status]").TextContent.Trim().ShouldBe("Done.");
        other.IsInUse.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_may_no_longer_act_makes_no_link()
    {
        var page = Show();
        SignIn(Administrator with { IsAdmin = false });

        page.Find("form").Submit();

        page.Find("[role=status]").TextContent.Trim().ShouldStartWith("Your session may not do this any more");
        page.FindAll("code.bc-secret").ShouldBeEmpty();
        await Links.DidNotReceiveWithAnyArgs().InviteAsync(default!, default, default, default);
    }

    [Fact]
    public void For_whom_is_kept_while_the_password_has_to_be_given_again()
    {
        SignIn(Administrator with { IsConfirmed = false });
        var page = Show();
        page.Find("form input").Change("Zoe");
        page.Find("form select").Change("2");

        page.Find("form").Submit();

        page.Find("[role=status]").TextContent.Trim().ShouldStartWith("Nothing was changed yet");
        page.Find("form input").GetAttribute("value").ShouldBe("Zoe");
        page.Find("form select").GetAttribute("value").ShouldBe("2");
    }

    [Fact]
    public void An_auditor_sees_them_and_makes_none()
    {
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });
        Invited(Known("Ann"), "Zoe");

        var page = Show();

        Rows(page).ShouldHaveSingleItem().ShouldContain("Zoe");
        page.FindAll("form").ShouldBeEmpty();
        page.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_registration_is_not_by_invitation_there_is_nothing_of_it()
    {
        Links.AreInvitationsNeeded.Returns(false);

        var page = Show();
        page.FindAll("#invitations, .bc-admin > header a").ShouldBeEmpty();
        await Links.DidNotReceiveWithAnyArgs().InvitationsAsync(default);
    }

    private OpenInvitation Invited(Person by, string note, bool inUse = false)
    {
        var invitation = new OpenInvitation(Guid.NewGuid(), note, by.Id, Clock.GetUtcNow().AddDays(7), inUse);
        Invitations.Add(invitation);
        return invitation;
    }

    private IRenderedComponent<AdminPage> Show() => Render<AdminPage>();

    private static string[] Rows(IRenderedComponent<AdminPage> page) =>
        [.. page.FindAll("[aria-labelledby=invitations] tbody tr").Select(row => row.TextContent)];

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<AdminPage> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);
}
