using BlazorChat.Pki.Catalogue;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Admin.People;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin;

public sealed class PersonPageTests : AdminComponentContext
{
    private readonly DateTimeOffset longAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    [InlineData("ann")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("' OR 1=1 --")]
    public void An_id_that_is_nobodys_has_a_page_that_says_so(string id)
    {
        Known("Ann");
        Show(id).Find(".bc-note").TextContent.ShouldStartWith("Nobody here has this id.");
    }

    [Fact]
    public void What_the_directory_says_is_shown_as_text_and_leads_to_certificates_and_audit()
    {
        var eve = Known(new Person(Guid.NewGuid(), "=cmd|'/c calc'!A1", "<img src=x onerror=alert(1)>\u202E", Disabled: true, IsAdmin: true, ChosenName: "Foxy") { Photo = "abc" });
        Accounts.DescribeAsync(default, default).ReturnsForAnyArgs(new AccountDetails("<b>eve@example.org</b>", RoleFromDirectory: true, Disabled: false, DisabledInDirectory: true, longAgo, longAgo, null, "ldap dc=example"));
        Catalogue.PageAsync(default!, default, default, default, default).ReturnsForAnyArgs(call => call.Arg<CertificateFilter>().Users!.Single() == eve.Id ? new CataloguePage([], 1234) : new CataloguePage([], 0));

        var page = Show(eve);

        page.FindAll("img").Select(image => image.GetAttribute("src")).ShouldBe([$"/api/users/{eve.Id}/photo/abc"]);
        page.Find("h2 bdi").TextContent.ShouldBe(eve.DisplayName);
        Facts(page).ShouldBe(
        [
            "Chosen name: Foxy", "Username: =cmd|'/c calc'!A1", "Mail: <b>eve@example.org</b>", "Role: Administrator by a group of the directory", "Directory: The organisation’s ldap dc=example",
            "Disabled: in the organisation’s directory; enable it there", "Here since:", "Last password sign-in:", $"Id: {eve.Id}",
        ]);
        page.Find($"a[href='/admin/certificates?person={eve.Id}']").TextContent.ShouldBe("Certificates: 1,234");
        page.FindAll($"a[href='/admin/audit?about={eve.Id}'], a[href='/admin/audit?by={eve.Id}']").Count.ShouldBe(2);
    }

