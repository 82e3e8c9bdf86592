using System.Buffers.Binary;

namespace BlazorChat.Directories.Photos;

/// <summary>PNG (W3C Recommendation, third edition), read chunk by chunk without decoding. Only what is drawn is taken over: text, times, EXIF,
/// colour profiles and the further pictures of an animation are not, and so is whatever follows the end.</summary>
internal static class PngImage
{
    private const int ChunkOverhead = 12; // length, type, checksum
    private const int HeaderLength = 13;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]; // 5.2

    public static bool Begins(ReadOnlySpan<byte> value) => value.StartsWith(Signature);

    /// <summary>Null: it breaks off, or needs something that browsers do not know.</summary>
    public static DrawnImage? Drawn(ReadOnlySpan<byte> png)
    {
        var drawn = new MemoryStream(png.Length);
        drawn.Write(Signature);
        var (width, height) = (0u, 0u);
        var hasData = false;
        for (var rest = png[Signature.Length..]; rest.Length >= ChunkOverhead;)
        {
            // 5.3: length, type, data, checksum. The browser looks at the checksum.
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkOverhead)
                return null;
            var chunk = rest[..((int)length + ChunkOverhead)];
            rest = rest[chunk.Length..];
            var type = chunk.Slice(4, 4);
            var isHeader = type.SequenceEqual("IHDR"u8);
            if (isHeader != (width == 0)) // 5.6: first and once
                return null;
            if (isHeader)
            {
                if (length != HeaderLength)
                    return null;
                (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadUInt32BigEndian(chunk[12..]));
                if (width is 0 or > int.MaxValue || height > int.MaxValue)
                    return null;
            }
            hasData |= type.SequenceEqual("IDAT"u8);
            if (isHeader || IsDrawn(type))
                drawn.Write(chunk);
            else if ((type[0] & 0x20) == 0) // 5.4: what cannot be left out has a capital
                return null;
            if (type.SequenceEqual("IEND"u8))
                return hasData ? new DrawnImage((int)width, (int)height, drawn.ToArray()) : null;
        }
        return null;
    }

    private static bool IsDrawn(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8) || type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8);
}
