using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Conversations.Profiles;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Shell.Chat;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Shell;

public sealed class PeopleSearchTests : ChatComponentContext
{
    private readonly IConversations conversations = Substitute.For<IConversations>();
    private readonly Person me;
    private IReadOnlyList<OpenRoom> rooms = [];

    public PeopleSearchTests()
    {
        me = Known("Anna Myself");
        conversations.FindRoomsAsync(me.Id, Arg.Any<string>(), 5, true, Arg.Any<CancellationToken>()).Returns(_ => Task.FromResult((rooms, false)));
        Services.AddSingleton(conversations);
    }

    [Theory]
    [InlineData("  anna ", "anna")]
    [InlineData("   ", "")]
    public void What_is_typed_is_told_without_the_blanks_around_it(string typed, string told)
    {
        string? heard = null;
        var search = Render<PeopleSearch>(parameters => parameters.Add(p => p.QueryChanged, text => heard = text));

        search.Find("input[type=search]").Input(typed);

        heard.ShouldBe(told);
    }

    [Fact]
    public void No_query_is_longer_than_a_hundred_characters_whatever_the_browser_sends()
    {
        string? heard = null;
        var search = Render<PeopleSearch>(parameters => parameters.Add(p => p.QueryChanged, text => heard = text));

        search.Find("input").Input(new string('x', 10_000));

        heard.ShouldBe(new string('x', 100));
        search.Find("input").GetAttribute("maxlength").ShouldBe("100");
    }

    [Fact]
    public void The_field_has_a_name_and_stands_in_a_landmark()
    {
        var search = Render<PeopleSearch>();

        search.Find("[role=search] input").GetAttribute("aria-label").ShouldBe("Find people and rooms");
    }

    [Fact]
    public void By_either_name_one_is_found_and_the_certified_one_leads()
    {
        Known("Zoe Kravitz", chosen: "Foxy");

        foreach (var query in new[] { "fox", "zoe" })
            Results(query).FindAll("a bdi").Select(name => name.TextContent).ShouldBe(["Zoe Kravitz", "Foxy"]);
    }

    [Fact]
    public void Found_are_those_whose_names_match_and_who_may_be_written_to_but_not_oneself()
    {
        var found = Known("Annabel");
        Known("Anna Disabled", disabled: true);
        Known("Zoe");
        Comes(found);

        var results = Results("ann");

        results.FindAll("a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe($"/chat/u/{found.Id}");
        results.FindAll(".bc-presence--online").ShouldHaveSingleItem();
        results.Find("[role=status]").TextContent.Trim().ShouldBeEmpty();
    }

    [Fact]
    public void Who_registers_while_one_looks_appears_and_who_comes_is_marked()
    {
        var results = Results("ann");
        results.FindAll("a").ShouldBeEmpty();

        var found = Known("Annabel");
        Pass();
        results.WaitForAssertion(() => results.FindAll("a").ShouldHaveSingleItem());
        results.FindAll(".bc-presence--online").ShouldBeEmpty();

        Comes(found);
        Pass();
        results.WaitForAssertion(() => results.FindAll(".bc-presence--online").ShouldHaveSingleItem());
    }

    [Fact]
    public void When_nobody_is_found_that_is_said_and_what_was_typed_is_text()
    {
        var results = Results("<i>nobody</i>");

        results.FindAll("a").ShouldBeEmpty();
        results.FindAll("i").ShouldBeEmpty();
        results.Find("[role=status]").TextContent.ShouldContain("Nobody called “<i>nobody</i>” has signed in here yet.");
    }

    [Fact]
    public void Of_many_the_first_fifty_are_shown_and_one_is_told_to_type_more()
    {
        for (var i = 0; i < 60; i++)
            Known($"Person {i:00}");

        var results = Results("person");

        results.FindAll("a").Count.ShouldBe(50);
        results.Find("[role=status]").TextContent.ShouldContain("The first 50. Type more");
    }

    [Fact]
    public void Rooms_that_match_stand_below_under_their_own_heading()
    {
        var id = ConversationId.Of(Hash.Of("room"));
        rooms = [new OpenRoom(id, "<i>Garden</i>", "Roses", "green", 3, Joined: false, Clock.GetUtcNow())];

        var results = Results("gard");

        results.FindAll("h2").Select(heading => heading.TextContent).ShouldBe(["Rooms"], "nobody is called so");
        var link = results.FindAll("a").ShouldHaveSingleItem();
        (link.GetAttribute("href"), link.TextContent.Trim()).ShouldBe(($"/chat/c/{id}", "<i>Garden</i>"));
        results.Find("[role=status]").TextContent.Trim().ShouldBeEmpty("something was found");
        _ = conversations.Received(1).FindRoomsAsync(me.Id, "gard", 5, true, Arg.Any<CancellationToken>());
    }

    [Fact]
    public void The_database_is_asked_once_a_query_not_once_a_redraw()
    {
        var results = Results("ann");
        results.Render(parameters => parameters.Add(p => p.Query, "ann").Add(p => p.Me, me.Id));
        Comes(Known("Annabel"));
        Pass();

        _ = conversations.Received(1).FindRoomsAsync(me.Id, "ann", 5, true, Arg.Any<CancellationToken>());
    }

    private IRenderedComponent<SearchResults> Results(string query) =>
        Render<SearchResults>(parameters => parameters.Add(p => p.Query, query).Add(p => p.Me, me.Id));
}
