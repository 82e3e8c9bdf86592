namespace BlazorChat.Pki.Catalogue;

/// <summary>
/// What takes long to work out about a filter, worked out once for all who ask until something happens or a while has passed. Who goes through
/// pages asks the same with each, and several administrators look at once.
/// </summary>
/// <param name="maxAge">By the clock alone certificates end; an answer may be behind it so long.</param>
/// <param name="capacity">Filters that are remembered.</param>
internal sealed class SharedWork<T>(TimeSpan maxAge, int capacity = 1)
{
    private readonly Lock gate = new();
    private readonly List<Known> known = [];

    /// <param name="filter">What it is about.</param>
    /// <param name="version">Of the books.</param>
    /// <param name="now">The time.</param>
    /// <param name="work">Is done for all who ask, so nobody's to cancel.</param>
    public Task<T> AskAsync(CertificateFilter filter, long version, DateTimeOffset now, Func<Task<T>> work)
    {
        lock (gate)
        {
            known.RemoveAll(answer => answer.Version != version || answer.Work.IsFaulted || now - answer.Begun > maxAge);
            if (known.Find(answer => Same(answer.Filter, filter)) is { } found)
                return found.Work;
            if (known.Count == capacity)
                known.RemoveAt(0);
            // On a thread of its own: SQLite works where it is asked, and a walk along 100,000 rows must not hold up the circuit that asks.
            var made = new Known(filter, version, now, Task.Run(work));
            known.Add(made);
            return made.Work;
        }
    }

    /// <summary>Lists are equal by what is in them.</summary>
    private static bool Same(CertificateFilter one, CertificateFilter other) =>
        Same(one.Users, other.Users) && Same(one.Serials, other.Serials)
        && one with { Users = null, Serials = null } == other with { Users = null, Serials = null };

    private static bool Same<TItem>(IReadOnlyCollection<TItem>? one, IReadOnlyCollection<TItem>? other) =>
        one is null ? other is null : other is not null && one.Count == other.Count && one.SequenceEqual(other);

    private sealed record Known(CertificateFilter Filter, long Version, DateTimeOffset Begun, Task<T> Work);
}
