namespace BlazorChat.Directories;

/// <summary>The photos of a directory's people. Not registered where it has none, or where the settings switch them off.</summary>
public interface IDirectoryPhotos
{
    /// <summary>Somebody's photo. Null: there is none, or none that can be shown, which is then in the log; it is never an error of the person's.</summary>
    /// <exception cref="DirectoryUnavailableException">The directory did not answer.</exception>
    Task<DirectoryPhoto?> FindAsync(Guid user, CancellationToken cancellation);
}
