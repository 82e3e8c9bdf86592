using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Tests.Features.Accounts;

public class BlockedPageTests
{
    [Fact]
    public async Task Every_reason_says_which_and_what_to_do_in_both_languages()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        foreach (var language in new[] { "en", "fr" })
        {
            var said = new HashSet<string>(StringComparer.Ordinal);
            foreach (var reason in BlockReason.All)
            {
                var page = await client.PageAsync($"/blocked?reason={reason}", language);
                var sentences = page.QuerySelectorAll("main h1, main p").Select(element => element.TextContent).ToList();
                Assert.Equal(3, sentences.Count);
                Assert.All(sentences, sentence => Assert.DoesNotContain("Blocked.", sentence, StringComparison.Ordinal)); // a text that is missing
                Assert.All(sentences, sentence => Assert.True(said.Add(sentence), sentence));
            }
        }
    }

    [Theory]
    [InlineData("/blocked")]
    [InlineData("/blocked?reason=<script>alert(1)</script>")]
    public async Task An_unknown_reason_is_the_unknown_one(string path)
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();

        Assert.Equal("This browser is not known for your account", (await client.PageAsync(path)).Heading());
    }

    [Theory]
    [InlineData("revoked", "/device?new")]
    [InlineData("dropped", "/device?new")]
    [InlineData("hold", "/device")]
    [InlineData("not-administrator", "/chat")]
    public async Task Who_is_signed_in_has_a_next_step_and_a_way_out(string reason, string next)
    {
        await using var host = await AccountsHost.StartAsync();
        var (_, client) = await host.SignedInAsync("alice");

        var page = await client.PageAsync($"/blocked?reason={reason}");

        Assert.Equal(next, page.QuerySelector("main a.bc-button--primary")!.GetAttribute("href"));
        Assert.Equal("/logout", page.QuerySelector("main form")!.GetAttribute("action"));
    }
}
