namespace BlazorChat.Web.Operations;

/// <summary>
/// The one folder that holds what an installation must not lose: database, the authority's keys, Data Protection keys.
/// Setting <c>Data:Path</c>, default <c>data</c> beside the project (the content root).
/// </summary>
public sealed class DataFolder
{
    public const string Setting = "Data:Path";

    /// <summary>The folder of the Data Protection keys.</summary>
    public const string Keys = "keys";

    /// <summary>The file that lies here while a restore is under way.</summary>
    public const string Unfinished = "restore-unfinished";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private DataFolder(string path) => Path = path;

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A folder in it that only the account of this process may enter, also where the data folder was made by somebody more generous.</summary>
    public DirectoryInfo MakePrivate(string name)
    {
        if (OperatingSystem.IsWindows())
            return Directory.CreateDirectory(Combine(name));
        var folder = Directory.CreateDirectory(Combine(name), OwnerOnly);
        folder.UnixFileMode = OwnerOnly;
        return folder;
    }

    /// <exception cref="StartupException">The folder cannot be made or written.</exception>
    public static DataFolder Open(IConfiguration configuration, string contentRoot)
    {
        var path = System.IO.Path.GetFullPath(configuration[Setting] is { Length: > 0 } set ? set : "data", contentRoot);
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else
                Directory.CreateDirectory(path, OwnerOnly);
            var probe = System.IO.Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{Setting} is {path}, which cannot be written ({e.Message}). Give the user who runs BlazorChat write access to it, or set {Setting} to another folder.", e);
        }
        if (File.Exists(System.IO.Path.Combine(path, Unfinished)))
            throw new StartupException($"A restore into {path} was broken off, or is still under way. Empty that folder, and with PostgreSQL the database, and restore again.");
        return new DataFolder(path);
    }
}
