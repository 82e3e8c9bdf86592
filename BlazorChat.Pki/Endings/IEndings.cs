namespace BlazorChat.Pki.Endings;

/// <summary>
/// The one place that decides what is due before it ends. Whatever was renewed, rolled over or revoked is not in the answer: asking again is
/// how a notice is settled. Whether a chain still names a key, the authority does not know; callers leave out what it does not.
/// </summary>
public interface IEndings
{
    /// <summary>CAs first. From memory: it may be asked at every look.</summary>
    IReadOnlyList<AuthorityEnding> OfAuthority();

    /// <summary>What this person should do something about, the most pressing first. Of devices those that did not renew themselves.</summary>
    Task<IReadOnlyList<KeyEnding>> OfUserAsync(Guid user, CancellationToken cancellation);

    /// <summary>Devices of everybody that did not renew themselves and have not ended yet, recovery pairs left aside.</summary>
    Task<IReadOnlyList<KeyEnding>> OfDevicesAsync(CancellationToken cancellation);
}
