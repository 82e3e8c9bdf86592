using System.Globalization;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using Bunit;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_passphrase_beside_its_keys_is_pointed_out(bool generated)
    {
        Describe(generated);

        Show().Markup.Contains("Pki:PassphraseFile", StringComparison.Ordinal).ShouldBe(generated);
    }

    private IRenderedComponent<Page> Show() => Render<Page>();

    private static string Said(IRenderedComponent<Page> page) => page.Find("[role=status]").TextContent.Trim();

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Page> page, string text) =>
        page.FindAll("button").Single(button => button.TextContent == text);
}
