namespace BlazorChat.Tests.Support;

/// <summary>A clock that stands until a test moves it.</summary>
public sealed class AdjustableClock : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero).UtcTicks;

    public DateTimeOffset Now => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
}
