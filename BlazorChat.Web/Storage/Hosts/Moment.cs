namespace BlazorChat.Web.Storage.Hosts;

/// <summary>By both clocks: one stands still while a machine sleeps, the other can be set.</summary>
internal readonly record struct Moment(long Timestamp, DateTimeOffset Time, TimeProvider Clock)
{
    public static Moment Now(TimeProvider clock) => new(clock.GetTimestamp(), clock.GetUtcNow(), clock);

    public bool IsOver(TimeSpan limit, Moment now) => Clock.GetElapsedTime(Timestamp, now.Timestamp) > limit || now.Time - Time > limit;
}
