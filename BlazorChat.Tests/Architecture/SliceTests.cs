using System.Text.RegularExpressions;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Architecture;

/// <summary>Who may use whom, read off the sources: docs/architecture.md is kept true by this.</summary>
public partial class SliceTests
{
    private static readonly string[] Plumbing = ["Protocol", "Relay", "Storage", "Operations"];

    /// <summary>What each slice may use besides itself and the plumbing.</summary>
    private static readonly Dictionary<string, string[]> Slices = new()
    {
        ["Accounts"] = [],
        ["Devices"] = ["Accounts"],
        ["Conversations"] = ["Accounts", "Devices"],
        ["Messages"] = ["Accounts", "Devices", "Conversations"],
        ["Presence"] = ["Accounts", "Conversations"],
        ["Preferences"] = ["Accounts"],
        ["Trust"] = ["Accounts", "Devices"],
        ["Admin"] = ["Accounts", "Devices", "Conversations", "Messages", "Presence"],
    };

    [Fact]
    public void Slices_use_only_the_slices_before_them()
    {
        var wrong = from file in Sources("BlazorChat.Web/Features")
                    where Path.GetFileName(file.Path) != "_Imports.razor"       // names for all pages, used or not
                    let slice = Part(file, "Features")
                    from used in UsedFeatures().Matches(file.Text).Select(match => match.Groups[1].Value)
                    where used != slice && !Slices[slice].Contains(used)
                    select $"{file.Path} uses {used}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_slice_is_in_the_list() =>
        Directory.GetDirectories(Repository.Folder("BlazorChat.Web/Features")).Select(Path.GetFileName).ShouldBeSubsetOf(Slices.Keys);

    [Fact]
    public void Plumbing_knows_no_feature_and_no_shell()
    {
        var wrong = from folder in Plumbing
                    from file in Sources($"BlazorChat.Web/{folder}")
                    where file.Text.Contains("BlazorChat.Web.Features", StringComparison.Ordinal) || file.Text.Contains("BlazorChat.Web.Shell", StringComparison.Ordinal)
                    select file.Path;
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Features_know_no_shell()
    {
        // _Imports gives pages the layout; code may not reach into the shell.
        var wrong = Sources("BlazorChat.Web/Features").Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal) && file.Text.Contains("BlazorChat.Web.Shell", StringComparison.Ordinal));
        wrong.Select(file => file.Path).ShouldBeEmpty();
    }

    [Fact]
    public void The_protocol_does_no_input_or_output()
    {
        var wrong = Sources("BlazorChat.Web/Protocol").Where(file => Io().IsMatch(file.Text));
        wrong.Select(file => file.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Authority_and_directory_use_nothing_of_ours()
    {
        typeof(BlazorChat.Pki.PkiAssembly).Assembly.GetReferencedAssemblies().ShouldNotContain(name => name.Name!.StartsWith("BlazorChat", StringComparison.Ordinal));
        typeof(Directories.DirectoryAssembly).Assembly.GetReferencedAssemblies().ShouldNotContain(name => name.Name!.StartsWith("BlazorChat", StringComparison.Ordinal));
    }

    [Fact]
    public void The_island_is_handed_ids_and_listened_to_by_nobody()
    {
        foreach (var name in new[] { "Timeline.razor", "Composer.razor", "EmojiPicker.razor" })
        {
            var text = File.ReadAllText(Repository.Folder($"BlazorChat.Web/Features/Messages/{name}"));
            Regex.IsMatch(text, @"@(bind|on[a-z]+)\b").ShouldBeFalse($"{name} binds or listens");
        }
    }

    [Fact]
    public void No_file_names_a_package_registry_or_a_path_of_a_machine()
    {
        // Lock files of npm would carry both.
        var lockFile = File.ReadAllText(Repository.Folder("BlazorChat.Web/Client/package-lock.json"));
        lockFile.ShouldNotContain("\"resolved\"");
    }

    private static string Part((string Path, string Text) file, string after) =>
        file.Path.Split('/').SkipWhile(part => part != after).Skip(1).First();

    private static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        Directory.EnumerateFiles(Repository.Folder(folder), "*.*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(file => (Path.GetRelativePath(Repository.Folder(""), file).Replace('\\', '/'), File.ReadAllText(file)));

    [GeneratedRegex(@"BlazorChat\.Web\.Features\.(\w+)")]
    private static partial Regex UsedFeatures();

    [GeneratedRegex(@"System\.IO\b|System\.Net\b|EntityFrameworkCore|HttpContext|\bFile\.|\bTask\b")]
    private static partial Regex Io();
}
