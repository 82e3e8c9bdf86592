using BlazorChat.Pki;
using BlazorChat.Web.Features.Devices;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;
using Page = BlazorChat.Web.Features.Admin.Requests.Requests;

namespace BlazorChat.Tests.Features.Admin;

public sealed class RequestsPageTests : AdminComponentContext
{
    [Fact]
    public async Task A_reset_shows_its_code_and_exactly_that_one_is_approved()
    {
        var reset = Reset(Known("Ann"));
        Resets.ApproveAsync(default, default, default, default).ReturnsForAnyArgs(_ =>
        {
            Waiting.Clear();
            return ResetDecision.Done;
        });
        var page = Show();
        page.Find("[aria-labelledby=waiting] code").TextContent.ShouldBe(reset.Code);

        Button(page, "Approve").Click();

        await Resets.Received(1).ApproveAsync(reset.User, reset.Entry, Administrator.User, Arg.Any<CancellationToken>());
        Said(page).ShouldBe("Done.");
        page.FindAll("#waiting").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_act_stands_in_the_ledger_before_it_is_done_and_what_came_of_it_otherwise_after()
    {
        var reset = Reset(Known("Ann"));
        var actor = Actor.User(Administrator.User);
        Resets.RefuseAsync(default, default, default, default).ReturnsForAnyArgs(ResetDecision.Gone);

        Button(Show(), "Refuse").Click();

        Received.InOrder(() =>
        {
            _ = Ledger.RecordAsync(actor, "refuse-reset", reset.User, null, Arg.Any<CancellationToken>());
            _ = Resets.RefuseAsync(reset.User, reset.Entry, Administrator.User, Arg.Any<CancellationToken>());
            _ = Ledger.RecordAsync(actor, "refuse-reset", reset.User, "gone", Arg.Any<CancellationToken>());
        });
        Ledger.ReceivedCalls().Count().ShouldBe(2);

        Ledger.RecordAsync(default, default!, default, default, default).ReturnsForAnyArgs(Task.FromException(new IOException("the disk is full")));
        Resets.ClearReceivedCalls();
        Should.Throw<IOException>(() => Button(Show(), "Refuse").Click());
        await Resets.DidNotReceiveWithAnyArgs().RefuseAsync(default, default, default, default);
    }

    [Fact]
    public async Task An_act_that_is_not_allowed_stands_there_too()
    {
        Reset(Known("Ann"));
        var page = Show();
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });

        Button(page, "Refuse").Click();

