namespace BlazorChat.Directories.Ldap.Operations;

/// <summary>Makes a username that nobody has cost about what a wrong password costs, so that a clock does not tell which exist.
/// No entry, no hash to compute: so as long is waited as the server took for wrong passwords of late.</summary>
internal sealed class UnknownPersonPace
{
    private const double Weight = 0.2;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    private readonly Lock gate = new();
    private TimeSpan usual = TimeSpan.FromMilliseconds(2);

    public void WrongPasswordTook(TimeSpan time)
    {
        lock (gate)
            usual += (TimeSpan.FromTicks(Math.Min(time.Ticks, Longest.Ticks)) - usual) * Weight;
    }

    public Task WaitAsync(CancellationToken cancellation)
    {
        TimeSpan time;
        lock (gate)
            time = usual;
        return Task.Delay(time, cancellation);
    }
}
