namespace BlazorChat.Web.Storage;

public enum AppendFailure
{
    /// <summary>More work is waiting than the writer takes on, or the database stayed locked: try again soon.</summary>
    Busy,

    /// <summary>The disk (or the quota of the database) is full. Nothing of the group was written.</summary>
    Full,

    /// <summary>The host is going down and takes no more work.</summary>
    Stopping,

    /// <summary>The database failed the whole group; nothing of it was written.</summary>
    Broken,
}

/// <summary>The append did not happen, for a reason that lies with the storage and not with the row.</summary>
public sealed class AppendException(AppendFailure failure, Exception? inner = null) : Exception($"The append did not happen: {failure}.", inner)
{
    public AppendFailure Failure { get; } = failure;
}
