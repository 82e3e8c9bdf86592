namespace BlazorChat.Tests.Support;

/// <summary>Where the sources and the built host are.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The host's own build output, of the configuration these tests were built in.</summary>
    public static string WebAssembly => Path.Combine(Root, "BlazorChat.Web", "bin", Configuration, "net10.0", "BlazorChat.Web.dll");

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;

    public static string Folder(string name) => Path.Combine(Root, name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BlazorChat.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder.FullName;
    }
}
