using System.Collections.Frozen;

namespace BlazorChat.Directories.Embedded;

/// <summary>Passwords that everybody tries first: the bundled list (its sources and licences lie beside it).</summary>
internal static class CommonPasswords
{
    private const string Resource = "BlazorChat.Directories.Embedded.common-passwords.txt";
    private static readonly Lazy<FrozenSet<string>> List = new(Read);

    public static int Count => List.Value.Count;

    /// <summary>Whether a normalised password is on the list, whatever its case.</summary>
    public static bool Contains(string password) => List.Value.Contains(password.ToLowerInvariant());

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {Resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
