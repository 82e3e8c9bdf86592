using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Admin.Catalogue;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin.Catalogue;

/// <summary>What the page of one certificate and the list of running acts are made of.</summary>
public sealed class CertificateComponentTests : AdminComponentContext
{
    private const string Hostile = "<img src=x onerror=alert(1)>\u202E";
    private ActResult? outcome;

    public CertificateComponentTests() => Services.AddLogging();

    [Theory]
    [InlineData(KeyState.Good, "Revoke,Put on hold")]
    [InlineData(KeyState.Held, "Revoke,Release from hold")]
    [InlineData(KeyState.Revoked, "")]
    public void A_key_is_offered_what_can_be_done_with_it(KeyState state, string acts) =>
        string.Join(',', Form(Details(Known("Ann"), state)).FindAll("button").Select(button => button.TextContent)).ShouldBe(acts);

    [Fact]
    public async Task An_act_says_whom_it_is_about_and_is_done_only_when_confirmed_for_the_reason_given()
    {
        var ann = Known(Hostile);
        var details = Details(ann);
        Catalogue.TargetsAsync(default!, default).ReturnsForAnyArgs([new ActTarget("sig", ann.Id, details.Listed.Device, KeyState.Good), new ActTarget("enc", ann.Id, details.Listed.Device, KeyState.Good)]);
        Authority.RevokeAsync(default!, default, default, default).ReturnsForAnyArgs(new RevocationResult(2, ["sig", "enc"]));
        var form = Form(details);

        form.FindAll("button")[0].Click();
        await Catalogue.Received(1).TargetsAsync(Arg.Is<CertificateFilter>(filter => filter.Serials!.Single() == details.Listed.Serial), Arg.Any<CancellationToken>());
        await Authority.DidNotReceiveWithAnyArgs().RevokeAsync(default!, default, default, default);
        form.FindAll("img").ShouldBeEmpty();
        form.Find("[role=alertdialog]").TextContent.ShouldContain(Hostile);
        form.Find("select").Change($"{RevocationReason.KeyCompromise}");
        form.FindAll("[role=alertdialog] button")[1].Click();
        form.FindAll("[role=alertdialog]").ShouldBeEmpty("cancelled");
        outcome.ShouldBeNull();

        form.FindAll("button")[0].Click();
        form.Find("select").Change($"{RevocationReason.Superseded}");
        form.Find("[role=alertdialog] .bc-button--danger").Click();

        await Authority.Received(1).RevokeAsync(Arg.Is<KeySelection>(keys => ((KeySelection.ByKid)keys).Kids.Count == 2), RevocationReason.Superseded, Pki.Actor.User(Administrator.User), Arg.Any<CancellationToken>());
        outcome.ShouldBe(ActResult.Done);
    }

    [Fact]
    public async Task An_act_stays_asked_while_the_password_has_to_be_given_again()
    {
        SignIn(Administrator with { IsConfirmed = false });
        var ann = Known("Ann");
        var details = Details(ann);
        Catalogue.TargetsAsync(default!, default).ReturnsForAnyArgs([new ActTarget("sig", ann.Id, details.Listed.Device, KeyState.Good)]);
        var form = Form(details);
        form.FindAll("button")[0].Click();
        form.Find("select").Change($"{RevocationReason.KeyCompromise}");

        form.Find("[role=alertdialog] .bc-button--danger").Click();

        outcome.ShouldBe(ActResult.ConfirmFirst);
        await Authority.DidNotReceiveWithAnyArgs().RevokeAsync(default!, default, default, default);
        form.Find("[role=alertdialog] select").GetAttribute("value").ShouldBe($"{RevocationReason.KeyCompromise}");
    }

    [Theory]
    [InlineData(BulkState.Running, "Stop")]
    [InlineData(BulkState.Stopped, "Go on with the other 60")]
    [InlineData(BulkState.Done, "")]
    public void An_act_on_many_keys_says_how_far_it_is_and_offers_what_can_be_done(BulkState state, string offered)
    {
        var note = Note(new BulkProgress(Guid.NewGuid(), Known(Hostile).Id, new StandingChange(StandingAct.Hold, null), 100, state == BulkState.Done ? 100 : 40, 39, state, Clock.GetUtcNow()));

        note.FindAll("img").ShouldBeEmpty();
        note.Find("bdi").TextContent.ShouldBe(Hostile);
        (note.Find("progress").GetAttribute("max"), note.Find("progress").GetAttribute("value")).ShouldBe(("100", state == BulkState.Done ? "100" : "40"));
        string.Concat(note.FindAll("button").Select(button => button.TextContent)).ShouldBe(offered);
    }

    [Fact]
    public void An_act_that_is_over_by_now_is_not_stopped_and_that_is_said()
    {
        var note = Note(new BulkProgress(Guid.NewGuid(), Known("Ann").Id, new StandingChange(StandingAct.Hold, null), 100, 40, 39, BulkState.Running, Clock.GetUtcNow()));

        note.Find("button").Click();

        outcome.ShouldBe(ActResult.Gone);
    }

