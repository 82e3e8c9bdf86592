using System.Globalization;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin.Overview;
using BlazorChat.Web.Storage.Hosts;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NSubstitute;
using Shouldly;
using Page = BlazorChat.Web.Features.Admin.Overview.Overview;

namespace BlazorChat.Tests.Features.Admin;

public sealed class OverviewTests : AdminComponentContext
{
    [Fact]
    public async Task Whom_a_directory_would_shut_out_all_at_once_is_shown_and_done_only_on_request()
    {
        Guid[] held = [Known("Ann").Id, Known("Zoe").Id, Known("Bea").Id];
        Directory.IsNeeded.Returns(true);
        Directory.Status.Returns(new DirectoryStatus(Clock.GetUtcNow(), null, held));
        var page = Show();
        page.Markup.ShouldContain("3 people would be shut out at once");
        await Directory.DidNotReceiveWithAnyArgs().ApproveAsync(default!, default);

        Directory.Status.Returns(new DirectoryStatus(Clock.GetUtcNow(), null, []));
        await page.InvokeAsync(() => Button(page, "The directory is right: shut 3 people out").Click()); // found and pressed between two drawings

        page.WaitForAssertion(() => Said(page).ShouldBe("Done."));
        await Directory.Received(1).ApproveAsync(Arg.Is<IReadOnlyCollection<Guid>>(users => users.SequenceEqual(held)), Arg.Any<CancellationToken>());
        page.Markup.ShouldNotContain("would be shut out");
    }

    [Theory]
    [InlineData("en", "The directory cannot be read: ", "ldaps://ldap.example.org:636: The server says that it is busy or stopping. Try again in a moment.", " Everybody keeps the standing they have.")]
    [InlineData("fr", "L’annuaire ne peut pas être lu. ", "ldaps://ldap.example.org:636\u00A0: Le serveur se dit occupé ou en cours d’arrêt. Réessayez dans un moment.", " Chacun garde le statut qu’il a.")]
    public void A_directory_that_cannot_be_read_is_said_in_the_readers_language(string language, string before, string sentence, string after)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var fault = new DirectoryFault("ldaps://ldap.example.org:636", DirectoryFinding.Busy, []);
        Directory.IsNeeded.Returns(true);
        Directory.Status.Returns(new DirectoryStatus(null, fault, []));
        Checks.Found[DirectoryHealth.Check] = Entry(DirectoryHealth.Of([fault, fault]));

        var page = Show();

