using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace BlazorChat.Web.Features.Accounts.Names;

/// <summary>Unicode's confusables.txt as the build writes it (Client/names/compile.mjs): a line each of code points in hexadecimal, the character
/// first, then what stands for all that look like it.</summary>
internal static class LookAlikeTable
{
    private const string Resource = "look-alikes.txt";
    private static readonly FrozenDictionary<int, string> Prototypes = Read();

    public static int Count => Prototypes.Count;

    /// <summary>UTS 39 (4): decomposed, each character replaced by its prototype, decomposed again.</summary>
    public static string Map(string text)
    {
        var mapped = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Prototypes.TryGetValue(rune.Value, out var prototype))
                mapped.Append(prototype);
            else
                mapped.Append(rune);
        }
        return mapped.ToString().Normalize(NormalizationForm.FormD);
    }

    private static FrozenDictionary<int, string> Read()
    {
        using var stream = typeof(LookAlikeTable).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var pairs = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            int[] points = [.. line.Split(' ').Select(point => int.Parse(point, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
            pairs.Add(points[0], string.Concat(points[1..].Select(char.ConvertFromUtf32)));
        }
        return pairs.ToFrozenDictionary();
    }
}
