namespace BlazorChat.Web.Storage;

/// <summary>Whoever keeps in memory, or passes on, what <see cref="GroupAppend"/> commits.</summary>
public interface ICommitInDoubt
{
    /// <summary>
    /// The answer of a commit was lost and its callers were told to come again: what was written may be there, and nobody here was told. Called once the database
    /// answers again, on the writer's thread; must be quick.
    /// </summary>
    void ReadAgain();
}
