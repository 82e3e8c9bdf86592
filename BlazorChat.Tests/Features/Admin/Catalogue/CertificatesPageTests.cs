using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Admin.Catalogue;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin.Catalogue;

public sealed class CertificatesPageTests : AdminComponentContext
{
    private readonly ICertificateCatalogue catalogue = Substitute.For<ICertificateCatalogue>();
    private readonly List<ListedCertificate> all = [];
    private long version = 1;

    public CertificatesPageTests()
    {
        Services.AddLogging();
        Services.AddSingleton(catalogue);
        catalogue.VersionAsync(default).ReturnsForAnyArgs(_ => version);
        catalogue.SummariseAsync(default).ReturnsForAnyArgs(_ => new CertificateSummary(new CertificateCounts(all.Count, all.Count, 0, 0, 0, 0, 0, 0), [], [], Clock.GetUtcNow()));
        catalogue.PageAsync(default!, default, default, default, default).ReturnsForAnyArgs(call =>
            call.Arg<CertificateFilter>().Users is { Count: 0 } ? new CataloguePage([], 0) : new CataloguePage([.. all.Skip(call.ArgAt<int>(2)).Take(50)], all.Count));
        catalogue.TargetsAsync(default!, default).ReturnsForAnyArgs(_ => [.. all.Select(listed => new ActTarget(listed.Kid, listed.User, listed.Device, listed.KeyStatus.State))]);
    }

    [Fact]
    public void A_name_is_shown_as_text_whatever_is_in_it()
    {
        Listed(Known("<img src=x onerror=alert(1)>\u202E"));
        var page = Show("");
        page.FindAll("table img").ShouldBeEmpty();
        page.Find("tbody th bdi").TextContent.ShouldContain("<img src=x");
    }

    [Fact]
    public void Headings_sort_by_address_and_say_how_it_is_sorted()
    {
        Listed(Known("Ann"));
        var page = Show("?status=Valid&sort=until-desc");
        page.Find("th[aria-sort=descending] a").GetAttribute("href").ShouldBe("/admin/certificates?status=Valid");
        page.FindAll("th[aria-sort]").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("?serial=%27%20OR%201%3D1", "That is not a serial number, so nothing is found.")]
    [InlineData("?status=Nonsense", "The status in the address is none, so nothing is found.")]
    [InlineData("?page=7", "There is no page 7.")]
    public void A_forged_address_is_answered_by_a_sentence(string query, string sentence)
    {
        Listed(Known("Ann"));
        Show(query).Markup.ShouldContain(sentence);
    }

    [Fact]
    public void A_filter_becomes_an_address()
    {
        Listed(Known("Ann"));
        var page = Show("?page=2&sort=from");
        page.Find("form[role=search] input").Change("ann & co");
        page.Find("form[role=search]").Submit();
        Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("/admin/certificates?person=ann%20%26%20co&sort=from");
    }

    [Fact]
    public void An_act_of_another_appears_and_what_is_selected_and_typed_stays()
    {
        var ann = Known("Ann");
        Listed(ann);
        var page = Show("");
        page.Find("tbody input[type=checkbox]").Change(true);
        page.Find("form[role=search] input").Change("half a na");
        all[0] = all[0] with { Status = CertificateStatus.Revoked };
        Listed(ann);
        version++;

        Clock.Advance(TimeSpan.FromSeconds(2));

        page.WaitForAssertion(() => page.FindAll("tbody tr").Count.ShouldBe(2));
        page.Find("tbody .bc-status--revoked").TextContent.ShouldBe("Revoked");
        page.Find("tbody input[type=checkbox]").HasAttribute("checked").ShouldBeTrue();
        page.Find("form[role=search] input").GetAttribute("value").ShouldBe("half a na");
    }

