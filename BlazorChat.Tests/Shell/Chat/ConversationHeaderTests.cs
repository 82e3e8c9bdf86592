using BlazorChat.Web.Features.Presence;
using BlazorChat.Web.Shell.Chat;
using Bunit;
using Shouldly;

namespace BlazorChat.Tests.Shell;

public sealed class ConversationHeaderTests : ChatComponentContext
{
    [Fact]
    public void It_names_the_other_and_offers_to_save_and_to_clear_with_ids_only()
    {
        var peer = Known("Anna <b>Ash</b>");
        var me = Guid.NewGuid();

        var header = Render<ConversationHeader>(parameters => parameters.Add(p => p.Peer, peer).Add(p => p.User, me));

        header.Find("h1").TextContent.ShouldBe("Anna <b>Ash</b>");
        var menu = header.Find("details");
        menu.HasAttribute("open").ShouldBeFalse();
        menu.QuerySelector("summary")!.GetAttribute("aria-label").ShouldBe("Menu of this conversation");
        foreach (var item in new[] { menu.QuerySelector("chat-room-menu")!, menu.QuerySelector("chat-save-log")!, menu.QuerySelector("chat-clear-history")! })
            item.Attributes.Select(attribute => $"{attribute.Name}={attribute.Value}").ShouldBe([$"peer={peer.Id}", $"user={me}"], ignoreOrder: true);
    }

    [Fact]
    public void A_chosen_name_leads_and_the_certified_one_stands_below()
    {
        var header = Render<ConversationHeader>(parameters => parameters.Add(p => p.Peer, Known("Anna Ash", chosen: "<i>Foxy</i>")).Add(p => p.User, Guid.NewGuid()));

        header.Find("h1").TextContent.ShouldBe("<i>Foxy</i>");
        header.Find("p").TextContent.ShouldStartWith("Anna Ash · user-");
    }

    [Fact]
    public void It_speaks_the_language_of_its_reader_whoever_made_it_change()
    {
        var peer = Known("Anna Ash");
        var header = In("fr", () => Render<ConversationHeader>(parameters => parameters.Add(p => p.Peer, peer).Add(p => p.User, Guid.NewGuid())));
        using var here = In("en", () => Comes(peer));
        In("en", Pass);

        header.WaitForAssertion(() => header.Find("p").TextContent.ShouldContain("En ligne"));
    }

    [Fact]
    public void The_line_of_the_other_is_text_and_follows()
    {
        var peer = Known("Anna Ash");
        var header = Render<ConversationHeader>(parameters => parameters.Add(p => p.Peer, peer).Add(p => p.User, Guid.NewGuid()));
        using var here = Comes(peer);
        Chooses(peer, ChosenStatus.DoNotDisturb, "<img src=x onerror=alert(1)>");
        Pass();

        header.WaitForAssertion(() => header.Find("p").TextContent.ShouldEndWith(" · Do not disturb · <img src=x onerror=alert(1)>"));
        header.FindAll("img").ShouldBeEmpty();
        header.FindAll(".bc-presence--dnd").ShouldHaveSingleItem();

        Chooses(peer, ChosenStatus.Invisible, "still the line");
        Pass();
        header.WaitForAssertion(() => header.Find("p").TextContent.ShouldEndWith(" · Offline · still the line"));
    }

    [Fact]
    public void Whether_the_other_is_online_follows()
    {
        var peer = Known("Anna Ash");
        var header = Render<ConversationHeader>(parameters => parameters.Add(p => p.Peer, peer).Add(p => p.User, Guid.NewGuid()));
        header.Find("p").TextContent.ShouldContain("Offline");

        using var here = Comes(peer);
        Pass();

        header.WaitForAssertion(() => header.Find("p").TextContent.ShouldContain("Online"));
    }
}
