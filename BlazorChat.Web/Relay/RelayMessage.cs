namespace BlazorChat.Web.Relay;

/// <summary>Something durable that happened, on its way to every host that watches its partition; or something that only passes.</summary>
/// <param name="Topic">What it belongs to: a conversation's id. Decides the partition.</param>
/// <param name="Seq">Its place in the topic, gapless from 1: whoever sees a hole reads the database. 0: it has none, see <see cref="IsPassing"/>.</param>
/// <param name="At">The server's time of it, Unix milliseconds.</param>
/// <param name="Body">What publisher and subscribers agreed on; the relay does not look. Written once, shared by all, never changed.</param>
public sealed record RelayMessage(string Topic, long Seq, long At, ReadOnlyMemory<byte> Body)
{
    /// <summary>Kept nowhere: lost, it is lost, and nobody looks for it.</summary>
    public bool IsPassing => Seq == 0;

    public static RelayMessage Passing(string topic, ReadOnlyMemory<byte> body) => new(topic, 0, 0, body);
}
