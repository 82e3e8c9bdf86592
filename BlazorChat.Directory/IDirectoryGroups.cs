namespace BlazorChat.Directories;

/// <summary>The groups of a directory, to be proposed where people are chosen. Not registered where it has none.</summary>
public interface IDirectoryGroups
{
    /// <summary>Groups whose name contains the text, ignoring case; at most <paramref name="limit"/>, by name.</summary>
    /// <exception cref="DirectoryUnavailableException">The directory did not answer.</exception>
    Task<IReadOnlyList<DirectoryGroup>> SearchAsync(string query, int limit, CancellationToken cancellation);

    /// <summary>Who is in a group now, directly or through other groups. Null: there is no such group.</summary>
    /// <exception cref="DirectoryUnavailableException">The directory did not answer.</exception>
    Task<DirectoryGroupPeople?> PeopleAsync(Guid group, int limit, CancellationToken cancellation);
}

/// <param name="Id">The directory's immutable id of the group.</param>
/// <param name="Name">What the directory calls it.</param>
public sealed record DirectoryGroup(Guid Id, string Name);

/// <param name="Name">What the directory calls the group.</param>
/// <param name="People">The ids of people in it, at most as many as asked for.</param>
/// <param name="More">There are more, or what is in it is nested too deep to be looked through.</param>
public sealed record DirectoryGroupPeople(string Name, IReadOnlyList<Guid> People, bool More);
