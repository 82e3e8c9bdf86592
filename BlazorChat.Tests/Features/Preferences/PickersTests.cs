using System.Globalization;
using System.Text.RegularExpressions;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Preferences;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Preferences;

public sealed class PickersTests : BunitContext
{
    public PickersTests() => Services.AddLocalization();

    public static TheoryData<string, IReadOnlyList<string>> Lists => new()
    {
        { "theme", ThemePicker.Themes },
        { "font", FontPicker.Fonts },
        { "size", SizePicker.Sizes },
        { "density", DensityPicker.Densities },
        { "clock", ClockPicker.Clocks },
        { "emoticons", EmoticonPicker.Wanted },
        { "typing", TypingPicker.Wanted },
    };

    [Theory, MemberData(nameof(Lists))]
    public void What_can_be_picked_is_what_the_browser_takes(string name, IReadOnlyList<string> offered)
    {
        var client = File.ReadAllText(Repository.Folder("BlazorChat.Web/Client/preferences/preferences.ts"));
        var list = Regex.Match(client, $@"^  {name}: \[(.*)\],$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value;
        offered.ShouldBe(list.Split(", ").Select(value => value.Trim('\'')));
    }

    [Fact]
    public void The_sizes_offered_for_the_window_are_those_that_the_browser_does_not_call_ones_own()
    {
        var client = File.ReadAllText(Repository.Folder("BlazorChat.Web/Client/preferences/window-size.element.ts"));
        client.ShouldContain($"const offered = [{string.Join(", ", WindowPicker.Sizes.Select(size => $"'{size}'"))}];");
        var picker = Show<WindowPicker>("fr");
        picker.FindAll("chat-choice[name=window] input").Select(field => field.GetAttribute("value")).ShouldBe(WindowPicker.Sizes);
        picker.FindAll("chat-window-size").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(null, "As the browser")]
    [InlineData("fr", "Français")]
    [InlineData("de", "As the browser")]
    public void The_language_that_was_chosen_is_pressed(string? chosen, string pressed)
    {
        Services.AddSingleton<AntiforgeryStateProvider, NoToken>();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var http = new DefaultHttpContext();
        if (chosen is not null)
            http.Request.Headers.Cookie = $"{CookieRequestCultureProvider.DefaultCookieName}=c%3D{chosen}%7Cuic%3D{chosen}";
        var picker = Render<LanguagePicker>(parameters => parameters.AddCascadingValue<HttpContext>(http).Add(it => it.WithBrowser, true));

        picker.Find("button[aria-pressed=true]").TextContent.ShouldBe(pressed);
        picker.Find("button[lang=fr]").TextContent.ShouldBe("Français");
        (picker.Find("form").GetAttribute("action"), picker.Find("input[name=return]").GetAttribute("value")).ShouldBe(("/language", "/"));
    }

    [Fact]
    public void Within_a_circuit_which_has_no_cookies_no_language_is_offered() => Show<LanguagePicker>("en").Markup.ShouldBeEmpty();

    [Theory]
    [InlineData("en", "Theme", "As the system")]
    [InlineData("fr", "Thème", "Comme le système")]
    public void A_theme_is_picked_by_its_name_beside_a_piece_of_it(string language, string legend, string first)
    {
        var picker = Show<ThemePicker>(language);

        picker.Find("chat-choice").GetAttribute("name").ShouldBe("theme");
        picker.Find("legend").TextContent.ShouldBe(legend);
        picker.FindAll("label")[0].TextContent.Trim().ShouldBe(first);
        picker.FindAll("input[type=radio][name=theme]").Select(field => field.GetAttribute("value")).ShouldBe(ThemePicker.Themes);
        picker.FindAll(".bc-swatch[aria-hidden=true]").Count.ShouldBe(ThemePicker.Themes.Count);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void Every_choice_has_its_word_in_both_languages(string language)
    {
        IRenderedComponent<IComponent>[] pickers = [
            Show<ThemePicker>(language), Show<FontPicker>(language), Show<SizePicker>(language), Show<DensityPicker>(language), Show<ClockPicker>(language),
            Show<EmoticonPicker>(language)];
        foreach (var picker in pickers)
        {
            var words = picker.FindAll("label > span:last-child").Select(word => word.TextContent).ToList();
            words.Distinct().Count().ShouldBe(words.Count);
            // A text that is missing is its key.
            words.ShouldAllBe(word => word.Length > 0 && !Regex.IsMatch(word, "^[a-z]+-", RegexOptions.None, TimeSpan.FromSeconds(1)));
        }
    }

    [Fact]
    public void An_accent_has_a_field_with_a_label_and_a_way_back()
    {
        var picker = Show<AccentPicker>("en");

        picker.Find("chat-choice").GetAttribute("name").ShouldBe("accent");
        picker.Find("label:has(input[type=color])").TextContent.Trim().ShouldBe("Own colour");
        picker.Find("button[data-none]").TextContent.ShouldBe("Use the theme’s");
    }

    private sealed class NoToken : AntiforgeryStateProvider
    {
        public override AntiforgeryRequestToken? GetAntiforgeryToken() => null;
    }

    private IRenderedComponent<T> Show<T>(string language)
        where T : IComponent
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return Render<T>();
    }
}
