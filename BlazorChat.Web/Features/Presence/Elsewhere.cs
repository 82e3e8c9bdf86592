namespace BlazorChat.Web.Features.Presence;

/// <summary>Who has windows on other hosts, as those have told.</summary>
/// <param name="changed">Called after each change, with whose it is, without a lock.</param>
internal sealed class Elsewhere(Action<Guid> changed)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, Dictionary<Guid, Here>> hosts = [];

    public Here Of(Guid user)
    {
        lock (gate)
        {
            var most = Here.Nowhere;
            foreach (var (_, users) in hosts)
            {
                if (users.TryGetValue(user, out var here) && here > most)
                    most = here;
            }
            return most;
        }
    }

    /// <summary>Takes over what a host says of its users.</summary>
    public void Set(Guid host, IReadOnlyCollection<(Guid User, Here Here)> told)
    {
        lock (gate)
        {
            if (!hosts.TryGetValue(host, out var users))
                hosts[host] = users = [];
            foreach (var (user, here) in told)
            {
                if (here is Here.Nowhere)
                    users.Remove(user);
                else
                    users[user] = here;
            }
        }
        foreach (var (user, _) in told)
            changed(user);
    }

    /// <summary>The host is gone, or is read anew: nobody is there any more, but those that <see cref="Set"/> then names.</summary>
    public void Forget(Guid host)
    {
        Dictionary<Guid, Here>? users;
        lock (gate)
            hosts.Remove(host, out users);
        foreach (var user in users?.Keys ?? Enumerable.Empty<Guid>())
            changed(user);
    }

    public IReadOnlyList<Guid> Hosts()
    {
        lock (gate)
            return [.. hosts.Keys];
    }
}