    [Fact]
    public void Of_a_deleted_account_the_page_says_so_and_offers_nothing()
    {
        var gone = Known(new Person(Guid.NewGuid(), "gone", "Gone", Disabled: true, IsAdmin: false, Deleted: true));
        Accounts.DescribeAsync(default, default).ReturnsForAnyArgs(new AccountDetails(null, false, true, false, longAgo, longAgo, longAgo, null));

        var page = Show(gone);

        page.Find(".bc-status").TextContent.ShouldBe("Deleted");
        page.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_is_ended_at_once_and_ones_own_after_a_question()
    {
        var me = Known(new Person(Administrator.User, "me", "Me", Disabled: false, IsAdmin: true));
        var (own, other) = (Session(me, Administrator.Id, Administrator.Device), Session(me));
        var page = Show(me);
        page.FindAll("[aria-labelledby=sessions] tbody th").Select(cell => string.Join(' ', cell.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .ShouldBe([$"{Administrator.Device.ToString()![..8]} · your session now", "No device yet"]);

        page.FindAll("[aria-labelledby=sessions] tbody button")[1].Click();
        await Sessions.Received(1).EndAsync(other.Id, SessionEndReason.EndedByAdministrator, Arg.Any<CancellationToken>());
        await Ledger.Received(1).RecordAsync(Arg.Any<Pki.Actor>(), "end-session", me.Id, null, Arg.Any<CancellationToken>());
        Said(page).ShouldBe("Done.");

        page.FindAll("[aria-labelledby=sessions] tbody button")[0].Click();
        await Sessions.DidNotReceive().EndAsync(own.Id, Arg.Any<SessionEndReason>(), Arg.Any<CancellationToken>());
        page.Find("[role=alertdialog] p").TextContent.ShouldBe("This is the session you are using. You will have to sign in again.");
        page.Find("[role=alertdialog] .bc-button--danger").Click();
        await Sessions.Received(1).EndAsync(own.Id, SessionEndReason.EndedByAdministrator, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task All_sessions_are_ended_after_a_question_and_the_second_of_two_administrators_is_told()
    {
        var ann = Known("Ann");
        Session(ann);
        var page = Show(ann);
        Button(page, "End all sessions").Click();
        page.Find("[role=alertdialog] p").TextContent.ShouldStartWith("Ann is signed out everywhere");
        Open.Clear(); // the other administrator was faster

        Button(page, "End all of these sessions").Click();

        Said(page).ShouldStartWith("It was no longer there");
        await Sessions.DidNotReceiveWithAnyArgs().EndUserAsync(default, default, default);
        page.Markup.ShouldContain("Not signed in anywhere.");
    }

    [Fact]
    public async Task A_session_is_ended_only_as_that_of_the_person_it_was_shown_for()
    {
        var (ann, ben) = (Known("Ann"), Known("Ben"));
        var session = Session(ann);

        var result = await Services.GetRequiredService<AdminActs>().EndAsync(session with { User = ben.Id });

        result.ShouldBe(ActResult.Gone);
        await Sessions.DidNotReceiveWithAnyArgs().EndAsync(default, default, default);
    }

    [Fact]
    public async Task A_reset_that_waits_is_decided_here_too()
    {
        var (ann, ben) = (Known("Ann"), Known("Ben"));
        Reset(ben);
        var reset = Reset(ann);
        var page = Show(ann);
        page.FindAll("[role=group] code").ShouldHaveSingleItem().TextContent.ShouldBe(reset.Code);

        Button(page, "Approve").Click();

        await Resets.Received(1).ApproveAsync(ann.Id, reset.Entry, Administrator.User, Arg.Any<CancellationToken>());
    }

    [Fact]
    public void The_only_administrator_is_not_shut_out_and_why_is_said()
    {
        var ann = Known("Ann", administrator: true);
        Accounts.DisableAsync(default, default, default).ReturnsForAnyArgs(AccountChange.LastAdministrator);
        var page = Show(ann);

        Button(page, "Disable").Click();
        Button(page, "Disable this account").Click();

        Said(page).ShouldStartWith("This is the only administrator");
    }

    [Fact]
    public void What_others_do_appears_within_seconds_and_an_open_question_and_what_was_typed_stay()
    {
        var ann = Known("Ann");
        var page = Show(ann);
        Button(page, "Delete").Click();
        page.Find("[role=alertdialog] input").Change("half a na");

        Device(ann);
        Session(ann);
        Clock.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => page.FindAll("tbody tr").Count.ShouldBe(2));
        page.Find("[role=alertdialog] input").GetAttribute("value").ShouldBe("half a na");
    }

    [Fact]
    public async Task Whoever_is_asked_for_the_password_finds_the_question_as_it_was_left()
    {
        var ann = Known("Ann");
        Device(ann);
        Session(ann);
        var page = Show(ann);
        SignIn(Administrator with { IsConfirmed = false });
        Button(page, "Delete").Click();
        page.Find("form input").Change("ann");
        page.Find("form").Submit();
        page.Find("button[aria-label^=Revoke]").Click();
        page.Find("select").Change("KeyCompromise");
        Button(page, "Revoke this device").Click();
        Button(page, "End all sessions").Click();
        Button(page, "End all of these sessions").Click();
        page.FindAll("[role=alertdialog]").Count.ShouldBe(3);
        page.Find("form input").GetAttribute("value").ShouldBe("ann");
        SignIn(Administrator);

        page.Find("form").Submit();
        Button(page, "Revoke this device").Click();
        Button(page, "End all of these sessions").Click();

        page.FindAll("[role=alertdialog]").ShouldBeEmpty();
        await Accounts.Received(1).DeleteAsync(ann.Id, Administrator.User, Arg.Any<CancellationToken>());
        await Register.Received(1).RevokeAsync(ann.Id, Devices[0].Device, Pki.Revocation.RevocationReason.KeyCompromise, Administrator.User, Arg.Any<CancellationToken>());
        await Sessions.Received(1).EndUserAsync(ann.Id, SessionEndReason.EndedByAdministrator, Arg.Any<CancellationToken>());
    }

    [Fact]
    public void On_the_page_of_the_next_person_no_question_about_the_last_is_open()
    {
        var (ann, ben) = (Known("Ann"), Known("Ben"));
        var page = Show(ann);
        Button(page, "Delete").Click();

        page.Render(parameters => parameters.Add(p => p.Id, $"{ben.Id}"));

        page.Find("h2").TextContent.ShouldBe("Ben");
        page.FindAll("[role=alertdialog]").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_auditor_sees_everything_and_is_refused_whatever_is_called_by_hand()
    {
        var ann = Known("Ann");
        var device = Device(ann);
        var session = Session(ann);
        var reset = Reset(ann);
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });
        var page = Show(ann);
        page.FindAll("tbody tr").Count.ShouldBe(2);
        page.Markup.ShouldContain(reset.Code);
        page.FindAll("button").ShouldBeEmpty();

        var acts = Services.GetRequiredService<AdminActs>();
        foreach (var result in new[]
        {
            await acts.EndAsync(session), await acts.EndSessionsAsync(ann.Id), await acts.HoldAsync(device), await acts.ReleaseAsync(device), await acts.HoldAsync("kid"),
            await acts.ReleaseAsync("kid"), await acts.RevokeAsync("kid", default), await acts.ApproveAsync(reset), await acts.DisableAsync(ann.Id),
        })
            result.ShouldBe(ActResult.LooksOnly);
        await Sessions.DidNotReceiveWithAnyArgs().EndAsync(default, default, default);
        await Sessions.DidNotReceiveWithAnyArgs().EndUserAsync(default, default, default);
        await Register.DidNotReceiveWithAnyArgs().HoldAsync(default, default!, default, default);
        await Authority.DidNotReceiveWithAnyArgs().HoldAsync(default!, default, default);
    }

    private IRenderedComponent<PersonPage> Show(Person person) => Show($"{person.Id}");

    private IRenderedComponent<PersonPage> Show(string id) => Render<PersonPage>(parameters => parameters.Add(page => page.Id, id));

    private static IEnumerable<string> Facts(IRenderedComponent<PersonPage> page) => page.FindAll(".bc-facts > div")
        .Select(fact => $"{fact.QuerySelector("dt")!.TextContent}: {string.Join(' ', fact.QuerySelector("dd")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}".Trim());

    private static string Said(IRenderedComponent<PersonPage> page) => page.Find("[role=status]").TextContent.Trim();

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<PersonPage> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);
}
