using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Admin.People;
using BlazorChat.Web.Features.Devices;
using Bunit;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin;

public sealed class PersonRowTests : AdminComponentContext
{
    private ActResult? outcome;

    [Fact]
    public async Task Revoking_asks_first_and_then_revokes_that_device_for_that_reason()
    {
        var ann = Known("Ann");
        var device = Device(ann);
        Register.RevokeAsync(default, default!, default, default, default).ReturnsForAnyArgs(true);
        var row = Show(ann);

        row.Find($"button[aria-label='Revoke {device.Device[..8]}']").Click();
        await Register.DidNotReceiveWithAnyArgs().RevokeAsync(default, default!, default, default, default);
        var dialog = row.Find("[role=alertdialog]");
        (dialog.GetAttribute("aria-label"), dialog.QuerySelector("p")!.TextContent).ShouldBe(
            ("Revoke this device", $"The device {device.Device[..8]} of Ann is signed out and nobody encrypts to it any more. This cannot be undone."));
        row.Find("select").Change($"{RevocationReason.KeyCompromise}");
        row.Find(".bc-button--danger").Click();

        await Register.Received(1).RevokeAsync(ann.Id, device.Device, RevocationReason.KeyCompromise, Administrator.User, Arg.Any<CancellationToken>());
        outcome.ShouldBe(ActResult.Done);
        row.FindAll("[role=alertdialog]").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_reason_of_one_device_is_not_that_of_the_next()
    {
        var ann = Known("Ann");
        var (one, other) = (Device(ann), Device(ann));
        var row = Show(ann);
        row.Find($"button[aria-label='Revoke {one.Device[..8]}']").Click();
        row.Find("select").Change($"{RevocationReason.KeyCompromise}");

        row.Find($"button[aria-label='Revoke {other.Device[..8]}']").Click();
        row.Find(".bc-button--danger").Click();

        await Register.Received(1).RevokeAsync(ann.Id, other.Device, RevocationReason.Unspecified, Administrator.User, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task What_is_cancelled_is_not_done()
    {
        var ann = Known("Ann");
        Device(ann);
        var row = Show(ann);

        row.Find("button[aria-label^=Revoke]").Click();
        Button(row, "Cancel").Click();
        Button(row, "Disable").Click();
        Button(row, "Cancel").Click();

        row.FindAll("[role=alertdialog]").ShouldBeEmpty();
        outcome.ShouldBeNull();
        await Register.DidNotReceiveWithAnyArgs().RevokeAsync(default, default!, default, default, default);
        await Accounts.DidNotReceiveWithAnyArgs().DisableAsync(default, default, default);
    }

    [Theory]
    [InlineData(DeviceStatus.Active, null, true, "active")]
    [InlineData(DeviceStatus.Held, null, true, "on hold")]
    [InlineData(DeviceStatus.Revoked, null, false, "revoked")]
    [InlineData(DeviceStatus.Dropped, null, false, "removed by its owner")]
    [InlineData(DeviceStatus.Active, "recovery", false, "active")]
    public void Only_a_device_that_could_still_be_used_can_be_revoked(DeviceStatus status, string? device, bool possible, string said)
    {
        var ann = Known("Ann");
        Device(ann, status, device);

        var row = Show(ann);

        row.FindAll("button[aria-label^=Revoke]").Count.ShouldBe(possible ? 1 : 0);
        row.Find(".bc-row .bc-status").TextContent.ShouldBe(said);
    }

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

    [Fact]
    public void Names_are_text_and_what_somebody_is_stands_beside_them()
    {
        var row = Show(Known("<b>Ann</b>", disabled: true, administrator: true));

        row.FindAll("b").ShouldBeEmpty();
        row.Find("th").TextContent.ShouldContain("<b>Ann</b>");
        row.Find("th").TextContent.ShouldContain("administrator");
        row.Find("td .bc-status").TextContent.ShouldBe("Disabled");
        row.Find("td:nth-of-type(2)").TextContent.ShouldContain("No device yet");
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<PersonRow> row, string text) =>
        row.FindAll("button").Single(button => button.TextContent == text);

    private IRenderedComponent<PersonRow> Show(Person person) => Render<PersonRow>(parameters => parameters
        .Add(p => p.Person, person)
        .Add(p => p.Devices, [.. Devices.Where(device => device.User == person.Id)])
        .Add(p => p.OnAct, async (Func<Task<ActResult>> act) => outcome = await act()));
}
