using BlazorChat.Pki;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>The hosts of the installation that live now, as the database has heard of them.</summary>
public interface IHosts : ILeader
{
    /// <summary>The longest running one first; this one is among them once it has said so.</summary>
    IReadOnlyList<ThisHost> Living { get; }

    /// <summary>There can be no others: the database is this host's own.</summary>
    bool IsAlone { get; }

    /// <summary>Grows each time the others may have forgotten this one: what it keeps for them in the database is written again.</summary>
    int Stay { get; }

    /// <summary>Called after <see cref="Living"/> or <see cref="Stay"/> changed. Quick. Dispose to stop.</summary>
    IDisposable OnChange(Action watcher);
}

/// <summary>The host that has its database for itself.</summary>
internal sealed class OnlyHost(ThisHost host) : IHosts
{
    public IReadOnlyList<ThisHost> Living { get; } = [host];

    public bool IsAlone => true;

    public int Stay => 1;

    public bool Leads => true;

    public IDisposable OnChange(Action watcher) => new Nothing();

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
