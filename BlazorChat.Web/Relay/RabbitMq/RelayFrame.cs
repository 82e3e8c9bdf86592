using System.Buffers.Binary;
using System.Text;

namespace BlazorChat.Web.Relay.RabbitMq;

/// <summary>What hosts send each other through the broker, version 1: big-endian, no padding.</summary>
/// <remarks>
/// version (1) kind (1) host (16, as RFC 9562 writes it), then
/// message: number (8) seq (8) at (8) topic length (1) topic (ASCII) body (the rest);
/// beat: leaving (1) count (2) and so many times partition (1) number (8).
/// </remarks>
/// <param name="Host">Who sent it: another value at each start of a host.</param>
internal abstract record RelayFrame(Guid Host)
{
    private const byte Version = 1;
    private const byte MessageKind = 1;
    private const byte BeatKind = 2;
    private const int HeadLength = 18;
    private const int MessageFixed = HeadLength + 25;
    private const int BeatFixed = HeadLength + 3;
    private const int CountLength = 9;

    /// <param name="Host">Who published it.</param>
    /// <param name="Number">How many that host had published to this partition, this one included; 0: it only passes, and is not counted.</param>
    /// <param name="Message">The message.</param>
    public sealed record Published(Guid Host, long Number, RelayMessage Message) : RelayFrame(Host);

    /// <summary>"I am here, and so far have I come": whoever heard less has missed something.</summary>
    /// <param name="Host">Whose.</param>
    /// <param name="Leaving">It stops by its own will: its silence from now on means nothing.</param>
    /// <param name="Numbers">By partition, those it published to lately.</param>
    public sealed record Beat(Guid Host, bool Leaving, IReadOnlyList<(int Partition, long Number)> Numbers) : RelayFrame(Host);

    public byte[] Write() => this switch
    {
        Published published => WriteMessage(published),
        Beat beat => WriteBeat(beat),
        _ => throw new InvalidOperationException("There is no third kind."),
    };

    /// <summary>Null: not of this form, so not from a host of this version.</summary>
    public static RelayFrame? Read(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < HeadLength || frame[0] != Version)
            return null;
        var host = new Guid(frame[2..HeadLength], bigEndian: true);
        return frame[1] switch
        {
            MessageKind => ReadMessage(host, frame),
            BeatKind => ReadBeat(host, frame),
            _ => null,
        };
    }

    private static byte[] WriteMessage(Published published)
    {
        var (topic, seq, at, body) = published.Message;
        var frame = new byte[MessageFixed + topic.Length + body.Length];
        WriteHead(frame, MessageKind, published.Host);
        var rest = frame.AsSpan(HeadLength);
        BinaryPrimitives.WriteInt64BigEndian(rest, published.Number);
        BinaryPrimitives.WriteInt64BigEndian(rest[8..], seq);
        BinaryPrimitives.WriteInt64BigEndian(rest[16..], at);
        rest[24] = checked((byte)topic.Length);
        Encoding.ASCII.GetBytes(topic, rest[25..]);
        body.Span.CopyTo(rest[(25 + topic.Length)..]);
        return frame;
    }

    private static Published? ReadMessage(Guid host, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < MessageFixed || frame.Length < MessageFixed + frame[MessageFixed - 1])
            return null;
        var rest = frame[HeadLength..];
        var number = BinaryPrimitives.ReadInt64BigEndian(rest);
        var seq = BinaryPrimitives.ReadInt64BigEndian(rest[8..]);
        var topic = rest.Slice(25, rest[24]);
        if (number < 0 || seq < 0 || topic.IsEmpty || !Ascii.IsValid(topic))
            return null;
        return new(host, number, new(Encoding.ASCII.GetString(topic), seq, BinaryPrimitives.ReadInt64BigEndian(rest[16..]), rest[(25 + topic.Length)..].ToArray()));
    }

    private static byte[] WriteBeat(Beat beat)
    {
        var frame = new byte[BeatFixed + (beat.Numbers.Count * CountLength)];
        WriteHead(frame, BeatKind, beat.Host);
        frame[HeadLength] = beat.Leaving ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(HeadLength + 1), checked((ushort)beat.Numbers.Count));
        var rest = frame.AsSpan(BeatFixed);
        foreach (var (partition, number) in beat.Numbers)
        {
            rest[0] = checked((byte)partition);
            BinaryPrimitives.WriteInt64BigEndian(rest[1..], number);
            rest = rest[CountLength..];
        }
        return frame;
    }

    private static Beat? ReadBeat(Guid host, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < BeatFixed)
            return null;
        var count = BinaryPrimitives.ReadUInt16BigEndian(frame[(HeadLength + 1)..]);
        if (frame[HeadLength] > 1 || frame.Length != BeatFixed + (count * CountLength))
            return null;
        var numbers = new (int, long)[count];
        for (var i = 0; i < count; i++)
        {
            var one = frame[(BeatFixed + (i * CountLength))..];
            numbers[i] = (one[0], BinaryPrimitives.ReadInt64BigEndian(one[1..]));
        }
        return new(host, frame[HeadLength] == 1, numbers);
    }

    private static void WriteHead(Span<byte> frame, byte kind, Guid host)
    {
        (frame[0], frame[1]) = (Version, kind);
        host.TryWriteBytes(frame[2..], bigEndian: true, out _);
    }
}
