using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.Logging.Abstractions;

namespace BlazorChat.Tests.Features.Accounts;

public class PeopleTests
{
    private readonly AdjustableClock clock = new();
    private readonly People people = new(NullLogger<People>.Instance);

    [Fact]
    public void People_stand_in_the_order_of_their_names()
    {
        Add("zoe", "adam");
        Add("b", "Émile");
        Add("c", "Zacharie");
        Add("y", "Anna");
        Add("x", "Anna");
        Add("d", "eve");

        Assert.Equal(["zoe", "x", "y", "b", "d", "c"], people.Current.ByName.Select(person => person.Username));
    }

    [Fact]
    public void A_change_moves_one_person_and_tells_the_watchers_once()
    {
        Add("alice", "Alice");
        var bob = Add("bob", "Bob");
        var heard = new List<PeopleSnapshot>();
        using var watching = people.OnChange(heard.Add);
        var before = people.Current;

        bob.DisplayName = "Aaron";
        people.Set(bob);
        people.Set(bob); // nothing new

        Assert.Same(people.Current, Assert.Single(heard));
        Assert.Equal(["Aaron", "Alice"], people.Current.ByName.Select(person => person.DisplayName));
        Assert.Equal("Aaron", people.Current.Find(bob.Id)!.DisplayName);
        Assert.Equal(["Alice", "Bob"], before.ByName.Select(person => person.DisplayName));
    }

    [Theory]
    [InlineData("ZOE", "zoe42,m.zoe,paul,xzoe")]
    [InlineData("dupo", "zoe42,paul")]
    [InlineData("é", "emile,chloe,m.zoe,paul,xzoe,zoe42")]
    [InlineData("42", "zoe42")]
    [InlineData("zoé dupo", "zoe42")]
    [InlineData("   ", "chloe,emile,m.zoe,paul,xzoe,zoe42")]
    [InlineData("nobody", "")]
    [InlineData("%", "")]
    public void Searching_ignores_case_and_accents_and_puts_beginnings_first(string query, string found)
    {
        Add("zoe42", "Zoé Dupont");
        Add("emile", "Émile");
        Add("m.zoe", "Marie");
        Add("paul", "Paul Zoe-Dupond");
        Add("xzoe", "Xavier");
        Add("chloe", "Chloé");
        Add("gone", "Zoé Gone", disabled: true);

        var usernames = string.Join(',', people.Search(query, 10).Select(person => person.Username));

        // Within "beginnings" and within "inside" the order is that of names; compared as sets where names tie.
        Assert.Equal(found.Split(',').Order(), usernames.Split(',').Order());
        if (query == "ZOE")
            Assert.Equal("xzoe", usernames.Split(',')[^1]);
        if (query == "é")
            Assert.Equal("emile", usernames.Split(',')[0]);
    }

    [Fact]
    public void A_search_gives_no_more_than_asked_for_and_prefers_beginnings()
    {
        for (var i = 0; i < 50; i++)
            Add($"xan{i}", $"Aan {i:d2}");
        Add("z1", "Zan");
        Add("an1", "Zz Last");

        Assert.Equal(["an1", "xan0"], people.Search("an", 2).Select(person => person.Username));
    }

    [Fact]
    public void Five_thousand_people_are_searched_and_changed_in_no_time()
    {
        for (var i = 0; i < 5_000; i++)
            Add($"user{i}", $"Person Number {i}");
        var watch = System.Diagnostics.Stopwatch.StartNew();

        for (var i = 0; i < 100; i++)
        {
            Assert.Single(people.Search("number 4999", 20));
            Add($"late{i}", $"Late {i}");
        }

        Assert.InRange(watch.Elapsed.TotalMilliseconds / 100, 0, 50); // some 2 ms on an idle machine
    }

    private User Add(string username, string displayName, bool disabled = false)
    {
        var user = new User { Id = Guid.NewGuid(), Username = username, DisplayName = displayName, Disabled = disabled, CreatedAt = clock.Now, LastSignInAt = clock.Now };
        people.Set(user);
        return user;
    }
}
