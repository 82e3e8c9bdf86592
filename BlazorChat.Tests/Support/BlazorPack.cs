using System.Buffers.Binary;
using System.Text;

namespace BlazorChat.Tests.Support;

/// <summary>The hub protocol of circuits, "blazorpack": arrays of MessagePack, each behind its length, with as much of it as such messages hold.</summary>
internal static class BlazorPack
{
    public const long Invocation = 1;
    public const long Completion = 3;
    public const long Ping = 6;
    public const long Close = 7;

    /// <summary>Ends what is said before the protocol is agreed on, in both directions.</summary>
    public const byte EndOfHandshake = 0x1e;

    private const byte Nil = 0xc0;

    public static ReadOnlySpan<byte> Handshake => "{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8;

    public static byte[] Pinging => Behind([0x91, (byte)Ping]);

    /// <param name="id">Of the answer; null: none is wanted.</param>
    /// <param name="target">The method of the hub.</param>
    /// <param name="arguments">Strings, whole numbers, truth values and nulls.</param>
    public static byte[] Invoke(string? id, string target, params object?[] arguments)
    {
        var message = new List<byte> { 0x96, (byte)Invocation, 0x80 };
        Write(message, id);
        Write(message, target);
        message.Add((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments)
            Write(message, argument);
        message.Add(0x90);
        return Behind(message);
    }

    /// <summary>The messages of a frame: null, bool, long, string, and arrays of these; of bytes and maps nothing is kept.</summary>
    public static IEnumerable<object?[]> Read(ReadOnlyMemory<byte> frame)
    {
        var reader = new Reader(frame);
        while (!reader.IsAtEnd)
            yield return reader.Message();
    }

    private static byte[] Behind(List<byte> message)
    {
        var length = new List<byte>();
        for (var rest = message.Count; length.Count == 0 || rest > 0; rest >>= 7)
            length.Add((byte)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0)));
        return [.. length, .. message];
    }

    private static void Write(List<byte> message, object? value)
    {
        switch (value)
        {
            case null:
                message.Add(Nil);
                break;
            case bool truth:
                message.Add((byte)(truth ? 0xc3 : 0xc2));
                break;
            case string text:
                message.AddRange([0xdb, .. BigEndian(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)]);
                break;
            case long number:
                message.AddRange([0xd2, .. BigEndian(checked((int)number))]);
                break;
            default:
                throw new NotSupportedException($"{value.GetType()} is not written.");
        }
    }

    private static byte[] BigEndian(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private sealed class Reader(ReadOnlyMemory<byte> bytes)
    {
        private int _at;

        public bool IsAtEnd => _at == bytes.Length;

        public object?[] Message()
        {
            while (bytes.Span[_at++] > 0x7f)
            {
                // The length: messages say themselves where they end.
            }
            return (object?[])Value()!;
        }

        private object? Value()
        {
            var first = bytes.Span[_at++];
            return first switch
            {
                < 0x80 => (long)first,
                < 0x90 => Map(first & 0xf),
                < 0xa0 => Array(first & 0xf),
                < 0xc0 => Text(first & 0x1f),
                Nil => null,
                0xc2 or 0xc3 => first == 0xc3,
                >= 0xc4 and <= 0xc6 => Skip(Number(1 << (first - 0xc4))),
                >= 0xcc and <= 0xcf => Number(1 << (first - 0xcc)),
                >= 0xd0 and <= 0xd3 => Signed(1 << (first - 0xd0)),
                >= 0xd9 and <= 0xdb => Text(Number(1 << (first - 0xd9))),
                0xdc or 0xdd => Array(Number(2 << (first - 0xdc))),
                0xde or 0xdf => Map(Number(2 << (first - 0xde))),
                >= 0xe0 => (long)(sbyte)first,
                _ => throw new NotSupportedException($"The type 0x{first:x2} is not read."),
            };
        }

        private object?[] Array(long count)
        {
            var values = new object?[count];
            for (var i = 0; i < count; i++)
                values[i] = Value();
            return values;
        }

        private object? Map(long count)
        {
            Array(2 * count);
            return null;
        }

        private string Text(long length)
        {
            var text = Encoding.UTF8.GetString(bytes.Span.Slice(_at, (int)length));
            _at += (int)length;
            return text;
        }

        private object? Skip(long length)
        {
            _at += (int)length;
            return null;
        }

        private long Number(int size)
        {
            var number = 0L;
            for (var i = 0; i < size; i++)
                number = number << 8 | bytes.Span[_at++];
            return number;
        }

        private long Signed(int size) => Number(size) << (64 - 8 * size) >> (64 - 8 * size);
    }
}