    [Fact]
    public void An_auditor_watches_an_act_and_stops_nothing() =>
        Note(new BulkProgress(Guid.NewGuid(), Known("Ann").Id, new StandingChange(StandingAct.Hold, null), 100, 40, 39, BulkState.Running, Clock.GetUtcNow()), mayChange: false)
            .FindAll("button").ShouldBeEmpty();

    [Fact]
    public void A_certificate_is_shown_with_all_it_says_as_text_and_with_its_chain_and_file()
    {
        var details = Details(Known("Ann")) with
        {
            Subject = $"CN={Hostile}",
            Extensions = [new ExtensionFact("2.5.29.15", ExtensionKind.KeyUsage, Critical: true, ["digitalSignature"]), new ExtensionFact("1.2.3", ExtensionKind.Unknown, Critical: false, ["0500"])],
            Chain = [new ChainLink("Issuing <b>CA</b>", "FF00", Clock.GetUtcNow(), "issuing"), new ChainLink("Root", "EE00", Clock.GetUtcNow(), "root")],
        };

        var facts = Render<CertificateFacts>(parameters => parameters.Add(p => p.Details, details));

        facts.FindAll("img, b").ShouldBeEmpty();
        var text = string.Concat(facts.Nodes.Select(node => node.TextContent));
        foreach (var said in new[] { $"CN={Hostile}", details.Listed.Serial, details.Listed.Fingerprint, "RSA, 3072 bits", "The key may, critical", "digitalSignature sign", "1.2.3", "0500", "Issuing <b>CA</b>" })
            text.ShouldContain(said);
        facts.FindAll(".bc-chain a").Select(link => link.GetAttribute("href")).ShouldBe(["/pki/issuing.pem", "/pki/root.pem"]);
        facts.Find("pre").TextContent.ShouldContain("AQID");
    }

    [Fact]
    public void A_certificate_of_an_issuing_CA_that_is_not_here_any_more_says_so() =>
        Render<CertificateFacts>(parameters => parameters.Add(p => p.Details, Details(Known("Ann")))).FindAll(".bc-card")[1].QuerySelector("p").ShouldNotBeNull();

    [Fact]
    public void A_history_names_people_and_shows_words_it_does_not_know_as_they_stand()
    {
        var ann = Known(Hostile);
        var details = Details(ann);
        var history = Render<HistoryTable>(parameters => parameters.Add(p => p.Details, details with
        {
            History =
            [
                new HistoryEntry(12, Clock.GetUtcNow(), "Revoke", $"user:{ann.Id}", "KeyCompromise", null),
                new HistoryEntry(11, Clock.GetUtcNow(), "=<i>Later</i>", "user:nobody", "<u>why</u>", "00112233445566778899"),
                new HistoryEntry(10, Clock.GetUtcNow(), "Issue", "host", null, details.Listed.Serial),
            ],
        }));

        history.FindAll("img, i, u").ShouldBeEmpty();
        history.FindAll("tbody th").Select(cell => cell.TextContent).ShouldBe(["12", "11", "10"]);
        var rows = history.FindAll("tbody tr");
        rows[0].QuerySelector("a")!.GetAttribute("href").ShouldBe($"/admin/people/{ann.Id}");
        rows[1].TextContent.ShouldContain("=<i>Later</i>");
        rows[1].TextContent.ShouldContain("user:nobody");
        rows[1].TextContent.ShouldContain("<u>why</u>");
        rows[1].QuerySelector("a")!.GetAttribute("href").ShouldBe("/admin/certificates/00112233445566778899");
        rows[2].QuerySelectorAll("a").ShouldBeEmpty("it is this certificate");
        history.FindAll("p").ShouldBeEmpty();
    }

    [Fact]
    public void A_long_history_says_that_it_is_cut()
    {
        var details = Details(Known("Ann")) with { History = [.. Enumerable.Range(0, CertificateDetails.MaxHistory).Select(i => new HistoryEntry(i, Clock.GetUtcNow(), "Issue", "system", null, null))] };
        Render<HistoryTable>(parameters => parameters.Add(p => p.Details, details)).Find("p").TextContent.ShouldContain($"{CertificateDetails.MaxHistory}");
    }

    private IRenderedComponent<ActForm> Form(CertificateDetails details) => Render<ActForm>(parameters => parameters
        .Add(p => p.Details, details)
        .Add(p => p.OnAct, async (Func<Task<ActResult>> act) => outcome = await act()));

    private IRenderedComponent<BulkProgressNote> Note(BulkProgress act, bool mayChange = true) => Render<BulkProgressNote>(parameters => parameters
        .Add(p => p.Act, act)
        .Add(p => p.MayChange, mayChange)
        .Add(p => p.OnAct, async (Func<Task<ActResult>> act) => outcome = await act()));

    private CertificateDetails Details(Person of, KeyState state = KeyState.Good)
    {
        var status = KeyStatus.Good with { State = state };
        var listed = new ListedCertificate("10AABBCCDDEEFF00112233445566778899", "sig", of.Id, $"{Guid.NewGuid()}", CertificateProfile.DeviceSignature, CertificateStatus.Valid, status, Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(60), new string('A', 64));
        return new CertificateDetails(listed, "CN=Ann", 3072, new string('B', 64), [], [], 1, [], 7, status, OcspSays.Good, new byte[] { 1, 2, 3 });
    }
}
