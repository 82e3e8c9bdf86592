using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Shell.Chat;
using Bunit;
using Shouldly;

namespace BlazorChat.Tests.Shell;

public sealed class RoomPaneTests : ChatComponentContext
{
    private static readonly Guid Me = Guid.NewGuid();
    private static readonly ConversationId Id = ConversationId.Of(Hash.Of("room"));

    [Fact]
    public void A_member_has_header_timeline_and_composer_that_know_the_room_by_its_id()
    {
        var pane = Show(Room(RoomRole.Member));

        pane.Find("h1").TextContent.ShouldBe("<b>Garden</b>");
        pane.Find(".bc-conversation__name p").TextContent.ShouldBe("Roses");
        foreach (var element in new[] { "chat-timeline", "chat-composer", "chat-room-members" })
            (pane.Find(element).GetAttribute("conv"), pane.Find(element).GetAttribute("user"), pane.Find(element).GetAttribute("peer")).ShouldBe((Id.Value, $"{Me}", null), element);
        foreach (var element in new[] { "chat-room-menu", "chat-save-log", "chat-clear-history" })
            (pane.Find($".bc-menu {element}").GetAttribute("conv"), pane.Find(element).GetAttribute("user")).ShouldBe((Id.Value, $"{Me}"), element);
        pane.Find("chat-window[pop]").GetAttribute("path").ShouldBe($"/chat/c/{Id}");
        pane.FindAll("chat-join-room").ShouldBeEmpty();
    }

    [Fact]
    public void Who_is_not_in_an_open_room_sees_what_it_is_and_can_join()
    {
        var pane = Show(Room(null) with { Members = 3 });

        pane.FindAll("chat-timeline, chat-composer, chat-room-menu").ShouldBeEmpty();
        pane.FindAll("h1, p").Select(text => text.TextContent).ShouldBe(["<b>Garden</b>", "Roses", "3 members"]);
        pane.Find("chat-join-room").GetAttribute("conv").ShouldBe(Id.Value);
        In("fr", () => Show(Room(null) with { Members = 1 })).FindAll("p")[1].TextContent.ShouldBe("1 membre");
    }

    [Fact]
    public void An_archived_room_is_read_and_not_written_in()
    {
        var pane = Show(Room(RoomRole.Admin) with { Archived = true });

        pane.FindAll("chat-timeline").ShouldHaveSingleItem();
        pane.FindAll("chat-composer").ShouldBeEmpty();
        pane.Find(".bc-archived").TextContent.ShouldBe("This room is archived: nothing more can be written here.");
        Show(Room(null) with { Archived = true }).FindAll("chat-join-room").ShouldBeEmpty();
    }

    [Fact]
    public void What_is_none_of_ones_business_looks_like_what_is_not_there()
    {
        var pane = Show(null);

        pane.Find("h2").TextContent.ShouldBe("No conversation by this address");
        pane.FindAll("chat-timeline, chat-composer, chat-join-room").ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_topic_the_header_says_what_kind_of_room_it_is()
    {
        Show(Room(RoomRole.Member) with { Topic = "" }).Find(".bc-conversation__name p").TextContent.ShouldBe("Open room");
        Show(Room(RoomRole.Member) with { Topic = "", Kind = RoomKind.Private }).Find(".bc-conversation__name p").TextContent.ShouldBe("Private room");
    }

    private ConversationSummary Room(RoomRole? role) => new(Id, RoomKind.Open, RoomHistory.Shared, null, 1, Clock.GetUtcNow(), 1, 0, Hash.Of("head"))
    {
        Name = "<b>Garden</b>",
        Topic = "Roses",
        Colour = "green",
        Role = role,
        Members = 2,
    };

    private IRenderedComponent<RoomPane> Show(ConversationSummary? room) =>
        Render<RoomPane>(parameters => parameters.Add(p => p.Room, room).Add(p => p.Name, room?.Name ?? "Room").Add(p => p.User, Me));
}
