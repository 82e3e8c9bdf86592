using System.Text.RegularExpressions;
using System.Xml.Linq;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Admin.Settings;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin.Settings;

/// <summary>The page and docs/configuration.md know the same settings with the same defaults.</summary>
public partial class KnownSettingsTests
{
    [Fact]
    public void Every_documented_setting_is_on_the_page()
    {
        var known = KnownSettings.All.Select(setting => setting.Key).ToList();
        Documented().Select(row => row.Key).Where(key => !known.Contains(key)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_setting_on_the_page_is_documented_or_belongs_to_one_that_is()
    {
        var documented = Documented().Select(row => new KnownSetting(default, row.Key)).ToList();
        documented.Count.ShouldBeGreaterThan(50);
        KnownSettings.All.Where(setting => !documented.Exists(row => row.Key == setting.Key || row.Is(setting.Key))).Select(setting => setting.Key)
            .ShouldBe(["Logging:LogLevel:NAME"], "log levels by category are ASP.NET's");
    }

    [Fact]
    public void The_defaults_are_those_documented()
    {
        var compared = 0;
        foreach (var (key, said) in Documented())
        {
            var setting = KnownSettings.All.Single(setting => setting.Key == key);
            if (TwoDefaults().Match(said) is { Success: true } two)
                (setting.Default, setting.ActiveDirectory).ShouldBe((two.Groups[1].Value, two.Groups[2].Value), key);
            else if (OneDefault().Match(said) is { Success: true } one)
                (setting.Default ?? "none").ShouldBe(one.Groups[1].Value, key);
            else
                continue;
            compared++;
        }
        compared.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Words_for_defaults_are_for_settings_that_there_are()
    {
        var names = XDocument.Load(Repository.Folder("BlazorChat.Web/Features/Admin/Settings/SettingsTexts.resx")).Root!.Elements("data")
            .Select(data => data.Attribute("name")!.Value).Where(name => name.StartsWith("Default-", StringComparison.Ordinal)).Select(name => name["Default-".Length..]).ToList();
        names.ShouldNotBeEmpty();
        names.ShouldBeSubsetOf(KnownSettings.All.Where(setting => setting.Default is null).Select(setting => setting.Key));
    }

    [Theory]
    [InlineData("Https:Names:0", "https:NAMES:12", true)]
    [InlineData("Https:Names:0", "Https:Names:first", false)]
    [InlineData("Https:Names:0", "Https:Names", false)]
    [InlineData("Kestrel:Endpoints:NAME:Url", "Kestrel:Endpoints:Est:Url", true)]
    [InlineData("Kestrel:Endpoints:…", "Kestrel:Endpoints:Est:Certificate:Password", true)]
    [InlineData("Kestrel:Endpoints:…", "Kestrel:Endpoints", false)]
    public void A_pattern_fits_what_it_stands_for(string pattern, string key, bool fits) => new KnownSetting(default, pattern).Is(key).ShouldBe(fits);

    /// <summary>
    /// Of the tables of settings: in the first cell <c>`:1`, …</c> goes on with numbers, and <c>`:Mail`</c> stands for the key before it with another end.
    /// </summary>
    private static IEnumerable<(string Key, string Default)> Documented()
    {
        foreach (var line in File.ReadLines(Repository.Folder("docs/configuration.md")).TakeWhile(line => line != "## The data folder"))
        {
            if (!line.StartsWith("| `", StringComparison.Ordinal))
                continue;
            var cells = Cells().Split(line);
            string? first = null;
            foreach (var code in Code().Matches(cells[1]).Select(match => match.Groups[1].Value))
            {
                if (code is [':', var next, ..] && char.IsAsciiDigit(next))
                    continue;
                var key = code.StartsWith(':') ? first![..first!.LastIndexOf(':')] + code : code;
                first ??= key;
                yield return (key, cells[3].Trim());
            }
        }
    }

    // A bar inside code is part of it: a filter has some.
    [GeneratedRegex(@"\|(?=(?:[^`]*`[^`]*`)*[^`]*$)")]
    private static partial Regex Cells();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("^`?([^` ]+)`?$")]
    private static partial Regex OneDefault();

    [GeneratedRegex("^`([^`]+)`; `([^`]+)`$")]
    private static partial Regex TwoDefaults();
}
