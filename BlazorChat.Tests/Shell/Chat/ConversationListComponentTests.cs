using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Shell.Chat;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Shell;

public sealed class ConversationListComponentTests : ChatComponentContext
{
    private readonly IConversations conversations = Substitute.For<IConversations>();
    private readonly IDisposable watch = Substitute.For<IDisposable>();
    private readonly List<ConversationSummary> mine = [];
    private readonly Person me;
    private Action<ConversationChange> changed = _ => { };
    private int asked;

    public ConversationListComponentTests()
    {
        me = Known("Myself");
        conversations.OfAsync(me.Id, Arg.Any<CancellationToken>()).Returns(_ =>
        {
            asked++;
            return Task.FromResult<IReadOnlyList<ConversationSummary>>([.. mine]);
        });
        conversations.OnChange(me.Id, Arg.Do<Action<ConversationChange>>(watcher => changed = watcher)).Returns(watch);
        Services.AddSingleton(conversations);
    }

    [Fact]
    public void Conversations_stand_in_the_order_given_with_what_the_browser_needs_to_fill_in_time_and_draft()
    {
        var (anna, zoe) = (Known("Anna"), Known("Zoe"));
        mine.AddRange([Dm(zoe), Dm(anna)]);

        var list = Show(open: anna.Id);

        Links(list).ShouldBe([$"/chat/u/{zoe.Id}", $"/chat/u/{anna.Id}"]);
        list.FindAll("a").Select(link => link.GetAttribute("aria-current")).ShouldBe([null, "page"]);
        list.FindAll("chat-badge").Select(badge => (badge.GetAttribute("conv"), badge.GetAttribute("peer")))
            .ShouldBe([(mine[0].Conversation.Value, $"{zoe.Id}"), (mine[1].Conversation.Value, $"{anna.Id}")]);
        list.FindAll("chat-time")[0].GetAttribute("at").ShouldBe($"{mine[0].LastAt.ToUnixTimeMilliseconds()}");
        list.FindAll(".bc-unread").ShouldBeEmpty();
    }

