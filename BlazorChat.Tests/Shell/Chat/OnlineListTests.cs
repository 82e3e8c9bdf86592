using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Shell.Chat;
using Bunit;
using Shouldly;

namespace BlazorChat.Tests.Shell;

public sealed class OnlineListTests : ChatComponentContext
{
    private readonly Person me;

    public OnlineListTests() => me = Known("Myself");

    [Fact]
    public void Everybody_who_is_online_stands_there_by_name_but_oneself()
    {
        var (zoe, anna) = (Known("Zoe"), Known("Anna"));
        Known("Absent");
        Array.ForEach([me, zoe, anna], person => Comes(person));
        Pass();

        var list = Show();

        Links(list).ShouldBe([$"/chat/u/{anna.Id}", $"/chat/u/{zoe.Id}"]);
        list.Find("h2 span").TextContent.ShouldBe("2");
        list.FindAll(".bc-list__empty").ShouldBeEmpty();
        list.Find("ul").GetAttribute("aria-labelledby").ShouldBe(list.Find("h2").Id);
    }

    [Fact]
    public void Who_chose_a_name_stands_by_it_with_the_certified_one_below()
    {
        Person[] people = [Known("Zoe", chosen: "Bear"), Known("Anna"), Known("Carl"), Known("Abel", chosen: "Wolf"), Known("Bob", chosen: "aal")];
        Array.ForEach(people, person => Comes(person));
        Pass();

        Show().FindAll("a").Select(link => string.Join('/', link.QuerySelectorAll("bdi").Select(name => name.TextContent)))
            .ShouldBe(["aal/Bob", "Anna", "Bear/Zoe", "Carl", "Wolf/Abel"]);
    }

    [Fact]
    public void Alone_one_is_told_how_to_find_others()
    {
        Comes(me);
        Pass();

        var list = Show();

        Links(list).ShouldBeEmpty();
        list.Find(".bc-list__empty").TextContent.ShouldContain("Find anyone by typing their name");
    }

    [Fact]
    public void It_speaks_the_language_of_its_reader_whoever_made_it_change()
    {
        var list = In("fr", () => Show());
        using var here = In("en", () => Comes(Known("Anna")));
        In("en", Pass);

        list.WaitForAssertion(() => list.Find("h2 span").TextContent.ShouldBe("1"));
        list.Find("h2").TextContent.ShouldStartWith("Personnes en ligne");
    }

    [Fact]
    public void Who_comes_appears_and_who_goes_disappears()
    {
        var anna = Known("Anna");
        var list = Show();
        Pass();
        Links(list).ShouldBeEmpty();

        var connection = Comes(anna);
        Pass();
        list.WaitForAssertion(() => Links(list).ShouldBe([$"/chat/u/{anna.Id}"]));

        connection.Dispose();
        Pass();
        list.WaitForAssertion(() => Links(list).ShouldBeEmpty());
        list.Find("h2 span").TextContent.ShouldBe("0");
    }

    [Fact]
    public void A_name_is_text_and_the_open_conversation_is_marked()
    {
        var odd = Known("<b>Odd</b>");
        Comes(odd);
        Pass();

        var list = Show(odd.Id);

        list.Find("bdi").InnerHtml.ShouldBe("&lt;b&gt;Odd&lt;/b&gt;");
        list.Find("a").GetAttribute("aria-current").ShouldBe("page");
    }

    [Theory]
    [InlineData("en", "Away", "Do not disturb")]
    [InlineData("fr", "Absent", "Ne pas déranger")]
    public void Who_is_away_or_busy_has_a_mark_of_its_own_that_is_said_in_words(string language, string away, string busy)
    {
        var (anna, ben, carl) = (Known("Anna"), Known("Ben"), Known("Carl"));
        Comes(anna).Tell(idle: true);
        Comes(ben);
        Comes(carl);
        Chooses(ben, ChosenStatus.DoNotDisturb, "<b>deep</b> & \"work\"");
        Pass();

        var list = In(language, () => Show());

        list.FindAll(".bc-presence").Select(mark => (mark.ClassList[^1], mark.GetAttribute("aria-label")))
            .ShouldBe([("bc-presence--away", away), ("bc-presence--dnd", busy), ("bc-presence--online", null)]);
        list.FindAll("a")[1].GetAttribute("title")!.ShouldEndWith(" · <b>deep</b> & \"work\"");
        list.FindAll("b").ShouldBeEmpty();
    }

    [Fact]
    public void Who_is_invisible_does_not_stand_there_and_is_not_counted()
    {
        var (anna, ben) = (Known("Anna"), Known("Ben"));
        Comes(anna);
        Comes(ben);
        Pass();
        var list = Show();
        list.Find("h2 span").TextContent.ShouldBe("2");

        Chooses(anna, ChosenStatus.Invisible, "boo");
        Pass();

        list.WaitForAssertion(() => Links(list).ShouldBe([$"/chat/u/{ben.Id}"]));
        list.Find("h2 span").TextContent.ShouldBe("1");
        list.Markup.ShouldNotContain("Anna");
    }

    [Fact]
    public void Who_leaves_their_window_changes_in_the_list_of_others()
    {
        var window = Comes(Known("Anna"));
        Pass();
        var list = Show();
        list.FindAll(".bc-presence--away").ShouldBeEmpty();

        window.Tell(idle: true);
        Pass();

        list.WaitForAssertion(() => list.FindAll(".bc-presence--away").ShouldHaveSingleItem());
    }

    [Fact]
    public async Task A_list_that_was_left_waits_for_nothing()
    {
        Show();
        Pass();
        Comes(Known("Anna"));
        Clock.Advance(TimeSpan.FromSeconds(1));
        await DisposeComponentsAsync();
        var waiting = Clock.Timers;

        // A list that still listened would have drawn a second ago, and would wait for its next turn.
        Comes(Known("Ben"));
        Clock.Advance(TimeSpan.FromSeconds(0.6));

        Clock.Timers.ShouldBe(waiting);
    }

    private IRenderedComponent<OnlineList> Show(Guid? open = null) => Render<OnlineList>(parameters => parameters.Add(p => p.Me, me.Id).Add(p => p.Open, open));

    private static string?[] Links(IRenderedComponent<OnlineList> list) => [.. list.FindAll("a").Select(link => link.GetAttribute("href"))];
}
