namespace BlazorChat.Web.Relay;

/// <summary>
/// Brings what is already durable, and what only passes, to the hosts whose circuits wait for it. Speed, not truth: messages may be lost, repeated or overtaken,
/// and whoever needs all of them reads the database where <see cref="RelayMessage.Seq"/> leaves a hole.
/// </summary>
public interface IRelay
{
    /// <summary>To be called after the commit, in the order of <c>seq</c>. Never waits: what cannot be taken is lost, and told by <c>missed</c>
    /// unless it only passes (<see cref="RelayMessage.IsPassing"/>).</summary>
    void Publish(RelayMessage message);

    /// <summary>
    /// Watches one partition (<see cref="RelayPartition"/>). Both callbacks run on the relay's thread, one at a time: they are quick and do
    /// not block. One that throws hurts only itself.
    /// </summary>
    /// <param name="partition">0 to <see cref="RelayPartition.Count"/> - 1.</param>
    /// <param name="received">A message of this partition.</param>
    /// <param name="missed">Messages of this partition may have been lost: read the database.</param>
    IDisposable Subscribe(int partition, Action<RelayMessage> received, Action missed);

    /// <summary>How many messages were taken and not handed out yet; the rest of the time none.</summary>
    int Waiting { get; }

    /// <summary>It reaches other hosts, while it works.</summary>
    bool HasBroker { get; }

    /// <summary>Since when this host hears of the others only what it reads in the database, every second; null: all is well.</summary>
    DateTimeOffset? TroubleSince { get; }
}
