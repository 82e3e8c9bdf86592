using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Tests.Support;

namespace BlazorChat.Tests.Operations;

public sealed class ProblemLanguageTests
{
    [Theory]
    [InlineData("fr", "Cette requête venait de la page d’un autre site et a été refusée.")]
    [InlineData("de", "This request came from another site’s page and was refused.")]
    public async Task A_request_of_another_site_is_refused_in_the_readers_language(string language, string sentence)
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = Reader(host, language);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await client.PostAsJsonAsync("/api/sign-in", new { username = "ann", password = "x" });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(sentence, await Member(answer, "detail"));
    }

    [Fact]
    public async Task What_no_slice_answers_is_refused_in_the_readers_language()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = Reader(host, "fr");

        using var nowhere = await client.GetAsync("/api/nowhere");
        Assert.Equal("Il n’y a rien ici que vous puissiez voir.", await Member(nowhere, "detail"));
        using var noJson = await client.PostAsync("/api/sign-in", new StringContent("{", null, "application/json"));
        Assert.Equal("Le corps de la requête n’est pas le JSON que cette adresse accepte.", await Member(noJson, "detail"));
        using var signedOut = await client.GetAsync("/api/needs-device");
        Assert.Equal("Connectez-vous d’abord.", await Member(signedOut, "detail"));
    }

    [Fact]
    public async Task What_an_address_does_not_take_is_refused_in_the_readers_language()
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.WithDeviceAsync("ann");
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("fr");

        using var answer = await client.GetAsync("/api/users?limit=101");

        Assert.Equal("limit va de 1 à 100, query compte au plus 100 caractères.", await Member(answer, "detail"));
        client.Dispose();
    }

    [Fact]
    public async Task Too_many_attempts_are_refused_in_the_readers_language()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = Reader(host, "fr");
        for (var i = 0; i < 200; i++)
        {
            using var answer = await client.PostAsJsonAsync("/api/sign-in", new { username = "ann", password = "wrong" });
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
                continue;
            Assert.StartsWith("Trop de tentatives. Réessayez dans ", await Member(answer, "detail"), StringComparison.Ordinal);
            return;
        }
        Assert.Fail("200 wrong passwords were let through.");
    }

    private static HttpClient Reader(AccountsHost host, string language)
    {
        var client = host.Client();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        return client;
    }

    private static async Task<string?> Member(HttpResponseMessage answer, string name) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty(name).GetString();
}
