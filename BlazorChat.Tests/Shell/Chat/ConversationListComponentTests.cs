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
        mine.AddRange([Dm(zoe, lastSeq: 3, readSeq: 3), Dm(anna, lastSeq: 7, readSeq: 7)]);

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
        mine.AddRange([Dm(zoe, lastSeq: 4, readSeq: 3), Dm(anna, lastSeq: 7, readSeq: 7)]);

        var list = Show();

        list.FindAll("li.bc-person--unread a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe($"/chat/u/{zoe.Id}");
        list.FindAll(".bc-unread").ShouldHaveSingleItem().TextContent.ShouldBe("New messages");
    }

    [Fact]
    public void Without_conversations_there_is_no_heading_either()
    {
        Show().MarkupMatches("");
        mine.Add(new ConversationSummary(AnyId(), RoomKind.Private, RoomHistory.None, null, 1, Clock.GetUtcNow(), 1, 0, AnyHash()));
        mine.Add(Dm(new Person(Guid.NewGuid(), "gone", "Gone", Disabled: false, IsAdmin: false)));
        Show().MarkupMatches("");
    }

    [Fact]
    public void What_changes_is_drawn_at_once_and_then_at_most_every_two_seconds()
    {
        var anna = Known("Anna");
        Pass();
        var list = Show();
        mine.Add(Dm(anna, lastSeq: 2, readSeq: 1));
        Change();
        Clock.Advance(TimeSpan.Zero);
        list.WaitForAssertion(() => Links(list).ShouldBe([$"/chat/u/{anna.Id}"]));

        mine[0] = mine[0] with { ReadSeq = 2 };
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

    private ConversationSummary Dm(Person peer, long lastSeq = 1, long readSeq = 1) =>
        new(AnyId(), RoomKind.Dm, RoomHistory.None, peer.Id, lastSeq, Clock.GetUtcNow(), readSeq, 0, AnyHash());

    private static ConversationId AnyId() => ConversationId.Of(AnyHash());

    private static Hash AnyHash() => Hash.Of($"{Guid.NewGuid()}");

    private IRenderedComponent<ConversationList> Show(Guid? open = null) =>
        Render<ConversationList>(parameters => parameters.Add(p => p.Me, me.Id).Add(p => p.Open, open));

    private static string?[] Links(IRenderedComponent<ConversationList> list) => [.. list.FindAll("a").Select(link => link.GetAttribute("href"))];
}
