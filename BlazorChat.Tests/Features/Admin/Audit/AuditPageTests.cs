using BlazorChat.Pki;
using BlazorChat.Pki.Ledger;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;
using AuditPage = BlazorChat.Web.Features.Admin.Audit.Audit;

namespace BlazorChat.Tests.Features.Admin.Audit;

public sealed class AuditPageTests : AdminComponentContext
{
    private readonly List<LedgerEntry> entries = [];
    private LedgerFilter? asked;

    public AuditPageTests() => Ledger.ListAsync(default!, default, default, default).ReturnsForAnyArgs(call =>
    {
        asked = call.Arg<LedgerFilter>();
        var before = call.ArgAt<long?>(1) ?? long.MaxValue;
        return [.. entries.Where(entry => entry.Seq < before).OrderByDescending(entry => entry.Seq).Take(call.ArgAt<int>(2))];
    });

    [Fact]
    public void Who_did_what_to_whom_stands_there_in_words_the_newest_first()
    {
        var (ada, ben) = (Known("Ada"), Known("Ben <b>"));
        Row(LedgerAct.Issue, "system", ben.Id, serial: "10AB");
        Row(LedgerAct.Administer, Actor.User(ada.Id).ToString(), ben.Id, reason: "disable-account");
        Row(LedgerAct.Revoke, "host", ben.Id, reason: "KeyCompromise");

        var rows = Show().FindAll("tbody tr").Select(row => string.Join(" ", row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();

        rows[0].ShouldBe("3 at the host Key revoked (key lost or stolen) Ben <b>");
        rows[1].ShouldBe("2 Ada Administration: disable an account Ben <b>");
        rows[2].ShouldBe("1 the system Certificate issued Ben <b> Certificate 10AB");
    }

    [Fact]
    public void Long_numbers_are_short_and_lead_on()
    {
        Row(LedgerAct.Issue, "system", null, serial: "1017E10ABF04581239432D5D18A6719900");
        var link = Show().Find("tbody tr a");
        link.TextContent.ShouldBe("1017E1…719900");
        link.GetAttribute("href").ShouldBe("/admin/certificates/1017E10ABF04581239432D5D18A6719900");
        link.GetAttribute("title").ShouldBe("1017E10ABF04581239432D5D18A6719900");
    }

    [Fact]
    public void What_is_looked_for_stands_in_the_address()
    {
        Known("Ben");
        var page = Show();
        page.Find("select").Change("revocation");
        page.FindAll("form input")[0].Change("host");
        page.FindAll("form input")[1].Change(" ben ");
        page.FindAll("form input")[3].Change("2026-11-01");
        page.Find("form").Submit();
        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/admin/audit?kind=revocation&by=host&about=ben&from=2026-11-01");
    }

    [Fact]
    public void The_address_is_what_is_asked_of_the_ledger()
    {
        var ben = Known("Ben");
        Show("?kind=revocation&by=system&about=BEN&subject=21345817372864405881847059188222722560&from=2026-11-01&to=2026-11-02");
        asked.ShouldNotBeNull().ShouldSatisfyAllConditions(
            filter => filter.Acts.ShouldBe([LedgerAct.Revoke, LedgerAct.Hold, LedgerAct.Release]),
            filter => filter.Actor.ShouldBe("system"),
            filter => filter.About.ShouldBe(ben.Id),
            filter => filter.Subject.ShouldBe("21345817372864405881847059188222722560", "38 digits are no serial number of ours"),
            filter => filter.From.ShouldBe(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)),
            filter => filter.Until.ShouldBe(new DateTimeOffset(2026, 11, 3, 0, 0, 0, TimeSpan.Zero), "the last day belongs to it"));
    }

    [Theory]
    [InlineData("10:ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67:89")]
    [InlineData("10ABCDEF0123456789ABCDEF0123456789")]
    [InlineData("5672885126456274984776521113179286497161")]
    public void A_serial_number_is_found_however_it_was_copied(string typed)
    {
        Show($"?subject={typed}");
        asked.ShouldNotBeNull().Subject.ShouldBe("10ABCDEF0123456789ABCDEF0123456789");
    }

    [Theory]
    [InlineData("?kind=everything", "a kind of act that there is not")]
    [InlineData("?by=nobody", "Nobody of that name")]
    [InlineData("?about=nobody%25", "Nobody of that name")]
    [InlineData("?from=yesterday", "The first day is no date")]
    [InlineData("?to=2026-02-30", "The last day is no date")]
    public void An_address_that_is_not_understood_is_said_and_the_ledger_is_not_asked(string query, string sentence)
    {
        Row(LedgerAct.Open, "system");
        var page = Show(query);
        page.Find("[role=alert]").TextContent.ShouldContain(sentence);
        page.FindAll("tbody tr").ShouldBeEmpty();
        asked.ShouldBeNull();
    }

    [Fact]
    public void Ten_thousand_characters_are_said_to_be_too_many_and_a_forged_place_is_the_newest_row()
    {
        Row(LedgerAct.Open, "system");
        Show("?subject=" + new string('x', 10_000)).Find("[role=alert]").TextContent.ShouldContain("too long");
        Show("?before=-7").FindAll("tbody tr").Count.ShouldBe(1);
        Show("?before=' OR 1=1").FindAll("tbody tr").Count.ShouldBe(1);
    }

    [Fact]
    public void There_are_links_to_older_rows_to_the_newest_and_to_downloads_of_all_that_fit()
    {
        for (var i = 0; i < 51; i++)
            Row(LedgerAct.Hold, "host");
        var page = Show("?kind=revocation");
        page.FindAll("tbody tr").Count.ShouldBe(50);
        page.Find("a[rel=next]").GetAttribute("href").ShouldBe("/admin/audit?kind=revocation&before=2");
        page.FindAll("a[download]").Select(link => link.GetAttribute("href")).ShouldBe(["/api/admin/ledger.csv?kind=revocation", "/api/admin/ledger.json?kind=revocation"]);

        var last = Show("?kind=revocation&before=2");
        last.FindAll("tbody tr").Count.ShouldBe(1);
        last.FindAll("a[rel=next]").ShouldBeEmpty();
        last.FindAll("main nav a")[0].GetAttribute("href").ShouldBe("/admin/audit?kind=revocation");
    }

    [Fact]
    public void New_rows_come_by_themselves_and_what_is_typed_stays()
    {
        var page = Show();
        page.Markup.ShouldContain("Nothing has been written yet.");
        page.FindAll("form input")[0].Change("half a name");
        Row(LedgerAct.Open, "system");
        Clock.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => page.FindAll("tbody tr").Count.ShouldBe(1));
        page.FindAll("form input")[0].GetAttribute("value").ShouldBe("half a name");
    }

