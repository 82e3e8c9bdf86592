using System.Collections.Immutable;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Somebody as the lists show them.</summary>
/// <param name="Id">The directory's immutable id.</param>
/// <param name="Username">What they sign in with.</param>
/// <param name="DisplayName">The directory's, which certificates say.</param>
/// <param name="Disabled">Shut out, for whatever reason.</param>
/// <param name="IsAdmin">Administers the installation.</param>
/// <param name="IsAuditor">Sees the administration.</param>
/// <param name="Deleted">The account is gone for good; the name is kept for what others have of this person.</param>
/// <param name="ChosenName">What they call themselves. Nobody has certified it: the display name stands beside it. Null: nothing else.</param>
public sealed record Person(Guid Id, string Username, string DisplayName, bool Disabled, bool IsAdmin, bool IsAuditor = false, bool Deleted = false, string? ChosenName = null)
{
    /// <summary>The hash of their photo. Null: none.</summary>
    public string? Photo { get; init; }

    /// <summary>What others see first.</summary>
    public string ShownName => ChosenName ?? DisplayName;

    /// <summary>Where there is one line for it: what they call themselves, and the certified name beside it.</summary>
    public string BothNames => ChosenName is null ? DisplayName : $"{DisplayName} ({ChosenName})";

    internal SearchText SearchText { get; } = new(Username, DisplayName, ChosenName);
}

/// <summary>The people at one moment. Immutable: all circuits of a host share it.</summary>
/// <param name="ByName">Everyone who ever signed in and whose account is not deleted. Sorted by display name, then username.</param>
/// <param name="ById">The same people, and the deleted, by id.</param>
public sealed record PeopleSnapshot(ImmutableArray<Person> ByName, ImmutableDictionary<Guid, Person> ById)
{
    public static PeopleSnapshot Empty { get; } = new([], ImmutableDictionary<Guid, Person>.Empty);

    public Person? Find(Guid user) => ById.GetValueOrDefault(user);
}

/// <summary>The people of the installation, kept in memory for lists, names and searches.</summary>
public interface IPeople
{
    PeopleSnapshot Current { get; }

    /// <summary>People who are not disabled and whose username, display name or chosen name begins with or contains the text, whatever
    /// the case and the accents; those that begin with it first.</summary>
    IReadOnlyList<Person> Search(string query, int limit);

    /// <summary>Calls back after each change with the newest snapshot, on the thread that changed it: be quick. Dispose to stop.</summary>
    IDisposable OnChange(Action<PeopleSnapshot> watcher);

    /// <summary>Calls back with each who shows another chosen name than before, or none; after <see cref="OnChange"/>, and as quick. Dispose to stop.</summary>
    IDisposable OnNameChosen(Action<Guid> watcher);
}
