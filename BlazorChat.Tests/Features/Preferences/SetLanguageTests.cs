using System.Net;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Features.Preferences;

public class SetLanguageTests
{
    [Fact]
    public async Task The_chosen_language_is_that_of_every_page_until_the_browsers_is_chosen_again()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var page = await client.PageAsync("/login?return=%2Fchat");
        page.DocumentElement.GetAttribute("lang").ShouldBe("en");

        var answer = await client.SubmitPressedAsync(page, "Français");
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Next().ShouldBe("/login?return=%2Fchat");
        var french = await client.PageAsync("/login");
        french.DocumentElement.GetAttribute("lang").ShouldBe("fr");
        french.QuerySelector("button[value=fr]")!.GetAttribute("aria-pressed").ShouldBe("true");
        french.QuerySelector("button[value=en]")!.GetAttribute("aria-pressed").ShouldBe("false");

        (await client.SubmitPressedAsync(french, "English")).StatusCode.ShouldBe(HttpStatusCode.Found);
        (await client.PageAsync("/login", "fr")).DocumentElement.GetAttribute("lang").ShouldBe("en");
    }

    [Theory]
    [InlineData("de")]
    [InlineData("fr|uic=xx")]
    [InlineData("")]
    public async Task Another_language_is_none(string language)
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        var page = await client.PageAsync("/login");
        await client.SubmitPressedAsync(page, "Français");
        var answer = await client.SubmitPressedAsync(page, "English", language);
        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        (await client.PageAsync("/login")).DocumentElement.GetAttribute("lang").ShouldBe("en");
    }

    [Fact]
    public async Task Another_site_sets_no_language_and_is_led_nowhere()
    {
        await using var host = await AccountsHost.StartAsync();
        using var client = host.Client();
        using var form = new FormUrlEncodedContent([new("language", "fr"), new("return", "/login")]);
        (await client.PostAsync("/language", form)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PageAsync("/login")).DocumentElement.GetAttribute("lang").ShouldBe("en");

        var page = await client.PageAsync("/login");
        page.QuerySelector(".bc-languages input[name=return]")!.SetAttribute("value", "//evil.example");
        (await client.SubmitPressedAsync(page, "Français")).Next().ShouldBe("/");
    }
}
