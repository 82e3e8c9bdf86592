using System.Collections.Immutable;
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
    private ImmutableArray<Person> current = [];

    public OnlinePeople(IPeople people, IPresence presence)
    {
        this.people = people;
        this.presence = presence;
        subscriptions = [people.OnChange(_ => Refresh()), presence.OnChange(_ => Refresh())];
        Refresh();
    }

    public ImmutableArray<Person> Current => current;

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
            ImmutableArray<Person> next = [.. people.Current.ByName.Where(person => online.Contains(person.Id) && !person.Disabled)];
            if (next.SequenceEqual(current))
                return;
            current = next;
        }
        foreach (var watcher in watchers)
            watcher();
    }

    private sealed class Watch(OnlinePeople owner, Action watcher) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref owner.watchers, list => list.Remove(watcher));
    }
}
