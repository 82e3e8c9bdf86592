using System.Collections.Immutable;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Somebody as the lists show them.</summary>
public sealed record Person(Guid Id, string Username, string DisplayName, bool Disabled, bool IsAdmin, bool IsAuditor = false)
{
    /// <summary>The hash of their photo. Null: none.</summary>
    public string? Photo { get; init; }

    internal SearchText SearchText { get; } = new(Username, DisplayName);
}

/// <summary>Everyone who ever signed in, at one moment. Immutable: all circuits of a host share it.</summary>
/// <param name="ByName">Sorted by display name, then username.</param>
/// <param name="ById">The same people by id.</param>
public sealed record PeopleSnapshot(ImmutableArray<Person> ByName, ImmutableDictionary<Guid, Person> ById)
{
    public static PeopleSnapshot Empty { get; } = new([], ImmutableDictionary<Guid, Person>.Empty);

    public Person? Find(Guid user) => ById.GetValueOrDefault(user);
}

/// <summary>The people of the installation, kept in memory for lists, names and searches.</summary>
public interface IPeople
{
    PeopleSnapshot Current { get; }

    /// <summary>People who are not disabled and whose username or display name begins with or contains the text, whatever
    /// the case and the accents; those that begin with it first.</summary>
    IReadOnlyList<Person> Search(string query, int limit);

    /// <summary>Calls back after each change with the newest snapshot, on the thread that changed it: be quick. Dispose to stop.</summary>
    IDisposable OnChange(Action<PeopleSnapshot> watcher);
}
