using System.Collections;
using System.Globalization;
using System.Resources;
using BlazorChat.Tests.Support.Messaging;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Features.Messages;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Texts = BlazorChat.Web.Features.Messages.Texts;

namespace BlazorChat.Tests.Features.Messages;

public sealed class MessageTextsTests
{
    [Theory]
    [InlineData(typeof(Texts))]
    [InlineData(typeof(ProblemTexts))]
    public void English_and_French_have_the_same_texts(Type texts)
    {
        var (english, french) = (Read(texts, CultureInfo.InvariantCulture), Read(texts, CultureInfo.GetCultureInfo("fr")));

        english.ShouldNotBeEmpty();
        french.Keys.Order().ShouldBe(english.Keys.Order());
        french.ShouldAllBe(text => !string.IsNullOrWhiteSpace(text.Value) && text.Value != english[text.Key]);
    }

    [Fact]
    public async Task Every_refusal_has_a_sentence_in_both_languages()
    {
        SendRefusal[] refusals =
        [
            new SendRefusal.NotFound(), new SendRefusal.NotMember(), new SendRefusal.Blocked(), new SendRefusal.Blocking(), new SendRefusal.BlockedBy(), new SendRefusal.Counter(null), new SendRefusal.StaleSession(),
            new SendRefusal.Recipients([], 1), new SendRefusal.Room(1, ""), new SendRefusal.Unsettled(), new SendRefusal.Archived(), new SendRefusal.Bad(Refused.TooLarge),
            new SendRefusal.Bad(Refused.Malformed), new SendRefusal.Signer(SignerRefusal.Expired), new SendRefusal.Signer(SignerRefusal.Revoked),
            new SendRefusal.NothingThere(), new SendRefusal.NotYours(), new SendRefusal.Removed(),
        ];
        refusals.Select(refusal => refusal.GetType()).Distinct().Count().ShouldBe(typeof(SendRefusal).GetNestedTypes().Length);

        foreach (var refusal in refusals)
        {
            var (english, french) = (await SaidAsync(refusal, "en"), await SaidAsync(refusal, "fr"));
            english.ShouldContain(' ', customMessage: $"{refusal} has no sentence");
            french.ShouldNotBe(english);
        }
    }

    [Fact]
    public async Task A_refusal_is_said_in_the_readers_language()
    {
        await using var host = await MessagesHost.StartAsync();
        var (ann, bob) = (host.Person(), host.Person());
        var dm = host.Dm(ann, bob);
        host.Language = "fr";

        var stale = await host.MessageAsync(ann.Device, dm, 1, Envelopes.AnyKey());
        (stale.Code, (string?)stale.Body!["detail"]).ShouldBe(("session", "Une nouvelle session est nécessaire."));
        var large = await host.PostAsync(ann.Device, $"/api/conversations/{dm.Id}/messages", new string(' ', SendRequest.MaxBytes + 1));
        (large.Code, (string?)large.Body!["detail"]).ShouldBe(("too-large", "Ceci est plus grand que ce que le serveur accepte."));
        var nowhere = await host.GetAsync(host.Person().Device, $"/api/conversations/{dm.Id}/messages");
        (nowhere.Code, (string?)nowhere.Body!["detail"]).ShouldBe(("not-found", "Il n’y a rien ici que vous puissiez voir."));
    }

    private static async Task<string> SaidAsync(SendRefusal refusal, string language)
    {
        await using var services = new ServiceCollection().AddLogging().AddErrorHandling().BuildServiceProvider();
        var (before, context) = (CultureInfo.CurrentUICulture, new DefaultHttpContext { RequestServices = services, Response = { Body = new MemoryStream() } });
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            await SendProblem.Of(refusal).ExecuteAsync(context);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
        context.Response.Body.Position = 0;
        return (await System.Text.Json.JsonDocument.ParseAsync(context.Response.Body)).RootElement.GetProperty("detail").GetString()!;
    }

    private static Dictionary<string, string> Read(Type texts, CultureInfo culture) =>
        new ResourceManager(texts).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
}
