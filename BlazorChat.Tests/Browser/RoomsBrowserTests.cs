using System.Text.Json;
using System.Text.RegularExpressions;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace BlazorChat.Tests.Browser;

/// <summary>Rooms as people use them: made, joined, added to, left; what newcomers and those who were removed can read.</summary>
[Collection(RoomBrowserCollection.Name)]
public class RoomsBrowserTests(BrowserFixture fixture)
{
    [Fact]
    public async Task A_private_room_without_history_shows_newcomers_what_comes_and_the_removed_nothing_more()
    {
        var (ann, ben, cai) = await fixture.ThreeAsync();
        var room = await NewRoomAsync(ann, "Quiet plans", shared: false, ben);
        await ann.SendAsync("before Cai");
        await OpenRoomAsync(ben, "Quiet plans");
        await ben.SeesAsync("before Cai");

        await AddAsync(ann, cai);
        await ann.SendAsync("with Cai");
        await OpenRoomAsync(cai, "Quiet plans");
        await cai.SeesAsync("with Cai");
        await Expect(cai.Messages.GetByText("before Cai")).ToHaveCountAsync(0);
        await Expect(cai.Messages.GetByText("Said before you were added.")).ToBeVisibleAsync();
        await Expect(cai.Messages.GetByText($"{ann.DisplayName} added you.")).ToBeVisibleAsync();
        await Expect(ben.Messages.GetByText($"{ann.DisplayName} added {cai.DisplayName}.")).ToBeVisibleAsync();

        await RemoveAsync(ann, ben);
        await ann.SendAsync("without Ben");
        await cai.SeesAsync("without Ben");
        await Expect(ben.Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true })).ToHaveCountAsync(0);
        (await KidsOfNewestSessionAsync(room)).Overlaps(await EncryptionKidsAsync(ann, ben)).ShouldBeFalse("nothing the server has was encrypted to Ben");
        (await KidsOfNewestSessionAsync(room)).Overlaps(await EncryptionKidsAsync(ann, cai)).ShouldBeTrue();
        foreach (var user in new[] { ann, cai })
            user.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_private_room_with_shared_history_is_read_from_the_start_by_who_is_added()
    {
        var (ann, cai) = await fixture.StrangersAsync();
        await NewRoomAsync(ann, "Long memory", shared: true);
        await ann.SendAsync("from the start");
        await Expect(ann.Messages.GetByRole(AriaRole.Article).Last).ToHaveAttributeAsync("data-state", "sent");
        await AddAsync(ann, cai);
        await OpenRoomAsync(cai, "Long memory");
        await cai.SeesAsync("from the start");
        await cai.SendAsync("and on");
        await ann.SeesAsync("and on");
        cai.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rooms_for_everybody_are_there_and_open_ones_are_found_joined_and_left()
    {
        var (one, other) = await fixture.StrangersAsync();
        await Expect(one.Page.GetByRole(AriaRole.Link, new() { Name = "General" })).ToBeVisibleAsync();
        await one.Page.GetByLabel("Rooms: new or browse").ClickAsync();
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "New room…" }).ClickAsync();
        var dialog = one.Page.GetByRole(AriaRole.Dialog, new() { Name = "New room" });
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync("Beekeepers");
        await dialog.GetByLabel("Open", new() { Exact = false }).First.CheckAsync(new() { Force = true });
        await one.IsAccessibleAsync();
        await one.ShotAsync("rooms-new");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create room" }).ClickAsync();
        await Expect(Heading(one, "Beekeepers")).ToBeVisibleAsync();
        await one.SendAsync("Any honey left?");
        await Expect(one.Messages.GetByRole(AriaRole.Article).Last).ToHaveAttributeAsync("data-state", "sent");

        await other.Page.GetByLabel("Rooms: new or browse").ClickAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Browse rooms…" }).ClickAsync();
        await other.Page.GetByRole(AriaRole.Searchbox, new() { Name = "Find open rooms" }).FillAsync("bee");
        await other.IsAccessibleAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Join Beekeepers" }).ClickAsync();
        await other.SeesAsync("Any honey left?");
        await Expect(other.Messages.GetByText("You joined.")).ToBeVisibleAsync();
        await other.SendAsync("Two jars");
        await one.SeesAsync("Two jars");
        await one.IsAccessibleAsync();
        await one.ShotAsync("rooms-open");

        await MenuAsync(other, "Leave room…");
        await other.IsAccessibleAsync();
        await other.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Leave", Exact = true }).ClickAsync();
        await Expect(other.Page.GetByRole(AriaRole.Link, new() { Name = "Beekeepers" })).ToHaveCountAsync(0);
        await Expect(one.Messages.GetByText($"{other.DisplayName} left")).ToBeVisibleAsync();
        one.Complaints.ShouldBeEmpty();
        other.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_switcher_finds_by_keyboard_and_a_link_opens_at_its_message()
    {
        var (one, other) = await fixture.StrangersAsync();
        await one.OpenAsync(other);
        for (var i = 1; i <= 30; i++)
            await one.SendAsync($"line {i}");
        await Expect(one.Messages.GetByRole(AriaRole.Article).Last).ToHaveAttributeAsync("data-state", "sent");
        await one.Composer.FocusAsync();
        await one.Page.Keyboard.PressAsync("Control+k");
        await Expect(one.Page.GetByRole(AriaRole.Combobox, new() { Name = "Find a room or a person" })).ToBeFocusedAsync();
        await one.Page.Keyboard.TypeAsync("general");
        await Expect(one.Page.GetByRole(AriaRole.Option, new() { NameRegex = new("General") }).First).ToBeVisibleAsync();
        await one.IsAccessibleAsync();
        await one.Page.Keyboard.PressAsync("Enter");
        await Expect(Heading(one, "General")).ToBeVisibleAsync();

        var path = new Uri(one.Page.Url).AbsolutePath;
        path.ShouldStartWith("/chat/c/");
        await one.OpenAsync(other);
        var row = one.Messages.GetByRole(AriaRole.Article).Filter(new() { HasText = "line 3" }).First;
        var seq = await row.GetAttributeAsync("data-seq");
        await one.Page.GotoAsync("/chat");
        await one.Page.GotoAsync($"/chat/u/{await IdAsync(one, other)}#m{seq}");
        await Expect(one.Messages.GetByText("line 3", new() { Exact = true })).ToBeInViewportAsync();
        await Expect(one.Messages.GetByText("line 30", new() { Exact = true })).Not.ToBeInViewportAsync();
    }

    [Fact]
    public async Task In_French_a_room_is_made_and_its_changes_told()
    {
        var jeanne = await fixture.FrenchAsync();
        await jeanne.Page.GetByLabel(new Regex("^Salons")).ClickAsync();
        await jeanne.Page.GetByRole(AriaRole.Button, new() { Name = "Nouveau salon…" }).ClickAsync();
        var dialog = jeanne.Page.GetByRole(AriaRole.Dialog, new() { Name = "Nouveau salon" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Créer le salon" }).ClickAsync();
        await Expect(dialog.GetByText("Donnez un nom au salon.")).ToBeVisibleAsync();
        await dialog.GetByLabel("Nom", new() { Exact = true }).FillAsync("Les abeilles");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Créer le salon" }).ClickAsync();
        await Expect(Heading(jeanne, "Les abeilles")).ToBeVisibleAsync();
        await Expect(jeanne.Page.GetByRole(AriaRole.Button, new() { Name = "1 membre" })).ToBeVisibleAsync();
        await jeanne.IsAccessibleAsync();
        jeanne.Complaints.ShouldBeEmpty();
    }

    private static ILocator Heading(ChatUser user, string name) => user.Page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 });

    /// <returns>Its id.</returns>
    private static async Task<string> NewRoomAsync(ChatUser user, string name, bool shared, params ChatUser[] members)
    {
        await user.Page.GetByLabel("Rooms: new or browse").ClickAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "New room…" }).ClickAsync();
        var dialog = user.Page.GetByRole(AriaRole.Dialog, new() { Name = "New room" });
        await dialog.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        if (shared)
            await dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Shared") }).CheckAsync(new() { Force = true });
        foreach (var member in members)
            await ChooseAsync(dialog, member);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create room" }).ClickAsync();
        await Expect(Heading(user, name)).ToBeVisibleAsync();
        return new Uri(user.Page.Url).AbsolutePath["/chat/c/".Length..];
    }

    private static async Task OpenRoomAsync(ChatUser user, string name)
    {
        await user.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await Expect(Heading(user, name)).ToBeVisibleAsync();
    }

    private static async Task ChooseAsync(ILocator dialog, ChatUser user)
    {
        await dialog.GetByRole(AriaRole.Searchbox, new() { Name = "Find people by name" }).FillAsync(user.Username);
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new($"^{user.DisplayName}") }).ClickAsync();
    }

    private static async Task AddAsync(ChatUser admin, ChatUser user)
    {
        await MenuAsync(admin, "Add people…");
        var dialog = admin.Page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Members") });
        await ChooseAsync(dialog, user);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = user.DisplayName })).ToBeVisibleAsync();
        await admin.IsAccessibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
    }

    private static async Task RemoveAsync(ChatUser admin, ChatUser user)
    {
        await MenuAsync(admin, "Members…");
        var dialog = admin.Page.GetByRole(AriaRole.Dialog, new() { NameRegex = new("^Members") });
        await dialog.GetByRole(AriaRole.Button, new() { Name = $"Remove {user.DisplayName}" }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Listitem).Filter(new() { HasText = user.DisplayName })).ToHaveCountAsync(0);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
    }

    private static async Task MenuAsync(ChatUser user, string item)
    {
        await user.Page.GetByLabel("Menu of this conversation").ClickAsync();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = item, Exact = true }).ClickAsync();
    }

    private static async Task<string> IdAsync(ChatUser asking, ChatUser user)
    {
        var found = await asking.Page.EvaluateAsync<JsonElement>("async query => (await (await fetch(`/api/users?query=${query}`)).json()).users", user.Username);
        return found.EnumerateArray().Single(one => one.GetProperty("username").GetString() == user.Username).GetProperty("user").GetString()!;
    }

    /// <summary>The encryption keys that a user's chain names, devices' and recovery's.</summary>
    private static async Task<HashSet<Kid>> EncryptionKidsAsync(ChatUser asking, ChatUser user)
    {
        var chain = await asking.Page.EvaluateAsync<JsonElement>("async user => (await fetch(`/api/users/${user}/chain`)).json()", await IdAsync(asking, user));
        var kids = new HashSet<Kid>();
        foreach (var entry in chain.GetProperty("entries").EnumerateArray())
        {
            CanonicalBase64Url.TryDecode(entry.GetProperty("jws").GetString()!.Split('.')[1], out var payload).ShouldBeTrue();
            if (JsonSerializer.Deserialize<JsonElement>(payload).TryGetProperty("enc", out var enc) && Kid.TryParse(enc.GetString(), out var kid))
                kids.Add(kid);
        }
        return kids;
    }

    /// <summary>Whom the newest message's session was ever granted to, by the database of the host.</summary>
    private async Task<HashSet<Kid>> KidsOfNewestSessionAsync(string room)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(fixture.Host.Data, "chat.db")};Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT "Kids" FROM "session_grants" WHERE "ConversationId" = $room AND "Key" =
                (SELECT "SessionKey" FROM "entries" WHERE "ConversationId" = $room AND "Kind" = 0 ORDER BY "Seq" DESC LIMIT 1)
            """;
        command.Parameters.AddWithValue("$room", room);
        var kids = new HashSet<Kid>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            kids.UnionWith(WrappedKeys.Unpack((byte[])reader.GetValue(0)));
        kids.ShouldNotBeEmpty();
        return kids;
    }
}
