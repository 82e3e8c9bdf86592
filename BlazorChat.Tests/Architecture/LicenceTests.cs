using System.Text.Json;
using System.Xml.Linq;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Trust;
using Shouldly;

namespace BlazorChat.Tests.Architecture;

/// <summary>What is part of the program stands on its page of licences.</summary>
public class LicenceTests
{
    private static readonly string[] Projects = ["BlazorChat.Web", "BlazorChat.Pki", "BlazorChat.Directory"];

    [Fact]
    public void Every_package_of_the_program_is_listed_with_its_licence_and_no_other()
    {
        var nuget = Projects
            .SelectMany(project => XDocument.Load(Repository.Folder($"{project}/{project}.csproj")).Descendants("PackageReference"))
            .Where(package => package.Attribute("PrivateAssets") is null)
            .Select(package => package.Attribute("Include")!.Value);
        using var client = JsonDocument.Parse(File.ReadAllText(Repository.Folder("BlazorChat.Web/Client/package.json")));
        var npm = Names("dependencies").Concat(Names("devDependencies").Where(name => name.StartsWith("@fontsource/", StringComparison.Ordinal) || name is "emojibase-data" or "unhomoglyph"));

        Licence.All.Select(licence => licence.Name).Where(name => name != "SQLite").ShouldBe(nuget.Concat(npm).Distinct(), ignoreOrder: true);

        IEnumerable<string> Names(string kind) => client.RootElement.GetProperty(kind).EnumerateObject().Select(package => package.Name);
    }

    [Fact]
    public void The_licence_of_a_package_of_the_client_is_the_one_it_names()
    {
        foreach (var licence in Licence.All)
        {
            var file = Repository.Folder($"BlazorChat.Web/Client/node_modules/{licence.Name}/package.json");
            if (!File.Exists(file))
                continue; // of another kind
            using var package = JsonDocument.Parse(File.ReadAllText(file));
            package.RootElement.GetProperty("license").GetString().ShouldBe(licence.Id, licence.Name);
        }
    }
}
