using System.Globalization;
using System.Text.RegularExpressions;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Preferences;
using Bunit;
using Microsoft.AspNetCore.Components;
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
    };

    [Theory, MemberData(nameof(Lists))]
    public void What_can_be_picked_is_what_the_browser_takes(string name, IReadOnlyList<string> offered)
    {
        var client = File.ReadAllText(Repository.Folder("BlazorChat.Web/Client/preferences/preferences.ts"));
        var list = Regex.Match(client, $@"^  {name}: \[(.*)\],$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value;
        offered.ShouldBe(list.Split(", ").Select(value => value.Trim('\'')));
    }

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
        IRenderedComponent<IComponent>[] pickers = [Show<ThemePicker>(language), Show<FontPicker>(language), Show<SizePicker>(language), Show<DensityPicker>(language), Show<ClockPicker>(language)];
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

    private IRenderedComponent<T> Show<T>(string language)
        where T : IComponent
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        return Render<T>();
    }
}
