using System.Collections.Concurrent;

namespace BlazorChat.Pki.Keys;

/// <summary>The keys once <see cref="AuthorityStartup"/> has opened them.</summary>
internal sealed class OpenedAuthority : IDisposable
{
    private readonly ConcurrentBag<AuthorityKeys> _opened = [];
    private volatile AuthorityKeys? _keys;

    public AuthorityKeys Keys => _keys ?? throw new InvalidOperationException("The authority is not open: call AuthorityStartup.OpenAsync before the host runs.");

    public bool IsOpen => _keys is not null;

    /// <summary>Fingerprints of issuing CAs that this installation has and this host's folder has not: installed at another host, whose folder was not copied.</summary>
    public IReadOnlyList<string> Missing { get; set; } = [];

    /// <summary>The keys before stay usable for who borrowed them.</summary>
    public void Open(AuthorityKeys keys)
    {
        _opened.Add(keys);
        _keys = keys;
    }

    public void Dispose()
    {
        foreach (var keys in _opened)
            keys.Dispose();
    }
}
