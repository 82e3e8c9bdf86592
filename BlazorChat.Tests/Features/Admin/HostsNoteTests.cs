using System.Globalization;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Storage.Hosts;
using Bunit;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin;

public sealed class HostsNoteTests : AdminComponentContext
{
    [Theory]
    [InlineData("en", true, "The broker between the hosts does not work")]
    [InlineData("fr", true, "Le courtier entre les serveurs ne fonctionne pas")]
    [InlineData("en", false, "this one has no broker")]
    [InlineData("fr", false, "celui-ci n’a pas de courtier")]
    public void Trouble_between_hosts_is_said_while_it_lasts_and_a_hiccup_is_not(string language, bool hasBroker, string words)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Relay.HasBroker.Returns(hasBroker);
        var note = Render<HostsNote>();
        Said(note).ShouldBeEmpty();

        Relay.TroubleSince.Returns(Clock.GetUtcNow());
        Clock.Advance(TimeSpan.FromSeconds(4));
        Said(note).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(4));
        note.WaitForAssertion(() => Said(note).ShouldContain(words));

        Relay.TroubleSince.Returns((DateTimeOffset?)null);
        Clock.Advance(TimeSpan.FromSeconds(2));
        note.WaitForAssertion(() => Said(note).ShouldBeEmpty());
    }

    [Theory]
    [InlineData("en", "this one has no Hosts:SecretFile")]
    [InlineData("fr", "celui-ci n’a pas de Hosts:SecretFile")]
    public void Another_host_beside_one_that_keeps_the_keys_of_the_sign_in_for_itself_is_said(string language, string words)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var note = Render<HostsNote>();
        Said(note).ShouldBeEmpty();
        Hosts.Living.Returns([This, ThisHost.Make()]);
        Clock.Advance(TimeSpan.FromSeconds(2));
        note.WaitForAssertion(() => Said(note).ShouldContain(words));
    }

    private static string Said(IRenderedComponent<HostsNote> note) => string.Concat(note.FindAll("p").Select(part => part.TextContent)).Trim();
}
