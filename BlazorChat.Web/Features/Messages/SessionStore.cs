using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace BlazorChat.Web.Features.Messages;

/// <summary>The sessions in the database, with what sends ask for kept in memory.</summary>
internal sealed class SessionStore(IDbContextFactory<ChatDatabase> databases) : IDisposable
{
    /// <summary>Sessions in memory: about 30 MB when full.</summary>
    private const int MaxRemembered = 100_000;

    private readonly MemoryCache _remembered = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    public void Dispose() => _remembered.Dispose();

    public ValueTask<SessionState?> FindAsync(ConversationId conversation, SessionKeyId key, CancellationToken cancellationToken) =>
        _remembered.TryGetValue((conversation, key), out SessionState? known)
            ? ValueTask.FromResult(known)
            : new ValueTask<SessionState?>(LoadAsync(conversation, key, cancellationToken));

    /// <summary>The enc kids the session was granted to so far.</summary>
    public async Task<HashSet<Kid>> GrantedAsync(ConversationId conversation, SessionKeyId key, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var parts = await Grants(database, conversation, key).Select(grant => grant.Kids).ToListAsync(cancellationToken);
        return [.. parts.SelectMany(WrappedKeys.Unpack)];
    }

    public static IQueryable<SessionGrant> Grants(ChatDatabase database, ConversationId conversation, SessionKeyId key) =>
        database.Set<SessionGrant>().AsNoTracking().Where(grant => grant.ConversationId == conversation.Value && grant.Key == key.Value);

    private async Task<SessionState?> LoadAsync(ConversationId conversation, SessionKeyId key, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var row = await database.Set<MessageSession>().AsNoTracking()
            .Where(session => session.ConversationId == conversation.Value && session.Key == key.Value)
            .Select(session => new { session.User, session.Device, session.At, session.FirstN })
            .FirstOrDefaultAsync(cancellationToken);
        if (row is null)
            return null;
        // Whoever comes second takes what the first put there: all senders share one state.
        return _remembered.GetOrCreate((conversation, key), entry =>
        {
            entry.Size = 1;
            return new SessionState(row.User, row.Device, row.At, row.FirstN);
        });
    }
}
