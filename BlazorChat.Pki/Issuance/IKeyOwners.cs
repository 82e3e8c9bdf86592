using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Pki.Issuance;

/// <summary>What the authority asks about the people it certifies; the host answers from its accounts.</summary>
public interface IKeyOwners
{
    /// <summary>
    /// Whether somebody may get certificates at this moment. Asked inside the act that certifies: whoever closes the account afterwards finds the
    /// key, and whoever did before has stopped it here.
    /// </summary>
    /// <param name="user">Whose keys they are to be.</param>
    /// <param name="database">In the act's transaction, to see what other hosts did; null: what this host knows will do, and must cost nothing.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask<bool> MayBeCertifiedAsync(Guid user, DbContext? database, CancellationToken cancellation);
}

/// <summary>Where nobody keeps accounts.</summary>
internal sealed class AnyKeyOwner : IKeyOwners
{
    public ValueTask<bool> MayBeCertifiedAsync(Guid user, DbContext? database, CancellationToken cancellation) => new(true);
}
