using System.Security.Cryptography;

namespace BlazorChat.Web.Shell.Chat;

/// <summary>
/// Lets a redraw happen at once after a quiet time, and otherwise at most every <paramref name="interval"/>: a busy installation
/// must not redraw 5,000 lists for each person who comes or goes. Waits differ by chance, up to a quarter more, or all the lists that one event
/// started would be redrawn in the same moments ever after, and messages would wait for them.
/// </summary>
internal sealed class Pace(TimeProvider clock, TimeSpan interval, Func<Task> redraw) : IDisposable
{
    private readonly Lock gate = new();
    private readonly OwnContext own = new();
    private ITimer? timer;
    private long? last;
    private bool disposed;

    /// <summary>Something changed. Any thread.</summary>
    public void Ask()
    {
        lock (gate)
        {
            if (disposed || timer is not null)
                return;
            var wait = last is { } before ? interval + Spread() - clock.GetElapsedTime(before) : TimeSpan.Zero;
            timer = clock.CreateTimer(_ => Run(), null, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            timer?.Dispose();
            timer = null;
        }
    }

    private TimeSpan Spread() => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)(interval.TotalMilliseconds / 4)));

    private void Run()
    {
        lock (gate)
        {
            if (disposed)
                return;
            timer?.Dispose();
            timer = null;
            last = clock.GetTimestamp();
        }
        own.Run(() => _ = redraw());
    }
}
