namespace BlazorChat.Pki.Catalogue;

/// <param name="Counts">How many stand how.</param>
/// <param name="IssuedByDay">How many began to be valid on each of the last <see cref="Days"/> days of UTC, today's last.</param>
/// <param name="EndingByWeek">
/// How many that are in use end in each of the next <see cref="Weeks"/> weeks, the next seven days first. In use: valid, of people, and no later
/// certificate of the same key has taken their place.
/// </param>
/// <param name="At">When it was so.</param>
public sealed record CertificateSummary(CertificateCounts Counts, IReadOnlyList<int> IssuedByDay, IReadOnlyList<int> EndingByWeek, DateTimeOffset At)
{
    public const int Days = 30;
    public const int Weeks = 13;
}
