namespace BlazorChat.Web.Relay;

/// <summary>Something durable that happened, on its way to every host that watches its partition.</summary>
/// <param name="Topic">What it belongs to: a conversation's id. Decides the partition.</param>
/// <param name="Seq">Its place in the topic, gapless: whoever sees a hole reads the database.</param>
/// <param name="At">The server's time of it, Unix milliseconds.</param>
/// <param name="Body">What publisher and subscribers agreed on; the relay does not look. Written once, shared by all, never changed.</param>
public sealed record RelayMessage(string Topic, long Seq, long At, ReadOnlyMemory<byte> Body);
