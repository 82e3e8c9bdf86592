using BlazorChat.Web.Storage;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// Told, inside the transaction that changes it, that the keys which receive for these users are different: raise the
/// recipients' version of their conversations, so that a send which is being checked meanwhile is checked again.
/// Write through the database given and nothing else; it is committed, or not, with the change.
/// </summary>
public interface IRecipientsChanged
{
    Task RaiseAsync(ChatDatabase database, IReadOnlyCollection<Guid> users, CancellationToken cancellation);
}
