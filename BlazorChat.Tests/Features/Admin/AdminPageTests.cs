using System.Globalization;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using Bunit;
using NSubstitute;
using Shouldly;
using AdminPage = BlazorChat.Web.Features.Admin.Admin;

namespace BlazorChat.Tests.Features.Admin;

public sealed class AdminPageTests : AdminComponentContext
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
    public async Task Whom_a_directory_would_shut_out_all_at_once_is_shown_and_done_only_on_request()
    {
        Guid[] held = [Known("Ann").Id, Known("Zoe").Id, Known("Bea").Id];
        Directory.IsNeeded.Returns(true);
        Directory.Status.Returns(new DirectoryStatus(Clock.GetUtcNow(), null, held));
        var page = Show();
        page.Markup.ShouldContain("3 people would be shut out at once");
        await Directory.DidNotReceiveWithAnyArgs().ApproveAsync(default!, default);

        Directory.Status.Returns(new DirectoryStatus(Clock.GetUtcNow(), null, []));
        Button(page, "The directory is right: shut 3 people out").Click();

        await Directory.Received(1).ApproveAsync(Arg.Is<IReadOnlyCollection<Guid>>(users => users.SequenceEqual(held)), Arg.Any<CancellationToken>());
        Said(page).ShouldBe("Done.");
        page.Markup.ShouldNotContain("would be shut out");
    }

    [Theory]
    [InlineData("en", "The directory cannot be read: ldaps://ldap.example.org:636: The server says that it is busy or stopping. Try again in a moment. Everybody keeps the standing they have.")]
    [InlineData("fr", "L’annuaire ne peut pas être lu. ldaps://ldap.example.org:636: Le serveur se dit occupé ou en cours d’arrêt. Réessayez dans un moment. Chacun garde le statut qu’il a.")]
    public void A_directory_that_cannot_be_read_is_said(string language, string sentence)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Directory.IsNeeded.Returns(true);
        Directory.Status.Returns(new DirectoryStatus(null, new DirectoryFault("ldaps://ldap.example.org:636", DirectoryFinding.Busy, []), []));
        Show().Markup.ShouldContain(sentence);
    }

    [Fact]
    public void What_ends_is_said_before_everything_else_and_nothing_is_said_when_all_is_well()
    {
        Show().FindAll(".bc-note").ShouldBeEmpty();
        Ending.Add(new AuthorityEnding(EndingKind.IssuingCa, Urgency.Soon, "CN=Example", Clock.GetUtcNow().AddDays(29)));
        OwnEndings.CountAsync(default).ReturnsForAnyArgs(3);
        var notes = Show().FindAll(".bc-note");
        notes[0].TextContent.ShouldContain("The certificate of the issuing CA ends on 22 December 2026. Days left: 29.");
        notes[0].ClassList.ShouldContain("bc-note--danger");
        notes[1].TextContent.ShouldContain("end within days: 3");
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

        Button(page, "Revoke this key").Click();

        await Authority.Received(1).RevokeAsync(Arg.Is<KeySelection>(keys => keys is KeySelection.ByKid && ((KeySelection.ByKid)keys).Kids.Single() == kids[1]), RevocationReason.KeyCompromise, Actor.User(Administrator.User), Arg.Any<CancellationToken>());
        Said(page).ShouldBe("Done.");
    }

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
    public void An_auditor_sees_everything_and_has_nothing_to_press()
    {
        SignIn(Administrator with { IsAdmin = false, IsAuditor = true });
        var person = Known("Ann");
        Device(person);
        Reset(person);
        var request = Request(person);

        var page = Show();

        page.Markup.ShouldContain("You are an auditor");
        page.Markup.ShouldContain("Ann");
        page.Markup.ShouldContain(request.From);
        page.FindAll("button").ShouldBeEmpty();
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
        Button(page, "Disable").Click();
        Button(page, "Disable this account").Click();

        Said(page).ShouldStartWith("Your session may not do this any more");
        await Resets.DidNotReceiveWithAnyArgs().ApproveAsync(default, default, default, default);
        await Accounts.DidNotReceiveWithAnyArgs().DisableAsync(default, default, default);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_passphrase_beside_its_keys_is_pointed_out(bool generated)
    {
        Describe(generated);

        Show().Markup.Contains("Pki:PassphraseFile", StringComparison.Ordinal).ShouldBe(generated);
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

    private IRenderedComponent<AdminPage> Show() => Render<AdminPage>();

    private static string Said(IRenderedComponent<AdminPage> page) => page.Find("[role=status]").TextContent.Trim();

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<AdminPage> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);

    private static string[] Names(IRenderedComponent<AdminPage> page) =>
        [.. page.FindAll("[aria-labelledby=people] tbody th > bdi").Select(name => name.TextContent)];
}