    [Fact]
    public void A_bulk_act_is_previewed_and_done_only_after_the_number_was_typed()
    {
        Listed(Known("Ann"));
        Listed(Known("Bea"));
        var page = Show("");
        page.Find("thead input[type=checkbox]").Change(true);
        page.Find("section form select").Change("Revoke");
        page.Find("section form").Submit();
        page.Find("section").TextContent.ShouldContain("Keys that change: 2. Devices: 2. People: 2.");
        page.Find("section").TextContent.ShouldContain("for ever");

        page.Find("section form input").Input("3");
        page.Find("section form").Submit();
        page.Find("[role=alert]").TextContent.ShouldBe("That is not 2. Nothing was done.");
        Services.GetRequiredService<BulkActs>().Current.ShouldBeEmpty();

        page.Find("section form input").Input("2");
        page.Find("section form").Submit();
        var act = Services.GetRequiredService<BulkActs>().Current.ShouldHaveSingleItem();
        (act.Actor, act.Total, act.Change.Act).ShouldBe((Administrator.User, 2, StandingAct.Revoke));
        page.Find("[role=status]").TextContent.ShouldContain("The host is doing it. You may close this page; it goes on.");
    }

    [Fact]
    public void What_is_selected_previewed_and_typed_stays_while_the_password_has_to_be_given_again()
    {
        SignIn(Administrator with { IsConfirmed = false });
        Listed(Known("Ann"));
        var page = Show("");
        page.Find("thead input[type=checkbox]").Change(true);
        page.Find("section form").Submit();
        page.Find("section form input").Input("1");

        page.Find("section form").Submit();

        page.Find("[role=status]").TextContent.ShouldContain("Nothing was changed yet");
        Services.GetRequiredService<BulkActs>().Current.ShouldBeEmpty();
        page.Find("section").TextContent.ShouldContain("Keys that change: 1.");
        page.Find("section form input").GetAttribute("value").ShouldBe("1");

        SignIn(Administrator);
        page.Find("section form").Submit();
        Services.GetRequiredService<BulkActs>().Current.ShouldHaveSingleItem().Total.ShouldBe(1);
        page.FindAll("section").ShouldBeEmpty("nothing is selected any more");
    }

    [Fact]
    public async Task An_auditor_sees_and_is_refused_whatever_is_called_by_hand()
    {
        Listed(Known("Ann"));
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });
        var page = Show("");
        page.FindAll("tbody tr").Count.ShouldBe(1);
        page.FindAll("input[type=checkbox], section").ShouldBeEmpty();

        var acts = Services.GetRequiredService<CertificateActs>();
        var preview = await acts.PreviewAsync(CertificateFilter.All, new StandingChange(StandingAct.Revoke, RevocationReason.Unspecified), default);
        (await acts.DoAsync(preview)).ShouldBe(ActResult.LooksOnly);
        (await acts.StartAsync(preview)).ShouldBe(ActResult.LooksOnly);
        var running = Services.GetRequiredService<BulkActs>().Start(preview.Change, preview.Kids, Administrator.User);
        (await acts.StopAsync(running)).ShouldBe(ActResult.LooksOnly);
        (await acts.GoOnAsync(running)).ShouldBe(ActResult.LooksOnly);
        await Authority.DidNotReceiveWithAnyArgs().RevokeAsync(default!, default, default);
    }

    [Fact]
    public async Task The_second_of_two_who_revoke_at_once_is_told_plainly()
    {
        Listed(Known("Ann"));
        var acts = Services.GetRequiredService<CertificateActs>();
        var preview = await acts.PreviewAsync(CertificateFilter.All, new StandingChange(StandingAct.Revoke, RevocationReason.Unspecified), default);
        Authority.RevokeAsync(default!, default, default).ReturnsForAnyArgs(new RevocationResult(2, [.. preview.Kids]), new RevocationResult(2, []));
        (await acts.DoAsync(preview)).ShouldBe(ActResult.Done);
        (await acts.DoAsync(preview)).ShouldBe(ActResult.Gone);
    }

    [Fact]
    public void A_serial_number_that_is_none_has_a_page_that_says_so()
    {
        catalogue.FindAsync(default!, default).ReturnsForAnyArgs((CertificateDetails?)null);
        Render<Certificate>(parameters => parameters.Add(page => page.Serial, "<script>")).Markup.ShouldContain("There is no certificate with this serial number.");
    }

    private IRenderedComponent<Certificates> Show(string query)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/admin/certificates{query}");
        return Render<Certificates>();
    }

    private void Listed(Person person)
    {
        var serial = $"10{Guid.NewGuid():N}".ToUpperInvariant();
        all.Add(new ListedCertificate(serial, $"kid-{serial}", person.Id, $"{Guid.NewGuid()}", CertificateProfile.DeviceSignature, CertificateStatus.Valid, KeyStatus.Good, Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(60), new string('A', 64)));
    }
}
