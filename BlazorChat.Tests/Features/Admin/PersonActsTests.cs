using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Admin.People;
using Bunit;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin;

public sealed class PersonActsTests : AdminComponentContext
{
    private ActResult? outcome;

    [Fact]
    public async Task Disabling_asks_first_and_enabling_does_not()
    {
        var (ann, ben) = (Known("Ann"), Known("Ben", disabled: true));
        var row = Show(ann);
        Button(row, "Disable").Click();
        row.Find("[role=alertdialog] p").TextContent.ShouldStartWith("Ann is signed out everywhere");
        await Accounts.DidNotReceiveWithAnyArgs().DisableAsync(default, default, default);
        Button(row, "Disable this account").Click();
        await Accounts.Received(1).DisableAsync(ann.Id, Administrator.User, Arg.Any<CancellationToken>());

        Button(Show(ben), "Enable").Click();
        await Accounts.Received(1).EnableAsync(ben.Id, Administrator.User, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Deleting_wants_the_username_typed()
    {
        var ann = Known("Ann");
        Accounts.DeleteAsync(default, default, default).ReturnsForAnyArgs(AccountChange.Done);
        var row = Show(ann);
        Button(row, "Delete").Click();
        row.Find("[role=alertdialog]").TextContent.ShouldContain("To confirm, type their username, ann:");

        row.Find("[role=alertdialog] input").Change("Ann ");
        row.Find("form").Submit();
        row.Find(".bc-error").TextContent.ShouldBe("This is not their username.");
        row.Find("input").GetAttribute("aria-describedby").ShouldBe(row.Find(".bc-error").Id);
        await Accounts.DidNotReceiveWithAnyArgs().DeleteAsync(default, default, default);

        row.Find("[role=alertdialog] input").Change(" ann ");
        row.Find("form").Submit();
        await Accounts.Received(1).DeleteAsync(ann.Id, Administrator.User, Arg.Any<CancellationToken>());
        outcome.ShouldBe(ActResult.Done);
        row.FindAll("[role=alertdialog]").ShouldBeEmpty();
    }

    [Fact]
    public void What_was_typed_for_a_deletion_that_was_cancelled_is_forgotten()
    {
        var row = Show(Known("Ann"));
        Button(row, "Delete").Click();
        row.Find("[role=alertdialog] input").Change("ann");
        Button(row, "Cancel").Click();
        Button(row, "Delete").Click();

        row.Find("[role=alertdialog] input").GetAttribute("value").ShouldBeNullOrEmpty();
    }

    [Fact]
    public void A_link_for_a_new_password_is_shown_once_to_who_made_it()
    {
        var ann = Known("Ann");
        Links.MakePasswordLinkAsync(ann.Id, Administrator.User, Arg.Any<CancellationToken>()).Returns("/new-password?link=abc");
        var row = Show(ann);

        Button(row, "New password").Click();

        outcome.ShouldBe(ActResult.Done);
        row.Find("code.bc-secret").TextContent.ShouldBe("http://localhost/new-password?link=abc");
        Button(row, "I have noted it").Click();
        row.Markup.ShouldNotContain("abc");
    }

    [Fact]
    public void An_account_that_went_away_meanwhile_gets_no_link()
    {
        var row = Show(Known("Ann"));
        Links.MakePasswordLinkAsync(default, default, default).ReturnsForAnyArgs((string?)null);

        Button(row, "New password").Click();

        outcome.ShouldBe(ActResult.Gone);
        row.FindAll("code.bc-secret").ShouldBeEmpty();
    }

    [Fact]
    public void Accounts_of_an_organisation_are_not_offered_what_is_its_own_affair()
    {
        Links.CanHelpWithPasswords.Returns(false);

        Show(Known("Ann")).FindAll("button").Select(button => button.TextContent).ShouldBe(["Disable"]);
        Show(Known("Ben", disabled: true)).FindAll("button").Select(button => button.TextContent).ShouldBe(["Enable"]);
    }

    [Fact]
    public void Who_is_disabled_can_be_deleted_and_gets_no_link() =>
        Show(Known("Ben", disabled: true)).FindAll("button").Select(button => button.TextContent).ShouldBe(["Enable", "Delete"]);

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<PersonActs> row, string text) =>
        row.FindAll("button").Single(button => button.TextContent == text);

    private IRenderedComponent<PersonActs> Show(Person person) => Render<PersonActs>(parameters => parameters
        .Add(p => p.Person, person)
        .Add(p => p.OnAct, async (Func<Task<ActResult>> act) => outcome = await act()));
}