    [Fact]
    public void Whether_the_ledger_holds_is_said_and_an_auditor_may_ask()
    {
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });
        var page = Show();
        page.Find(".bc-note [role=status]").TextContent.ShouldContain("has not been checked");
        var broken = new LedgerCheck(new LedgerVerdict(3, 4, "Row 4 was changed."), Clock.GetUtcNow());
        Ledger.CheckAsync(default).ReturnsForAnyArgs(_ =>
        {
            Ledger.Check.Returns(broken);
            return broken;
        });
        page.FindAll("button").Single(button => button.TextContent == "Check now").Click();
        page.Find(".bc-note [role=status]").TextContent.ShouldContain("Row 4 of the ledger does not fit: Row 4 was changed.");
        page.Find(".bc-note--danger").TextContent.ShouldContain("docs/authority.md");
    }

    [Fact]
    public void Whose_role_is_gone_is_shown_nothing_more()
    {
        Show();
        SignIn(null);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Services.GetRequiredService<BunitNavigationManager>().Uri.ShouldEndWith("/blocked?reason=not-administrator");
    }

    private void Row(LedgerAct act, string actor, Guid? user = null, string? reason = null, string? serial = null) =>
        entries.Add(new LedgerEntry(entries.Count + 1, Clock.GetUtcNow(), act, actor, user, null, null, serial, reason, null, new string('0', 64)));

    private IRenderedComponent<AuditPage> Show(string query = "")
    {
        asked = null;
        Services.GetRequiredService<NavigationManager>().NavigateTo("/admin/audit" + query);
        return Render<AuditPage>();
    }
}
