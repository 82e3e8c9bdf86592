using System.Collections;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Resources;
using System.Text.Json;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Shouldly;
using Texts = BlazorChat.Web.Features.Conversations.Texts;

namespace BlazorChat.Tests.Features.Conversations;

public sealed class ConversationTextsTests
{
    private static readonly ResourceManager Sentences = new(typeof(Texts));

    [Fact]
    public void English_and_French_have_the_same_texts()
    {
        var (english, french) = (Read(CultureInfo.InvariantCulture), Read(CultureInfo.GetCultureInfo("fr")));

        french.Keys.Order().ShouldBe(english.Keys.Order());
        french.ShouldAllBe(text => !string.IsNullOrWhiteSpace(text.Value) && text.Value != english[text.Key]);
    }

    [Theory]
    [InlineData(typeof(RoomRefusal))]
    [InlineData(typeof(SignerRefusal))]
    [InlineData(typeof(Refused))]
    public void Every_refusal_has_a_sentence(Type codes)
    {
        var english = Read(CultureInfo.InvariantCulture);
        var known = codes.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToList();

        known.ShouldNotBeEmpty();
        known.Where(code => !english.ContainsKey(ConversationProblems.TextOf(code))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_is_said_in_the_readers_language()
    {
        await using var host = await ConversationsHost.StartAsync();
        var (alice, bob) = (await host.PersonAsync(), await host.PersonAsync());
        await TestRoom.DmAsync(host, alice, bob);
        using var client = host.Client(bob.Device);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr");

        var answer = await client.PostAsJsonAsync("/api/conversations", new { jws = TestRoom.Dm(host, bob, alice) });

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString().ShouldBe("Vous avez déjà une conversation ensemble.");
    }

    private static Dictionary<string, string> Read(CultureInfo culture) =>
        Sentences.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
}
