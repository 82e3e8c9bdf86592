using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>Settings that follow somebody from device to device.</summary>
[Collection(BrowserCollection.Name), Trait("Category", "Long")]
public class SettingsFollowTests(BrowserFixture fixture)
{
    private const string Label = "My settings follow me to my other devices";

    [Fact]
    public async Task A_second_device_looks_like_the_first_and_the_first_like_the_second_and_the_server_knows_neither()
    {
        await using var nora = await ChatUser.RegisterAsync(fixture, "Nora Nagel");
        var sent = new List<string>();
        nora.Page.Request += (_, request) => sent.Add($"{request.Method} {request.Url} {request.PostData}");
        await nora.Page.GotoAsync("/settings");
        await nora.PickAsync("Hacker");
        await nora.Page.GetByRole(AriaRole.Switch, new() { Name = Label }).CheckAsync();
        await Expect(nora.Page.GetByRole(AriaRole.Switch, new() { Name = Label })).ToBeEnabledAsync();
        sent.ShouldContain(request => request.StartsWith("PUT", StringComparison.Ordinal) && request.Contains("/api/me/records/settings", StringComparison.Ordinal));
        sent.ShouldAllBe(request => !request.Contains("hacker", StringComparison.OrdinalIgnoreCase));
        await nora.IsAccessibleAsync();
        await nora.ShotAsync("settings-follow", whole: true);

        await using var elsewhere = await nora.RecoveredElsewhereAsync(fixture);
        await Expect(elsewhere.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "hacker");
        await elsewhere.Page.GotoAsync("/settings");
        await Expect(elsewhere.Page.GetByRole(AriaRole.Switch, new() { Name = Label })).ToBeCheckedAsync();
        await elsewhere.Page.RunAndWaitForResponseAsync(() => elsewhere.PickAsync("Blue"), response => response.Request.Method == "PUT" && response.Ok);

        // The first does not know the other device until somebody has looked at what the chat says of it.
        await nora.Page.ReloadAsync();
        await Expect(nora.Page.GetByText("Your list of devices has changed.")).ToBeVisibleAsync();
        await nora.Page.GotoAsync("/chat");
        await nora.OpenAsync(await fixture.SomebodyAsync());
        await nora.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await nora.Page.ReloadAsync();
        await Expect(nora.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "blue");

        await nora.Page.GotoAsync("/settings");
        await nora.Page.GetByRole(AriaRole.Button, new() { Name = "Français" }).First.ClickAsync();
        var suivre = nora.Page.GetByRole(AriaRole.Switch, new() { Name = "Mes réglages me suivent sur mes autres appareils" });
        await Expect(suivre).ToBeCheckedAsync();
        await suivre.UncheckAsync();
        await Expect(suivre).ToBeEnabledAsync();
        await elsewhere.Page.ReloadAsync();
        await Expect(elsewhere.Page.GetByRole(AriaRole.Switch, new() { Name = Label })).Not.ToBeCheckedAsync();
        nora.Complaints.ShouldBeEmpty();
        elsewhere.Complaints.ShouldBeEmpty();
    }
}