    [Fact]
    public void What_is_unread_is_marked_and_said_in_words()
    {
        var (anna, zoe) = (Known("Anna"), Known("Zoe"));
        mine.AddRange([Dm(zoe, unread: 1), Dm(anna)]);

        var list = Show();

        list.FindAll("li.bc-person--unread a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe($"/chat/u/{zoe.Id}");
        list.FindAll(".bc-unread").ShouldHaveSingleItem().TextContent.ShouldBe("11 unread message");
    }

    [Fact]
    public void Without_conversations_there_is_no_heading_either()
    {
        Show().MarkupMatches("");
        mine.Add(Dm(new Person(Guid.NewGuid(), "gone", "Gone", Disabled: false, IsAdmin: false)));
        Show().MarkupMatches("");
    }

    [Fact]
    public void Sections_stand_in_order_each_under_its_heading_and_only_those_that_have_rows()
    {
        var (anna, zoe) = (Known("Anna"), Known("Zoe"));
        mine.AddRange([
            Dm(anna), Room("Old") with { Archived = true, Favourite = true }, Room("Garden"), Dm(zoe) with { Favourite = true }, Room("Secrets", RoomKind.Private),
            Room("Loved") with { Favourite = true }, Dm(Known("Hidden")) with { Hidden = true }]);

        var list = Show();

        list.FindAll("li > h2, .bc-person__name").Select(row => row.TextContent)
            .ShouldBe(["Favourites", "Zoe", "Loved", "Rooms", "Garden", "Secrets", "Conversations", "Anna", "Archived", "Old"]);
        mine.RemoveAll(row => row.Kind != RoomKind.Dm || row.Favourite);
        Show().FindAll("h2").Select(heading => heading.TextContent).ShouldBe(["Conversations"]);
    }

    [Fact]
    public void A_room_is_a_plain_link_with_its_tile_and_its_name_as_text()
    {
        mine.AddRange([Room("<b>Garden</b>"), Room(null, RoomKind.Private)]);

        var list = Show(openRoom: mine[0].Conversation.Value);

        Links(list).ShouldBe([$"/chat/c/{mine[0].Conversation}", $"/chat/c/{mine[1].Conversation}"]);
        list.FindAll("a").Select(link => link.GetAttribute("aria-current")).ShouldBe(["page", null]);
        list.FindAll(".bc-person__name").Select(name => name.TextContent).ShouldBe(["<b>Garden</b>", "Room"]);
        list.FindAll(".bc-person__name b").ShouldBeEmpty();
        list.FindAll(".bc-tile").Select(tile => (tile.GetAttribute("data-colour"), tile.QuerySelector("rect") is not null)).ShouldBe([("green", false), ("green", true)]);
        list.FindAll("chat-badge").Select(badge => (badge.GetAttribute("conv"), badge.GetAttribute("peer")))
            .ShouldBe([(mine[0].Conversation.Value, null), (mine[1].Conversation.Value, null)]);
    }

    [Fact]
    public async Task What_was_asked_for_last_stands_also_where_the_answer_before_it_comes_later()
    {
        TaskCompletionSource<IReadOnlyList<ConversationSummary>> first = new(), second = new();
        conversations.OfAsync(me.Id, Arg.Any<CancellationToken>()).Returns(first.Task, second.Task);
        var list = Show();
        Change();
        Pass();

        second.SetResult([Room("Quiet plans")]);
        list.WaitForAssertion(() => list.FindAll(".bc-person__name").ShouldHaveSingleItem().TextContent.ShouldBe("Quiet plans"));
        first.SetResult([]);
        await list.InvokeAsync(() => { });

        list.FindAll(".bc-person__name").ShouldHaveSingleItem();
    }

    [Fact]
    public void A_list_that_could_not_be_read_is_read_again_without_another_change()
    {
        var list = Show();
        conversations.OfAsync(me.Id, Arg.Any<CancellationToken>()).Returns(
            _ => Task.FromException<IReadOnlyList<ConversationSummary>>(new IOException("The database is away.")),
            _ => Task.FromResult<IReadOnlyList<ConversationSummary>>([Room("Quiet plans")]));
        Change();

        for (var i = 0; i < 3; i++)
            Pass();

        list.WaitForAssertion(() => list.FindAll(".bc-person__name").ShouldHaveSingleItem());
    }

    [Fact]
    public void In_French_the_sections_are_French()
    {
        mine.AddRange([Room(null), Room("Vieux") with { Archived = true }]);

        In("fr", () => Show()).FindAll("h2, .bc-person__name").Select(text => text.TextContent).ShouldBe(["Salons", "Salon", "Archivés", "Vieux"]);
    }

    [Fact]
    public void What_is_muted_has_a_bell_and_is_not_bold_and_more_than_99_are_so_many()
    {
        mine.AddRange([Room("Loud") with { Unread = 100 }, Room("Quiet") with { Unread = 99, Muted = true }]);

        var list = Show();

        list.FindAll("li.bc-person--unread .bc-person__name").ShouldHaveSingleItem().TextContent.ShouldBe("Loud");
        list.FindAll(".bc-unread > [aria-hidden]").Select(count => count.TextContent).ShouldBe(["99+", "99"]);
        list.FindAll(".bc-unread > .bc-visually-hidden").Select(said => said.TextContent).ShouldBe(["100 unread messages", "99 unread messages"]);
        list.FindAll("svg[aria-label=Muted]").ShouldHaveSingleItem().ParentElement!.TextContent.ShouldContain("Quiet");
        list.FindAll(".bc-unread--muted").ShouldHaveSingleItem();
    }

    [Fact]
    public void What_changes_is_drawn_at_once_and_then_at_most_every_two_seconds()
    {
        var anna = Known("Anna");
        Pass();
        var list = Show();
        mine.Add(Dm(anna, unread: 1));
        Change();
        Clock.Advance(TimeSpan.Zero);
        list.WaitForAssertion(() => Links(list).ShouldBe([$"/chat/u/{anna.Id}"]));

        mine[0] = mine[0] with { Unread = 0 };
        var before = asked;
        Array.ForEach([1, 2, 3], _ => Change());
        Clock.Advance(TimeSpan.FromSeconds(1.9));
        (asked, list.FindAll(".bc-unread").Count).ShouldBe((before, 1));
        Clock.Advance(TimeSpan.FromSeconds(0.7));
        list.WaitForAssertion(() => list.FindAll(".bc-unread").ShouldBeEmpty());
        asked.ShouldBe(before + 1);
    }

    [Fact]
    public void Who_comes_online_gets_a_dot()
    {
        var anna = Known("Anna");
        mine.Add(Dm(anna));
        var list = Show();
        list.FindAll(".bc-presence--online").ShouldBeEmpty();

        Comes(anna);
        Pass();

        list.WaitForAssertion(() => list.FindAll(".bc-presence--online").ShouldHaveSingleItem());
    }

    [Fact]
    public void Who_comes_or_goes_costs_no_question_to_the_database_and_who_is_not_in_the_list_no_redraw()
    {
        var (anna, ben) = (Known("Anna"), Known("Ben"));
        mine.Add(Dm(anna));
        Pass();
        var list = Show();
        Pass();
        var (before, drawn) = (asked, list.RenderCount);

        Comes(ben);
        Pass();
        list.RenderCount.ShouldBe(drawn);

        Comes(anna).Tell(idle: true);
        Pass();

        list.WaitForAssertion(() => list.Find(".bc-presence--away").GetAttribute("aria-label").ShouldBe("Away"));
        asked.ShouldBe(before);
    }

    [Fact]
    public async Task A_list_that_was_left_is_told_nothing_more()
    {
        Show();

        await DisposeComponentsAsync();

        watch.Received(1).Dispose();
        var before = asked;
        Change();
        Pass();
        asked.ShouldBe(before);
    }

    private void Change() => changed(new ConversationChange(AnyId(), ConversationChangeKind.Appended, null, 1, Clock.GetUtcNow()));

    private ConversationSummary Dm(Person peer, long unread = 0) =>
        new(AnyId(), RoomKind.Dm, RoomHistory.None, peer.Id, 1, Clock.GetUtcNow(), 1, 0, AnyHash()) { Unread = unread };

    private ConversationSummary Room(string? name, RoomKind kind = RoomKind.Open) =>
        new(AnyId(), kind, RoomHistory.Shared, null, 1, Clock.GetUtcNow(), 1, 0, AnyHash()) { Name = name, Topic = "", Colour = "green", Role = RoomRole.Member };

    private static ConversationId AnyId() => ConversationId.Of(AnyHash());

    private static Hash AnyHash() => Hash.Of($"{Guid.NewGuid()}");

    private IRenderedComponent<ConversationList> Show(Guid? open = null, string? openRoom = null) =>
        Render<ConversationList>(parameters => parameters.Add(p => p.Me, me.Id).Add(p => p.Open, open).Add(p => p.OpenConv, openRoom));

    private static string?[] Links(IRenderedComponent<ConversationList> list) => [.. list.FindAll("a").Select(link => link.GetAttribute("href"))];
}
