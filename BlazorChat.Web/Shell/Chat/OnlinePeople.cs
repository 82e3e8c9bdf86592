using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Presence;

namespace BlazorChat.Web.Shell.Chat;

/// <summary>Who is online, sorted by name, at one moment: one array that the lists of all circuits of this host share.</summary>
public sealed class OnlinePeople : IDisposable
{
    private readonly IPeople people;
    private readonly IPresence presence;
    private readonly Lock gate = new();
    private readonly IDisposable[] subscriptions;
    private ImmutableList<Action> watchers = [];
    private ImmutableArray<OnlinePerson> current = [];

    public OnlinePeople(IPeople people, IPresence presence)
    {
        this.people = people;
        this.presence = presence;
        subscriptions = [people.OnChange(_ => Refresh()), presence.OnChange(_ => Refresh())];
        Refresh();
    }

    public ImmutableArray<OnlinePerson> Current => current;

    /// <summary>Calls back after each change, on a pool thread: be quick. Dispose to stop.</summary>
    public IDisposable OnChange(Action watcher)
    {
        ImmutableInterlocked.Update(ref watchers, list => list.Add(watcher));
        return new Watch(this, watcher);
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
    }

    private void Refresh()
    {
        lock (gate)
        {
            var online = presence.Snapshot.Online;
            Person[] order = [.. InOrder([.. people.Current.ByName.Where(person => online.Contains(person.Id) && !person.Disabled)])];
            // Who went since the snapshot is not shown as there.
            var next = order.Select(person => new OnlinePerson(person, presence.Of(person.Id))).Where(person => person.Seen.IsOnline).ToImmutableArray();
            if (next.SequenceEqual(current))
                return;
            current = next;
        }
        foreach (var watcher in watchers)
            watcher();
    }

    /// <summary>By the names that lead here. All but the few who chose one stand in that order already; the place of each of these is looked for.</summary>
    private static ImmutableArray<Person> InOrder(Person[] byName)
    {
        var chosen = Array.FindAll(byName, person => person.ChosenName is not null);
        if (chosen.Length == 0)
            return ImmutableCollectionsMarshal.AsImmutableArray(byName);
        Array.Sort(chosen, Compare);
        var others = Array.FindAll(byName, person => person.ChosenName is null);
        var merged = ImmutableArray.CreateBuilder<Person>(byName.Length);
        var from = 0;
        foreach (var person in chosen)
        {
            var place = PlaceOf(person, others, from);
            merged.AddRange(others.AsSpan(from..place));
            merged.Add(person);
            from = place;
        }
        merged.AddRange(others.AsSpan(from..));
        return merged.MoveToImmutable();
    }

    /// <summary>Before the first, from there on, that comes after them.</summary>
    private static int PlaceOf(Person person, Person[] others, int from)
    {
        var (low, high) = (from, others.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Compare(others[middle], person) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static int Compare(Person x, Person y) => CultureInfo.InvariantCulture.CompareInfo.Compare(x.ShownName, y.ShownName, CompareOptions.IgnoreCase);

    private sealed class Watch(OnlinePeople owner, Action watcher) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner.watchers, list => list.Remove(watcher));
    }
}

/// <summary>Somebody who is online, and how they are seen.</summary>
public readonly record struct OnlinePerson(Person Person, Seen Seen);
