namespace BlazorChat.Web.Features.Messages;

/// <summary>What a host remembers of a session, so that a send by it costs no query.</summary>
internal sealed class SessionState(Guid user, Guid device, DateTimeOffset at, long? firstN)
{
    private long _firstN = firstN ?? 0;
    private long _acceptedVersion = -1;

    public Guid User => user;

    public Guid Device => device;

    public DateTimeOffset At => at;

    /// <summary>The counter of its first message, 0 before one is known.</summary>
    public long FirstN
    {
        get => Volatile.Read(ref _firstN);
        set => Volatile.Write(ref _firstN, value);
    }

    /// <summary>
    /// The recipients' version at which it was granted to exactly the recipients; -1: none yet. Only exact agreement is remembered: one
    /// that leaves out who was added in the last minute holds no longer than that.
    /// </summary>
    public long AcceptedVersion
    {
        get => Volatile.Read(ref _acceptedVersion);
        set => Volatile.Write(ref _acceptedVersion, value);
    }
}
