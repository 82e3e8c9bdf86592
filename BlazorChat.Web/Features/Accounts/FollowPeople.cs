using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Keeps people and sessions as other hosts change them.</summary>
internal sealed class FollowPeople(Users users, SessionRegistry sessions) : IFollowHostChanges
{
    public IReadOnlyList<string> Kinds { get; } = [HostChangeKinds.User, HostChangeKinds.Session];

    public Task FollowAsync(HostChange change, CancellationToken cancellation)
    {
        var id = Guid.ParseExact(change.Key, "D");
        return change.Kind == HostChangeKinds.User
            ? FollowUserAsync(id, cancellation)
            : sessions.FollowAsync(id, Enum.TryParse<SessionEndReason>(change.Why, out var reason) ? reason : SessionEndReason.SignedOut, cancellation);
    }

    public async Task ReadAgainAsync(CancellationToken cancellation)
    {
        await users.FollowAllAsync(cancellation);
        await sessions.FollowAllAsync(cancellation);
    }

    private async Task FollowUserAsync(Guid user, CancellationToken cancellation)
    {
        // Shut out while they signed in here: who did it may not have seen that session.
        if (await users.FollowAsync(user, cancellation) is { IsShutOut: true } row)
            await sessions.EndUserAsync(user, row.DeletedAt is null ? SessionEndReason.AccountDisabled : SessionEndReason.AccountDeleted, cancellation);
    }
}
