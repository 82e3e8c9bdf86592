using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Features.Presence;

/// <summary>Keeps what people have chosen to be seen as, as other hosts change it.</summary>
internal sealed class FollowStatuses(Statuses statuses) : IFollowHostChanges
{
    public IReadOnlyList<string> Kinds { get; } = [HostChangeKinds.Status];

    public Task FollowAsync(HostChange change, CancellationToken cancellation) => statuses.FollowAsync(Guid.ParseExact(change.Key, "D"), cancellation);

    /// <summary>Who is seen as usual again since has no row: read with those who have one.</summary>
    public Task ReadAgainAsync(CancellationToken cancellation) => statuses.LoadAsync(cancellation);
}
