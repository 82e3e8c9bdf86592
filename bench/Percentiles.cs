namespace BlazorChat.Bench;

/// <summary>Times of many acts, in milliseconds.</summary>
internal sealed class Percentiles(IEnumerable<TimeSpan> times)
{
    private readonly double[] _sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];

    public double At(double percent) => _sorted.Length == 0 ? double.NaN : _sorted[Math.Min(_sorted.Length - 1, (int)(percent / 100 * _sorted.Length))];
}
