using System.Text.Json;

namespace BlazorChat.Tests.Support;

/// <summary>One file of the vectors that C# and TypeScript share, case by case.</summary>
internal sealed class VectorFile
{
    private readonly Dictionary<string, JsonElement> cases;

    private VectorFile(JsonElement root)
    {
        Root = root;
        cases = root.GetProperty("cases").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, StringComparer.Ordinal);
    }

    public JsonElement Root { get; }

    public JsonElement this[string name] => cases[name];

    public static VectorFile Open(string file)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Vectors", $"{file}.json"));
        using var document = JsonDocument.Parse(stream);
        return new VectorFile(document.RootElement.Clone());
    }

    /// <summary>The names of all cases of these files, for a theory. Never empty: a file without cases proves nothing.</summary>
    public static TheoryData<string, string> Names(params string[] files)
    {
        var names = new TheoryData<string, string>();
        foreach (var file in files)
        {
            var own = Open(file).cases.Keys;
            if (own.Count == 0)
                throw new InvalidDataException($"Vectors/{file}.json has no cases.");
            foreach (var name in own)
                names.Add(file, name);
        }

        return names;
    }
}
