using System.Buffers.Binary;

namespace BlazorChat.Directories.Photos;

/// <summary>ITU-T T.81 (JPEG), read marker by marker without decoding. Only the segments that a decoder needs are taken over; comments and
/// application segments, in which EXIF keeps places and smaller pictures, are not, but for how the picture is to be turned; nor is whatever follows the end.</summary>
internal static class JpegImage
{
    // Each scan of a progressive picture goes over all of it: thousands of empty ones would keep every reader's browser busy. Encoders make ten.
    private const int MaxScans = 64;

    // T.81 table B.1; the byte after 0xFF.
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte LastRestart = 0xD7;
    private const byte FirstRestart = 0xD0;
    private const byte Comment = 0xFE;
    private const byte Exif = 0xE1;
    private const byte Adobe = 0xEE;

    public static bool Begins(ReadOnlySpan<byte> value) => value.StartsWith([(byte)0xFF, StartOfImage, (byte)0xFF]);

    /// <summary>Null: it breaks off, or is of a kind that browsers do not draw.</summary>
    public static DrawnImage? Drawn(ReadOnlySpan<byte> jpeg)
    {
        var drawn = new MemoryStream(jpeg.Length);
        drawn.Write([0xFF, StartOfImage]);
        var (width, height, scans) = (0, 0, 0);
        byte? turned = null;
        var at = 2;
        while (NextMarker(jpeg, ref at) is { } marker)
        {
            if (marker is EndOfImage)
            {
                drawn.Write([0xFF, EndOfImage]);
                return scans > 0 ? new DrawnImage(width, height, drawn.ToArray()) : null;
            }
            if (Segment(jpeg, at) is not { IsEmpty: false } segment)
                return null;
            at += segment.Length;
            if (IsFrame(marker))
            {
                // T.81 B.2.2: precision, lines, samples a line. A second frame would be a picture in steps (hierarchical), which nobody draws.
                if (width != 0 || segment.Length < 8 || segment[2] != 8)
                    return null;
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[5..]));
                if (width == 0)
                    return null;
            }
            if (!IsDrawn(marker, segment))
            {
                if (!IsBeside(marker))
                    return null;
                if (marker is Exif && turned is null && (turned = ExifOrientation.Of(segment[2..])) is { } way)
                    drawn.Write(Application(Exif, ExifOrientation.Saying(way)));
                continue;
            }
            drawn.Write([0xFF, marker]);
            drawn.Write(segment);
            if (marker is not StartOfScan)
                continue;
            if (width == 0 || ++scans > MaxScans || ScanLength(jpeg[at..]) is not { } length)
                return null;
            drawn.Write(jpeg.Slice(at, length));
            at += length;
        }
        return null;
    }

    /// <summary>T.81 B.1.1.2: 0xFF, as often as it likes, then the code. Null: there is none.</summary>
    private static byte? NextMarker(ReadOnlySpan<byte> jpeg, ref int at)
    {
        if (at >= jpeg.Length || jpeg[at] != 0xFF)
            return null;
        while (at < jpeg.Length && jpeg[at] == 0xFF)
            at++;
        return at < jpeg.Length ? jpeg[at++] : null;
    }

    /// <summary>T.81 B.1.1.4: two octets of length, which count themselves, and what they count. Empty: it breaks off.</summary>
    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> jpeg, int at)
    {
        if (at + 2 > jpeg.Length)
            return [];
        var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]);
        return length < 2 || at + length > jpeg.Length ? [] : jpeg.Slice(at, length);
    }

    private static byte[] Application(byte marker, byte[] content) => [0xFF, marker, 0, (byte)(content.Length + 2), .. content];

    /// <summary>T.81 B.1.1.5: up to a 0xFF that is neither stuffed nor a restart. Null: it breaks off.</summary>
    private static int? ScanLength(ReadOnlySpan<byte> coded)
    {
        for (var at = 0; at + 1 < coded.Length; at++)
        {
            if (coded[at] == 0xFF && coded[at + 1] is not 0x00 and not (>= FirstRestart and <= LastRestart))
                return at;
        }
        return null;
    }

    /// <summary>Baseline, extended and progressive with Huffman coding.</summary>
    private static bool IsFrame(byte marker) => marker is 0xC0 or 0xC1 or 0xC2;

    /// <summary>Frames, tables (Huffman, quantisation, restart interval), scans, and Adobe's fourteen octets that say what the colours are.</summary>
    private static bool IsDrawn(byte marker, ReadOnlySpan<byte> segment) =>
        IsFrame(marker) || marker is 0xC4 or 0xDB or 0xDD or StartOfScan || (marker is Adobe && segment.Length == 14 && segment[2..].StartsWith("Adobe"u8));

    private static bool IsBeside(byte marker) => marker is (>= 0xE0 and <= 0xEF) or Comment;
}
