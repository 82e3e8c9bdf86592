namespace BlazorChat.Directories;

/// <summary>What a look at the whole directory found.</summary>
public abstract record DirectoryReading
{
    private DirectoryReading() { }

    /// <summary>Everybody: who is not here is not in the directory, or may not use the chat.</summary>
    /// <param name="Users">In no order.</param>
    /// <param name="Cursor">Where the next look may go on from; null: it cannot.</param>
    public sealed record Whole(IReadOnlyList<DirectoryUser> Users, string? Cursor) : DirectoryReading;

    /// <summary>Those who changed since the cursor; nothing is said of the others, and deletions are not seen.</summary>
    public sealed record Changed(IReadOnlyList<DirectoryUser> Users, string? Cursor) : DirectoryReading;

    /// <summary>It did not answer, or not to the end.</summary>
    /// <param name="Why">For the log and the administrator.</param>
    public sealed record Unreachable(DirectoryFault Why) : DirectoryReading;
}
