using System.Collections.Immutable;
using System.Globalization;
using BlazorChat.Web.Features.Accounts.Names;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Keeps the snapshot: one list for all circuits, changed in place of the one person that changed.</summary>
internal sealed class People(ILogger<People> logger) : IPeople
{
    private readonly Lock gate = new();
    private readonly Watchers<PeopleSnapshot> watchers = new(logger);
    private readonly Watchers<Guid> nameWatchers = new(logger);
    private PeopleSnapshot current = PeopleSnapshot.Empty;

    /// <summary>Who is called what; as new as <see cref="Current"/> for whoever writes users.</summary>
    public NamesInUse Names { get; } = new();

    public PeopleSnapshot Current => Volatile.Read(ref current);

    public IDisposable OnChange(Action<PeopleSnapshot> watcher) => watchers.Add(watcher);

    public IDisposable OnNameChosen(Action<Guid> watcher) => nameWatchers.Add(watcher);

    public IReadOnlyList<Person> Search(string query, int limit)
    {
        var text = SearchText.Fold(query.Trim());
        var beginning = new List<Person>();
        var containing = new List<Person>();
        foreach (var person in Current.ByName)
        {
            if (person.Disabled)
                continue;
            var match = person.SearchText.Match(text);
            if (match is SearchMatch.Beginning)
                beginning.Add(person);
            else if (match is SearchMatch.Inside && containing.Count < limit)
                containing.Add(person);
            if (beginning.Count == limit)
                break;
        }
        return [.. beginning.Concat(containing).Take(limit)];
    }

    /// <summary>Reads everyone; once, at start.</summary>
    public async Task LoadAsync(DbContext database, CancellationToken cancellation)
    {
        var people = await database.Set<User>().AsNoTracking().Select(user => ToPerson(user)).ToListAsync(cancellation);
        people.Sort(Order.Instance);
        Names.Load(people);
        lock (gate)
            current = new PeopleSnapshot([.. people.Where(person => !person.Deleted)], people.ToImmutableDictionary(person => person.Id));
        watchers.Tell(Current);
    }

    /// <summary>Takes over a user as just written to the database.</summary>
    public void Set(User user)
    {
        var person = ToPerson(user);
        Person? before;
        lock (gate)
        {
            before = current.Find(person.Id);
            if (person == before)
                return;
            var list = before is null or { Deleted: true } ? current.ByName : current.ByName.RemoveAt(current.ByName.BinarySearch(before, Order.Instance));
            if (!person.Deleted)
                list = list.Insert(~list.BinarySearch(person, Order.Instance), person);
            Names.Set(before, person);
            current = new PeopleSnapshot(list, current.ById.SetItem(person.Id, person));
        }
        watchers.Tell(Current);
        if (before?.ChosenName != person.ChosenName)
            nameWatchers.Tell(person.Id);
    }

    private static Person ToPerson(User user) => new(
        user.Id, user.Username, user.DisplayName, user.IsShutOut, user.Role is UserRole.Administrator, user.Role is UserRole.Auditor, user.DeletedAt is not null,
        user.ChosenName == user.DisplayName ? null : user.ChosenName) { Photo = user.Photo };

    private sealed class Order : IComparer<Person>
    {
        public static readonly Order Instance = new();
        private static readonly CompareInfo Names = CultureInfo.InvariantCulture.CompareInfo;

        public int Compare(Person? x, Person? y)
        {
            var result = Names.Compare(x!.DisplayName, y!.DisplayName, CompareOptions.IgnoreCase);
            if (result == 0)
                result = string.CompareOrdinal(x.Username, y.Username);
            return result != 0 ? result : x.Id.CompareTo(y.Id);
        }
    }
}
