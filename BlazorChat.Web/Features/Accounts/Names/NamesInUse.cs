using System.Collections.Immutable;

namespace BlazorChat.Web.Features.Accounts.Names;

/// <summary>Whose names look like what, by <see cref="NameKeys"/>: display name, chosen name and username of everybody, the disabled and the
/// deleted too, whose names others still read. Two look-ups answer however many there are.</summary>
internal sealed class NamesInUse
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ImmutableArray<Guid>> owners = new(StringComparer.Ordinal);

    /// <summary>Everybody; once, at start.</summary>
    public void Load(IReadOnlyCollection<Person> people)
    {
        var keys = people.AsParallel().Select(person => (person.Id, Keys: KeysOf(person))).ToList();
        lock (gate)
        {
            owners.Clear();
            owners.EnsureCapacity(people.Count * 3);
            foreach (var (user, all) in keys)
                Add(user, all);
        }
    }

    public void Set(Person? before, Person now)
    {
        if (before is not null && (before.Username, before.DisplayName, before.ChosenName) == (now.Username, now.DisplayName, now.ChosenName))
            return;
        var (old, all) = (before is null ? [] : KeysOf(before), KeysOf(now));
        lock (gate)
        {
            foreach (var key in old)
                Remove(now.Id, key);
            Add(now.Id, all);
        }
    }

    /// <summary>Whether somebody may call themselves so: nobody else is called like it, but for what the directory calls them anyway.</summary>
    public bool MayBear(Person person, NameKeys name) => Owners(BeyondOwn(person, name)).All(owner => owner == person.Id);

    /// <summary>Who else has chosen a name like those that the directory has for somebody.</summary>
    public IReadOnlyList<Guid> ChosenLike(User user, PeopleSnapshot people)
    {
        var (username, displayName) = (NameKeys.Of(user.Username), NameKeys.Of(user.DisplayName));
        var keys = username.All.Concat(displayName.All).ToHashSet(StringComparer.Ordinal);
        return [.. Owners(keys).Distinct().Where(owner =>
            owner != user.Id && people.Find(owner) is { ChosenName: { } chosen } other && BeyondOwn(other, NameKeys.Of(chosen)).Any(keys.Contains))];
    }

    private static IEnumerable<string> BeyondOwn(Person person, NameKeys name) => name.All.Except(NameKeys.Of(person.DisplayName).All, StringComparer.Ordinal);

    private List<Guid> Owners(IEnumerable<string> keys)
    {
        lock (gate)
            return [.. keys.SelectMany(key => owners.GetValueOrDefault(key, []))];
    }

    private static HashSet<string> KeysOf(Person person) =>
    [
        .. NameKeys.Of(person.Username).All, .. NameKeys.Of(person.DisplayName).All,
        .. person.ChosenName is { } chosen ? NameKeys.Of(chosen).All : [],
    ];

    private void Add(Guid user, IEnumerable<string> keys)
    {
        foreach (var key in keys)
            owners[key] = owners.GetValueOrDefault(key, []).Add(user);
    }

    private void Remove(Guid user, string key)
    {
        var rest = owners[key].Remove(user);
        if (rest.IsEmpty)
            owners.Remove(key);
        else
            owners[key] = rest;
    }
}
