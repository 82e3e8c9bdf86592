using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Features.Admin.People;
using BlazorChat.Web.Features.Devices;
using Bunit;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin;

public sealed class KeyTableTests : AdminComponentContext
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
        row.Find("button[aria-label^='Put on hold']").Click();
        Button(row, "Cancel").Click();

        row.FindAll("[role=alertdialog]").ShouldBeEmpty();
        outcome.ShouldBeNull();
        await Register.DidNotReceiveWithAnyArgs().RevokeAsync(default, default!, default, default, default);
        await Register.DidNotReceiveWithAnyArgs().HoldAsync(default, default!, default, default);
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
        row.Find("td .bc-status").TextContent.ShouldBe(said);
    }

    [Fact]
    public async Task A_device_is_put_on_hold_after_a_question_and_taken_off_it_without()
    {
        var ann = Known("Ann");
        var (active, held) = (Device(ann), Device(ann, DeviceStatus.Held));
        Register.HoldAsync(default, default!, default, default).ReturnsForAnyArgs(true);
        var row = Show(ann);

        row.Find($"button[aria-label='Put on hold {active.Device[..8]}']").Click();
        await Register.DidNotReceiveWithAnyArgs().HoldAsync(default, default!, default, default);
        row.FindAll("[role=alertdialog] select").ShouldBeEmpty();
        Button(row, "Put this device on hold").Click();
        await Register.Received(1).HoldAsync(ann.Id, active.Device, Administrator.User, Arg.Any<CancellationToken>());
        outcome.ShouldBe(ActResult.Done);

        row.Find($"button[aria-label='Release from hold {held.Device[..8]}']").Click();
        await Register.Received(1).ReleaseAsync(ann.Id, held.Device, Administrator.User, Arg.Any<CancellationToken>());
        outcome.ShouldBe(ActResult.Gone, "as the double answers: somebody else was faster");
    }

    [Fact]
    public void Devices_of_a_disabled_account_are_not_released_one_by_one()
    {
        var ann = Known("Ann", disabled: true);
        Device(ann, DeviceStatus.Held);

        var row = Show(ann);

        row.FindAll("button[aria-label^='Release']").ShouldBeEmpty();
        row.Markup.ShouldContain("Enable the account and they go on.");
    }

    [Fact]
    public async Task The_key_of_a_program_is_revoked_for_the_reason_given_and_held_and_released()
    {
        var ann = Known("Ann");
        var (good, held) = (new string('A', 64), new string('B', 64));
        Keys.Add(new ClientKey(ann.Id, "good", good, Clock.GetUtcNow().AddDays(365), KeyState.Good));
        Keys.Add(new ClientKey(ann.Id, "held", held, Clock.GetUtcNow().AddDays(365), KeyState.Held));
        Authority.RevokeAsync(default!, default, default, default).ReturnsForAnyArgs(new RevocationResult(2, ["good"]));
        Authority.HoldAsync(default!, default, default).ReturnsForAnyArgs(new RevocationResult(2, ["good"]));
        Authority.ReleaseAsync(default!, default, default).ReturnsForAnyArgs(new RevocationResult(2, ["held"]));
        var actor = Actor.User(Administrator.User);
        var row = Show(ann);
        row.FindAll("tbody tr").Count.ShouldBe(2);
        row.Find("a[href='/admin/certificates?kid=good']").GetAttribute("aria-label").ShouldBe("Certificates of AAAAAAAA");

        row.Find("button[aria-label='Revoke AAAAAAAA']").Click();
        row.Find("[role=alertdialog] select").Change($"{RevocationReason.KeyCompromise}");
        Button(row, "Revoke this key").Click();
        await Authority.Received(1).RevokeAsync(Arg.Is<KeySelection>(keys => ((KeySelection.ByKid)keys).Kids.Single() == "good"), RevocationReason.KeyCompromise, actor, Arg.Any<CancellationToken>());

        row.Find("button[aria-label='Put on hold AAAAAAAA']").Click();
        Button(row, "Put this key on hold").Click();
        await Authority.Received(1).HoldAsync(Arg.Is<KeySelection>(keys => ((KeySelection.ByKid)keys).Kids.Single() == "good"), actor, Arg.Any<CancellationToken>());

        row.Find("button[aria-label='Release from hold BBBBBBBB']").Click();
        await Authority.Received(1).ReleaseAsync(Arg.Is<KeySelection>(keys => ((KeySelection.ByKid)keys).Kids.Single() == "held"), actor, Arg.Any<CancellationToken>());
        outcome.ShouldBe(ActResult.Done);
    }

    [Fact]
    public void Ones_own_browser_is_marked_and_the_question_says_what_follows()
    {
        var ann = Known("Ann");
        Device(ann, device: $"{Administrator.Device}");
        Device(ann);
        var row = Show(ann);
        row.FindAll("tbody th").Select(cell => cell.TextContent.Contains("the browser you are using", StringComparison.Ordinal)).ShouldBe([true, false]);

        row.Find($"button[aria-label='Revoke {Administrator.Device.ToString()![..8]}']").Click();

        row.Find("[role=alertdialog] strong").TextContent.ShouldStartWith("This is the browser you are using");
    }

    [Fact]
    public void A_name_in_a_question_is_text()
    {
        var eve = Known("<img src=x onerror=alert(1)>\u202E");
        Device(eve);
        var row = Show(eve);

        row.Find("button[aria-label^=Revoke]").Click();

        row.FindAll("img").ShouldBeEmpty();
        row.Find("[role=alertdialog] p").TextContent.ShouldContain("<img src=x onerror=alert(1)>");
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<KeyTable> row, string text) =>
        row.FindAll("button").Single(button => button.TextContent == text);

    private IRenderedComponent<KeyTable> Show(Person person) => Render<KeyTable>(parameters => parameters
        .Add(p => p.Person, person)
        .Add(p => p.Devices, [.. Devices.Where(device => device.User == person.Id)])
        .Add(p => p.ClientKeys, [.. Keys])
        .Add(p => p.Own, Administrator.Device)
        .Add(p => p.OnAct, async (Func<Task<ActResult>> act) => outcome = await act()));
}
