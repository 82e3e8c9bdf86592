namespace BlazorChat.Pki.Keys;

/// <summary>The keys once <see cref="AuthorityStartup"/> has opened them.</summary>
internal sealed class OpenedAuthority : IDisposable
{
    private AuthorityKeys? _keys;

    public AuthorityKeys Keys => _keys ?? throw new InvalidOperationException("The authority is not open: call AuthorityStartup.OpenAsync before the host runs.");

    public bool IsOpen => _keys is not null;

    public void Open(AuthorityKeys keys) => _keys = keys;

    public void Dispose() => _keys?.Dispose();
}
