using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
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
            ("Revoke this device", $"The device {device.Device[..8]} is signed out and nobody encrypts to it any more. This cannot be undone."));
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
