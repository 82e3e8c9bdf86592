using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Issuance;
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
    public async Task What_is_asked_for_is_shown_decoded_as_text_with_the_checks_and_a_refusal_being_typed_stays()
    {
        var request = Request(Known("Ann"));
        Requests.DescribeAsync(request.Id, "Ann", Arg.Any<CancellationToken>()).Returns(Details("CN=<img src=x onerror=alert(1)>\u202E"));
        var page = Show();
        Button(page, "Refuse").Click();
        page.Find("[role=alertdialog] input").Input("Use the comp");

        Button(page, "Details").Click();
        Request(Known("Zoe"));
        Clock.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => page.FindAll("[aria-labelledby=requests] tbody tr").Count.ShouldBe(3));
        var facts = page.Find(".bc-table__more");
        facts.QuerySelectorAll("img").ShouldBeEmpty();
        foreach (var said in new[] { "Ann", "URI:urn:blazorchat:user:1", "Program (TLS client)", "365 days", "CN=<img src=x onerror=alert(1)>", "RSA, 3072 bits", "AB12", "id-RSASSA-PSS, SHA-256", "clientAuth", "The key is nobody else’s" })
            facts.TextContent.ShouldContain(said);
        facts.QuerySelector("pre")!.TextContent.ShouldBe("-----BEGIN CERTIFICATE REQUEST-----\nAQID\n-----END CERTIFICATE REQUEST-----");
        page.FindAll(".bc-status--revoked").ShouldBeEmpty();
        page.FindAll("button[aria-expanded]")[0].GetAttribute("aria-expanded").ShouldBe("true");
        page.Find("[role=alertdialog] input").GetAttribute("value").ShouldBe("Use the comp");

        page.FindAll("button[aria-expanded]")[0].Click();
        page.FindAll(".bc-table__more").ShouldBeEmpty();
        await Requests.Received(1).DescribeAsync(request.Id, "Ann", Arg.Any<CancellationToken>());
    }

    public static TheoryData<RequestFinding, string> Broken => new()
    {
        { new RequestFinding(RequestRule.Same, false), "somebody changed the database" },
        { new RequestFinding(RequestRule.NotWeak, false, "ROCA"), "The key can be broken by everybody: ROCA" },
        { new RequestFinding(RequestRule.Free, false, IssueRefusal.KeyInUse), "The key cannot be certified for this person: it is another person’s" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_would_not_be_issued_is_not_offered_for_approval_and_says_why(RequestFinding broken, string said)
    {
        Request(Known("Ann"));
        Requests.DescribeAsync(default!, default!, default).ReturnsForAnyArgs(Details("", broken));
        var page = Show();

        Button(page, "Details").Click();

        page.Find(".bc-status--revoked").TextContent.ShouldContain(said);
        page.Markup.ShouldContain("Refuse it and say why.");
        Button(page, "Approve").HasAttribute("disabled").ShouldBeTrue();
        Button(page, "Refuse").HasAttribute("disabled").ShouldBeFalse();
    }

    [Fact]
    public void A_request_that_was_not_kept_can_still_be_decided_by_its_key()
    {
        Request(Known("Ann"));
        Requests.DescribeAsync(default!, default!, default).ReturnsForAnyArgs(new RequestDetails("Ann", [], []));
        var page = Show();

        Button(page, "Details").Click();

        page.Find(".bc-table__more .bc-note").TextContent.ShouldStartWith("The request itself is not there to be shown");
        Button(page, "Approve").HasAttribute("disabled").ShouldBeFalse();
    }

    [Fact]
    public void A_request_that_was_decided_meanwhile_opens_nothing()
    {
        Request(Known("Ann"));
        Requests.DescribeAsync(default!, default!, default).ReturnsForAnyArgs((RequestDetails?)null);
        var page = Show();

        Button(page, "Details").Click();

        page.FindAll(".bc-table__more").ShouldBeEmpty();
    }

    [Fact]
    public void An_auditor_sees_who_waits_and_decides_nothing()
    {
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });
        var person = Known("Ann");
        Reset(person);
        var request = Request(person);

        var page = Show();

        page.Markup.ShouldContain("You are an auditor");
        page.Markup.ShouldContain("Ann");
        page.Markup.ShouldContain(request.From);
        page.FindAll("button").Select(button => button.TextContent).ShouldBe(["Details"]);
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

    private static RequestDetails Details(string subject, RequestFinding? broken = null) => new("Ann", ["URI:urn:blazorchat:user:1"],
    [
        new RequestedKey(
            CertificateProfile.TlsClient, TimeSpan.FromDays(365), subject, 3072, "AB12", "id-RSASSA-PSS, SHA-256", [new ExtensionFact("2.5.29.37", ExtensionKind.Purpose, Critical: false, ["clientAuth"])],
            [.. Enum.GetValues<RequestRule>().Select(rule => broken is { } one && one.Rule == rule ? one : new RequestFinding(rule, true))], new byte[] { 1, 2, 3 }),
    ]);

    private IRenderedComponent<Page> Show() => Render<Page>();

    private static string Said(IRenderedComponent<Page> page) => page.Find("[role=status]").TextContent.Trim();

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Page> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);
}
