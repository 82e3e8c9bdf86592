using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>Somebody chooses what others see, in a browser, while another's page is open.</summary>
[Collection(ConversationBrowserCollection.Name), Trait("Category", "Long")]
public class NameTests(BrowserFixture fixture)
{
    /// <summary>What "within seconds" means on a machine that does much else.</summary>
    private const float Soon = 8_000;

    [Fact]
    public async Task A_chosen_name_is_on_the_others_open_page_within_seconds_with_the_certified_one_and_goes_again()
    {
        var (nora, omar) = await fixture.StrangersAsync();
        await nora.OpenAsync(omar);
        await nora.SendAsync("Who am I?");
        await omar.OpenAsync(nora);
        await omar.SeesAsync("Who am I?");

        await nora.Page.GotoAsync("/settings");
        await nora.Page.GetByLabel("The name others see").FillAsync("  Night   Owl ");
        await nora.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(nora.Page.GetByText("Saved. Others see you as Night Owl.")).ToBeVisibleAsync();

        await Expect(omar.Page.GetByRole(AriaRole.Heading, new() { Name = "Night Owl", Level = 1 })).ToBeVisibleAsync(new() { Timeout = Soon });
        await Expect(omar.Page.Locator(".bc-conversation__name p")).ToContainTextAsync(nora.DisplayName);
        await Expect(omar.Page).ToHaveTitleAsync($"{nora.DisplayName} (Night Owl) · BlazorChat", new() { Timeout = Soon });
        await Expect(Conversations(omar).GetByRole(AriaRole.Link, new() { NameRegex = new($"Night Owl.*{nora.DisplayName}") })).ToBeVisibleAsync(new() { Timeout = Soon });
        // Of a message to hear, and to see: both.
        await Expect(omar.Messages.GetByRole(AriaRole.Article, new() { NameRegex = new($"^Night Owl {nora.DisplayName}") })).ToBeVisibleAsync(new() { Timeout = Soon });
        await Expect(omar.Messages.Locator(".certified")).ToHaveTextAsync(nora.DisplayName);
        // Whom one writes to, and who began, is said by the certified name.
        await Expect(omar.Messages.GetByText($"{nora.DisplayName} started this conversation.")).ToBeVisibleAsync();
        await omar.LooksRightAsync("chosen-name");

        // Looked for by either name; the certified one leads.
        await omar.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find people and rooms" }).FillAsync("owl");
        await Expect(omar.Page.GetByRole(AriaRole.List, new() { Name = "Found" }).Locator("bdi")).ToHaveTextAsync([nora.DisplayName, "Night Owl"]);
        await omar.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find people and rooms" }).FillAsync("");

        await nora.Page.ReloadAsync();
        await nora.Page.GetByRole(AriaRole.Button, new() { Name = "Use the name of the directory" }).ClickAsync();
        await Expect(nora.Page.GetByLabel("The name others see")).ToHaveValueAsync(nora.DisplayName);
        await Expect(nora.Page.GetByLabel("The name others see")).ToBeFocusedAsync();
        await Expect(omar.Page.GetByRole(AriaRole.Heading, new() { Name = nora.DisplayName, Level = 1 })).ToBeVisibleAsync(new() { Timeout = Soon });
        await Expect(omar.Messages.Locator(".certified")).ToHaveCountAsync(0, new() { Timeout = Soon });
        nora.Complaints.ShouldBeEmpty();
        omar.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_names_one_had_are_there_on_a_second_device_can_be_had_again_and_be_forgotten()
    {
        await using var rita = await ChatUser.RegisterAsync(fixture, "Rita Rask");
        var sent = new List<string>();
        rita.Page.Request += (_, request) => sent.Add($"{request.Url} {request.PostData}");
        await rita.Page.GotoAsync("/settings");
        foreach (var name in new[] { "Robin", "Raven" })
        {
            await rita.Page.GetByLabel("The name others see").FillAsync(name);
            await rita.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            await Expect(rita.Page.GetByText($"Saved. Others see you as {name}.")).ToBeVisibleAsync();
            await Expect(Had(rita).First).ToContainTextAsync(name);
        }
        sent.Where(request => request.Contains("/api/me/records/", StringComparison.Ordinal)).ShouldAllBe(request => !request.Contains("Robin", StringComparison.Ordinal));

        await using var elsewhere = await rita.RecoveredElsewhereAsync(fixture);
        await elsewhere.Page.GotoAsync("/settings");
        await Expect(Had(elsewhere)).ToHaveTextAsync(new Regex[] { new("(?s)Raven.*since.*now"), new("(?s)Robin.*since.*Use again") });
        await elsewhere.IsAccessibleAsync();
        await elsewhere.ShotAsync("names-had", whole: true);
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Use again: Robin" }).ClickAsync();
        await Expect(Had(elsewhere)).ToHaveTextAsync(new Regex[] { new("(?s)Robin.*now"), new("Raven"), new("Robin") });
        await elsewhere.Page.GetByRole(AriaRole.Button, new() { Name = "Clear this list" }).ClickAsync();
        await elsewhere.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).ClickAsync();
        await Expect(elsewhere.Page.GetByText("The list is empty.")).ToBeVisibleAsync();
        await elsewhere.Page.ReloadAsync();
        await Expect(elsewhere.Page.GetByLabel("The name others see")).ToHaveValueAsync("Robin");
        await Expect(elsewhere.Page.GetByText("Names you had")).ToBeVisibleAsync();
        await Expect(Had(elsewhere)).ToHaveCountAsync(0);
        elsewhere.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_look_alike_of_another_is_refused_in_the_field_in_French()
    {
        var somebody = await fixture.SomebodyAsync();
        var lookAlike = somebody.DisplayName.Replace('l', 'I');
        lookAlike.ShouldNotBe(somebody.DisplayName);
        var quinn = await fixture.FrenchAsync();
        await quinn.Page.GotoAsync("/settings");
        var field = quinn.Page.GetByLabel("Le nom que les autres voient");

        await field.FillAsync(lookAlike);
        await field.PressAsync("Enter");

        await Expect(quinn.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Une autre personne porte ce nom, ou un nom qui lui ressemble. Choisissez-en un autre, ou ajoutez-y quelque chose.");
        await Expect(field).ToHaveValueAsync(lookAlike);
        await Expect(field).ToBeFocusedAsync();
        await quinn.IsAccessibleAsync();
        await quinn.ShotAsync("name-refused");

        await field.FillAsync("Le Renard");
        await field.PressAsync("Enter");
        await Expect(quinn.Page.GetByText("Enregistré. Les autres vous voient comme Le Renard.")).ToBeVisibleAsync();
        await quinn.Page.GetByRole(AriaRole.Button, new() { Name = "Reprendre le nom de l’annuaire" }).ClickAsync();
        await Expect(field).ToHaveValueAsync(quinn.DisplayName);
        quinn.Complaints.ShouldAllBe(complaint => complaint.Contains("422", StringComparison.Ordinal)); // the browser's own word on the refusal
        (await quinn.FitsAsync()).ShouldBeTrue();
    }

    private static ILocator Conversations(ChatUser user) => user.Page.GetByRole(AriaRole.List, new() { NameRegex = new("^Conversations") });

    private static ILocator Had(ChatUser user) => user.Page.Locator("chat-name-history li");
}
