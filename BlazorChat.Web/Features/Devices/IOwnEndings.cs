using BlazorChat.Pki.Endings;

namespace BlazorChat.Web.Features.Devices;

/// <summary>What of people's keys is due before it ends, by the authority's books and the chains: a pair that no chain names is nobody's to renew.</summary>
public interface IOwnEndings
{
    /// <summary>What this person should do something about, the most pressing first.</summary>
    Task<IReadOnlyList<KeyEnding>> OfAsync(Guid user, CancellationToken cancellation);

    /// <summary>How many devices of everybody did not renew themselves and end within days.</summary>
    Task<int> CountAsync(CancellationToken cancellation);
}
