namespace BlazorChat.Pki.Catalogue;

/// <summary>
/// How many a filter finds, counted once for all who ask until something happens or a moment has passed: who goes through pages asks the same with
/// each, and counting takes as long as the page.
/// </summary>
internal sealed class KnownTotals
{
    /// <summary>Filters that some administrators go through at once.</summary>
    private const int Capacity = 16;

    /// <summary>By the clock alone certificates end; a total may be behind it so long.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly List<Known> known = [];

    /// <param name="filter">What is counted.</param>
    /// <param name="version">Of the books.</param>
    /// <param name="now">The time.</param>
    /// <param name="count">Counts; for all who ask, so nobody's to cancel.</param>
    public Task<int> AskAsync(CertificateFilter filter, long version, DateTimeOffset now, Func<Task<int>> count)
    {
        lock (gate)
        {
            known.RemoveAll(total => total.Version != version || now - total.At > MaxAge || total.Counted.IsFaulted);
            if (known.Find(total => Same(total.Filter, filter)) is { } found)
                return found.Counted;
            if (known.Count == Capacity)
                known.RemoveAt(0);
            // On a thread of its own: SQLite counts where it is asked, and whoever asks may fetch the page meanwhile.
            var made = new Known(filter, version, now, Task.Run(count));
            known.Add(made);
            return made.Counted;
        }
    }

    /// <summary>Lists are equal by what is in them.</summary>
    private static bool Same(CertificateFilter one, CertificateFilter other) =>
        Same(one.Users, other.Users) && Same(one.Serials, other.Serials)
        && one with { Users = null, Serials = null } == other with { Users = null, Serials = null };

    private static bool Same<T>(IReadOnlyCollection<T>? one, IReadOnlyCollection<T>? other) =>
        one is null ? other is null : other is not null && one.Count == other.Count && one.SequenceEqual(other);

    private sealed record Known(CertificateFilter Filter, long Version, DateTimeOffset At, Task<int> Counted);
}
