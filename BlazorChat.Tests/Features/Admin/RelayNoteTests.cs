using System.Globalization;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Relay;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin;

public sealed class RelayNoteTests : AdminComponentContext
{
    [Theory]
    [InlineData("en", "Messages are not lost")]
    [InlineData("fr", "Aucun message n’est perdu")]
    public void Trouble_between_hosts_is_said_while_it_lasts_and_a_hiccup_is_not(string language, string words)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var relay = Services.GetRequiredService<IRelay>();
        var note = Render<RelayNote>();
        Said(note).ShouldBeEmpty();

        relay.TroubleSince.Returns(Clock.GetUtcNow());
        Clock.Advance(TimeSpan.FromSeconds(4));
        Said(note).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(4));
        note.WaitForAssertion(() => Said(note).ShouldContain(words));

        relay.TroubleSince.Returns((DateTimeOffset?)null);
        Clock.Advance(TimeSpan.FromSeconds(2));
        note.WaitForAssertion(() => Said(note).ShouldBeEmpty());

        static string Said(IRenderedComponent<RelayNote> note) => string.Concat(note.FindAll("p").Select(part => part.TextContent)).Trim();
    }
}
