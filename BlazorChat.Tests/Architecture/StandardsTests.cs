using System.Text.RegularExpressions;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Architecture;

/// <summary>docs/standards.md says of each clause which file obeys it and which test shows it: all of them exist, and none is left out.</summary>
public sealed partial class StandardsTests
{
    private static readonly string[] Sections = ["Certificates (BlazorChat.Pki, Client/crypto)", "OCSP", "Enrolment over Secure Transport (BlazorChat.Pki/Est)"];
    private static readonly string[] Sources = ["BlazorChat.Directory", "BlazorChat.Pki", "BlazorChat.Tests", "BlazorChat.Web"];

    private static readonly string[] Lines = File.ReadAllLines(Repository.Folder("docs/standards.md"));

    [Fact]
    public void Every_file_that_it_names_exists()
    {
        var files = Sources.SelectMany(source => Directory.EnumerateFiles(Repository.Folder(source), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            .Where(file => !Built().IsMatch(file)).Select(file => $"/{Path.GetRelativePath(Repository.Folder("."), file)}").ToList();
        var named = Lines.SelectMany(line => Name().Matches(line)).Select(match => match.Groups[1].Value).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(100);
        named.Where(name => !files.Exists(file => file.EndsWith($"/{name.TrimStart('.', '/')}", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_clause_of_certificates_ocsp_and_est_has_its_test()
    {
        var section = "";
        var rows = new List<string>();
        foreach (var line in Lines)
            if (line.StartsWith('#'))
                section = line.TrimStart('#', ' ');
            else if (Sections.Contains(section) && line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| clause", StringComparison.Ordinal))
                rows.Add(line);
        rows.Count.ShouldBeGreaterThan(40);
        rows.Where(row => !Test().IsMatch(row)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"`([\w./-]+\.(?:cs|ts|razor|css))`")]
    private static partial Regex Name();

    [GeneratedRegex(@"Tests(\.cs)?`|\.test\.ts`|\| all \|")]
    private static partial Regex Test();

    [GeneratedRegex("/(bin|obj|node_modules|data)/")]
    private static partial Regex Built();
}