        await Ledger.Received(1).RecordAsync(Actor.User(Administrator.User), "refuse-reset", Arg.Any<Guid?>(), "looks-only", Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_reset_that_was_gone_is_said_to_be()
    {
        var reset = Reset(Known("Ann"));
        Resets.RefuseAsync(default, default, default, default).ReturnsForAnyArgs(ResetDecision.Gone);
        var page = Show();

        Button(page, "Refuse").Click();

        await Resets.Received(1).RefuseAsync(reset.User, reset.Entry, Administrator.User, Arg.Any<CancellationToken>());
        Said(page).ShouldStartWith("It was no longer there");
        page.Find("[role=status] p").ClassList.ShouldContain("bc-note--danger");
    }

    [Fact]
    public async Task A_request_for_a_certificate_shows_whose_and_which_key_and_exactly_that_one_is_approved()
    {
        var request = Request(Known("Ann"));
        Requests.ApproveAsync(default!, default, default).ReturnsForAnyArgs(_ =>
        {
            WaitingRequests.Clear();
            return true;
        });
        var page = Show();
        var row = page.Find("[aria-labelledby=requests] tbody tr").TextContent;
        row.ShouldContain("Ann");
        row.ShouldContain("192.0.2.7");
        row.Replace(" ", "", StringComparison.Ordinal).ShouldContain(request.Key[..32]);

        Button(page, "Approve").Click();

        await Requests.Received(1).ApproveAsync(request.Id, Actor.User(Administrator.User), Arg.Any<CancellationToken>());
        Said(page).ShouldBe("Done.");
        page.FindAll("#requests").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_is_refused_with_a_reason_after_a_question()
    {
        var request = Request(Known("Ann"));
        var page = Show();

        Button(page, "Refuse").Click();
        await Requests.DidNotReceiveWithAnyArgs().RefuseAsync(default!, default!, default, default);
        page.Find("[role=alertdialog] input").Input("Use the company laptop.");
        Button(page, "Refuse this request").Click();

        await Requests.Received(1).RefuseAsync(request.Id, "Use the company laptop.", Actor.User(Administrator.User), Arg.Any<CancellationToken>());
        Said(page).ShouldStartWith("It was no longer there"); // as the double answers
    }

    [Fact]
    public void An_auditor_sees_who_waits_and_has_nothing_to_press()
    {
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });
        var person = Known("Ann");
        Reset(person);
        var request = Request(person);

        var page = Show();

        page.Markup.ShouldContain("You are an auditor");
        page.Markup.ShouldContain("Ann");
        page.Markup.ShouldContain(request.From);
        page.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Whose_password_was_given_too_long_ago_does_nothing_before_it_is_given_again()
    {
        var reset = Reset(Known("Ann"));
        Resets.RefuseAsync(default, default, default, default).ReturnsForAnyArgs(ResetDecision.Done);
        SignIn(Administrator with { IsConfirmed = false });
        Services.GetRequiredService<NavigationManager>().NavigateTo("/admin/requests");
        var page = Show();

        Button(page, "Refuse").Click();

        Said(page).ShouldStartWith("Nothing was changed yet");
        page.Find("[role=status] a").GetAttribute("href").ShouldBe("/confirm?return=%2Fadmin%2Frequests");
        await Resets.DidNotReceiveWithAnyArgs().RefuseAsync(default, default, default, default);
        Ledger.ReceivedCalls().ShouldBeEmpty();

        SignIn(Administrator);
        Button(page, "Refuse").Click();
        Said(page).ShouldBe("Done.");
        await Resets.Received(1).RefuseAsync(reset.User, reset.Entry, Administrator.User, Arg.Any<CancellationToken>());
    }

    [Fact]
    public void When_nobody_waits_it_is_said_and_the_navigation_counts_those_who_do()
    {
        Show().Markup.ShouldContain("Nobody waits for a decision.");
        Reset(Known("Ann"));
        Request(Known("Zoe"));

        var page = Show();

        page.Find("nav a[href='/admin/requests'] b").TextContent.ShouldStartWith("2");
        page.Markup.ShouldNotContain("Nobody waits");
    }

    public static TheoryData<string> Gone => ["ended", "no device any more", "no administrator any more"];

    [Theory]
    [MemberData(nameof(Gone))]
    public async Task Who_may_no_longer_act_does_nothing_with_a_page_that_is_still_open(string why)
    {
        Reset(Known("Ann"));
        var page = Show();
        SignIn(why switch
        {
            "ended" => null,
            "no device any more" => Administrator with { Device = null },
            _ => Administrator with { IsAdmin = false },
        });

        Button(page, "Approve").Click();

        Said(page).ShouldStartWith("Your session may not do this any more");
        await Resets.DidNotReceiveWithAnyArgs().ApproveAsync(default, default, default, default);
    }

    [Fact]
    public void Who_lost_the_role_is_led_away()
    {
        Reset(Known("Ann"));
        var page = Show();
        SignIn(Administrator with { IsAdmin = false });

        Clock.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => Services.GetRequiredService<BunitNavigationManager>().Uri.ShouldEndWith("/blocked?reason=not-administrator"));
    }

    private IRenderedComponent<Page> Show() => Render<Page>();

    private static string Said(IRenderedComponent<Page> page) => page.Find("[role=status]").TextContent.Trim();

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Page> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);
}
