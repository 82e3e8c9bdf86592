namespace BlazorChat.Web.Features.Accounts;

/// <summary>A session in memory. Read and touched by many threads.</summary>
/// <param name="row">As stored.</param>
/// <param name="password">When its person last gave the password; null: not since this host started, which is when it is forgotten.</param>
internal sealed class LiveSession(SessionEntity row, DateTimeOffset? password)
{
    private long lastSeen = row.LastSeenAt.UtcTicks;
    private long written = row.LastSeenAt.UtcTicks;
    private long passwordAt = password?.UtcTicks ?? 0;
    private object? device = row.DeviceId; // boxed: read and replaced in one step

    public Guid Id { get; } = row.Id;

    public Guid User { get; } = row.UserId;

    public DateTimeOffset CreatedAt { get; } = row.CreatedAt;

    public Guid? Device => (Guid?)Volatile.Read(ref device);

    public DateTimeOffset LastSeen => new(Interlocked.Read(ref lastSeen), TimeSpan.Zero);

    /// <summary>As another host may have stored it since.</summary>
    public void Follow(SessionEntity row)
    {
        if (row.DeviceId is { } bound && Device != bound)
            Bind(bound);
        var seen = row.LastSeenAt.UtcTicks;
        while (Interlocked.Read(ref lastSeen) is var known && known < seen && Interlocked.CompareExchange(ref lastSeen, seen, known) != known)
            continue;
    }

    /// <summary>The password was given again.</summary>
    public void Confirm(DateTimeOffset now) => Interlocked.Exchange(ref passwordAt, now.UtcTicks);

    public bool IsConfirmed(DateTimeOffset now) => now.UtcTicks - Interlocked.Read(ref passwordAt) < SessionLimits.Confirmed.Ticks;

    public void Bind(Guid proved) => Volatile.Write(ref device, proved);

    public void Touch(DateTimeOffset now) => Interlocked.Exchange(ref lastSeen, now.UtcTicks);

    public bool HasExpired(DateTimeOffset now) => now - LastSeen > SessionLimits.Idle || now - CreatedAt > SessionLimits.Longest;

    /// <summary>Whether the stored last use lags far enough behind to be written.</summary>
    public bool IsLastSeenDue(TimeSpan step) => LastSeen.UtcTicks - Interlocked.Read(ref written) >= step.Ticks;

    public void LastSeenWritten(DateTimeOffset value) => Interlocked.Exchange(ref written, value.UtcTicks);
}