        page.Markup.ShouldContain(before + sentence + after);
        page.FindAll(".bc-attention").ShouldBeEmpty("the note says it");
        page.WaitForAssertion(() => page.FindAll(".bc-health bdi").ShouldHaveSingleItem().TextContent.ShouldBe(sentence));
    }

    [Fact]
    public void What_ends_is_said_before_everything_else_and_nothing_is_said_when_all_is_well()
    {
        var well = Show();
        well.WaitForAssertion(() => well.FindAll(".bc-note").ShouldHaveSingleItem().TextContent.ShouldBe("Nothing needs your attention."));
        Ending.Add(new AuthorityEnding(EndingKind.IssuingCa, Urgency.Soon, "CN=Example", Clock.GetUtcNow().AddDays(29)));
        OwnEndings.CountAsync(default).ReturnsForAnyArgs(3);
        Summary = Summary with { At = Clock.GetUtcNow() };
        var page = Show();
        var note = page.FindAll(".bc-note").ShouldHaveSingleItem();
        note.TextContent.ShouldContain("The certificate of the issuing CA ends on 22 December 2026. Days left: 29.");
        note.ClassList.ShouldContain("bc-note--danger");
        page.WaitForAssertion(() => page.Find(".bc-attention li").TextContent.ShouldContain("end within days: 3"));
    }

    [Fact]
    public async Task Devices_that_end_are_counted_with_each_summary_once_and_again_after_a_fault()
    {
        OwnEndings.CountAsync(default).ReturnsForAnyArgs(_ => throw new InvalidOperationException("the disk"), _ => 3, _ => 2);
        var due = Services.GetRequiredService<DueDevices>();
        await Should.ThrowAsync<InvalidOperationException>(() => due.CountAsync(Summary));
        (await due.CountAsync(Summary)).ShouldBe(3);
        (await due.CountAsync(Summary)).ShouldBe(3);
        (await due.CountAsync(Summary with { At = Clock.GetUtcNow() })).ShouldBe(2);
    }

    [Theory]
    [InlineData("en", "Relay", "needs attention RabbitMQ", "Hosts", "works {0}, {1} (this one)")]
    [InlineData("fr", "Relais", "à surveiller RabbitMQ", "Serveurs", "fonctionne {0}, {1} (celui-ci)")]
    public void The_relay_is_said_as_it_does_and_hosts_are_named_where_there_are_several(string language, string relay, string trouble, string hosts, string names)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var alone = Show();
        Part(alone, relay).ShouldNotContain("RabbitMQ");
        alone.FindAll(".bc-health dt").ShouldNotContain(part => part.TextContent == hosts);

        Relay.HasBroker.Returns(true);
        Relay.TroubleSince.Returns(Clock.GetUtcNow());
        Hosts.Living.Returns([new ThisHost(Guid.NewGuid(), "other/1"), This]);
        var page = Show();
        Part(page, relay).ShouldStartWith(trouble);
        Part(page, hosts).ShouldBe(string.Format(CultureInfo.InvariantCulture, names, "other/1", This.Name));

        static string Part(IRenderedComponent<Page> page, string name) => string.Join(' ', page.FindAll(".bc-health > div")
            .Single(part => part.QuerySelector("dt")!.TextContent == name).QuerySelector("dd")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void Each_thing_that_ends_has_its_sentence_and_its_remedy(string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        EndingKind[] kinds = [EndingKind.RootCa, EndingKind.IssuingCa, EndingKind.IssuingCaMissing, EndingKind.RootList, EndingKind.RootListMissing, EndingKind.IssuingList, EndingKind.OwnList, EndingKind.Server];
        foreach (var kind in kinds)
            Ending.Add(new AuthorityEnding(kind, Urgency.Now, "CN=Example", Clock.GetUtcNow().AddDays(5)));
        var notes = Show().FindAll(".bc-note--danger");
        notes.Select(note => note.TextContent).Distinct().Count().ShouldBe(kinds.Length);
        notes.ShouldAllBe(note => !note.TextContent.Contains("Ends-"));
    }

    [Fact]
    public void What_needs_attention_comes_first_with_the_way_to_settle_it()
    {
        Reset(Known("Ann"));
        Ledger.Check.Returns(new LedgerCheck(new LedgerVerdict(40, 12, "its hash is another"), Clock.GetUtcNow()));
        Authority.Ocsp.Returns(new OcspHealth(null, null, 5, 4, 0, 2));

        var page = Show();

        page.FindAll(".bc-attention a").Select(link => link.GetAttribute("href")).ShouldBe(["/admin/audit", "/admin/requests", "/admin#health"]);
        page.FindAll(".bc-attention li")[1].TextContent.ShouldStartWith("Requests that wait for a decision: 1.");
        page.Markup.ShouldNotContain("Nothing needs your attention");
    }

    [Fact]
    public void Counts_lead_to_what_they_count_and_charts_say_their_numbers_in_words_too()
    {
        Summary = new CertificateSummary(new CertificateCounts(12_345, 12_000, 30, 7, 0, 300, 25, 20), [.. new int[CertificateSummary.Days - 2], 3, 1000], new int[CertificateSummary.Weeks], Clock.GetUtcNow());

        var page = Show();

        page.Find("nav.bc-counts a[href='/admin/certificates?status=Valid'] b").TextContent.ShouldBe("12,000");
        page.Find("nav.bc-counts a[href='/admin/certificates?status=Ending7'] b").TextContent.ShouldBe("7");
        page.Find("svg[role=img]").GetAttribute("aria-label").ShouldBe("Issued in the last 30 days: 1,003 in all, most 1,000 (November 23).");
        page.FindAll(".bc-chart tbody tr").Count.ShouldBe(CertificateSummary.Days);
        page.FindAll(".bc-chart")[1].TextContent.ShouldContain("None in this time.");
    }

    [Fact]
    public void Each_part_says_how_it_does_and_what_is_wrong()
    {
        Directory.IsNeeded.Returns(true);
        Ledger.Check.Returns(new LedgerCheck(new LedgerVerdict(40, null, null), Clock.GetUtcNow()));
        Checks.Found[DirectoryHealth.Check] = Entry(DirectoryHealth.Of([new DirectoryFault("ldaps://one", DirectoryFinding.Dismissed, ["<b>"])]));
        Checks.Found["database"] = new HealthReportEntry(HealthStatus.Unhealthy, "The database does not answer.", TimeSpan.Zero, null, null);

        var page = Show();

        page.WaitForAssertion(() => Part(page, "Directory").ShouldBe("needs attention ldaps://one: The server ended the connection (<b>). Its log may say why."));
        page.Find(".bc-attention a[href='/admin#health']").TextContent.ShouldBe("See which");
        page.Markup.ShouldNotContain("Nothing needs your attention");
        Part(page, "Database").ShouldBe("does not work The database does not answer.");
        Part(page, "Ledger").ShouldStartWith("works verified until row 40, at");
        Part(page, "Revocation list").ShouldStartWith("works number 7, issued");

        Authority.Crl.Returns(new PublishedCrl(7, Clock.GetUtcNow().AddDays(-8), Clock.GetUtcNow().AddDays(-1), "\"7\"", default));
        Ledger.Check.Returns(new LedgerCheck(new LedgerVerdict(41, null, null), Clock.GetUtcNow().AddDays(1)));
        Clock.Advance(TimeSpan.FromSeconds(2));
        page.WaitForAssertion(() => Part(page, "Revocation list").ShouldStartWith("does not work"));
    }

    [Fact]
    public void What_takes_long_holds_up_nothing_else()
    {
        var slow = new TaskCompletionSource<CertificateSummary>();
        Catalogue.SummariseAsync(default).ReturnsForAnyArgs(slow.Task);
        var page = Show();
        page.Find("nav.bc-counts b").TextContent.ShouldBe("…");
        page.Markup.ShouldNotContain("Nothing needs your attention");
        page.FindAll(".bc-chart").ShouldBeEmpty();
        page.Markup.ShouldContain("Revocation list");

        slow.SetResult(Summary);

        page.WaitForAssertion(() => page.Find("nav.bc-counts b").TextContent.ShouldBe("0"));
    }

    [Fact]
    public async Task Keys_with_a_prime_in_common_are_shown_and_one_that_is_not_revoked_yet_can_be()
    {
        string[] kids = [new('a', 43), new('b', 43)];
        Shared.Add(new SharedFactor(kids[0], kids[1], Clock.GetUtcNow()));
        Authority.StatusOf(kids[0]).Returns(new KeyStatus(KeyState.Revoked, Clock.GetUtcNow(), RevocationReason.KeyCompromise));
        Authority.RevokeAsync(default!, default, default).ReturnsForAnyArgs(new RevocationResult(2, [kids[1]]));
        var page = Show();
        page.FindAll("[aria-labelledby=shared] tbody tr").Count.ShouldBe(2);
        page.FindAll("[aria-labelledby=shared] button").Count.ShouldBe(1, "the other is revoked already");

        await page.InvokeAsync(() => Button(page, "Revoke this key").Click()); // found and pressed between two drawings

        page.WaitForAssertion(() => Said(page).ShouldBe("Done."));
        await Authority.Received(1).RevokeAsync(Arg.Is<KeySelection>(keys => keys is KeySelection.ByKid && ((KeySelection.ByKid)keys).Kids.Single() == kids[1]), RevocationReason.KeyCompromise, Actor.User(Administrator.User), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_passphrase_beside_its_keys_is_pointed_out(bool generated)
    {
        Describe(generated);

        Show().Markup.Contains("Pki:PassphraseFile", StringComparison.Ordinal).ShouldBe(generated);
    }

    private static HealthReportEntry Entry(HealthCheckResult found) => new(found.Status, found.Description, TimeSpan.Zero, null, found.Data);

    private static string Part(IRenderedComponent<Page> page, string name) => string.Join(
        ' ', page.FindAll(".bc-health > div").Single(part => part.QuerySelector("dt")!.TextContent == name).QuerySelector("dd")!.TextContent.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private IRenderedComponent<Page> Show() => Render<Page>();

    private static string Said(IRenderedComponent<Page> page) => page.Find("[role=status]").TextContent.Trim();

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Page> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);
}
