using System.Buffers.Binary;

namespace BlazorChat.Directories.Photos;

/// <summary>Exif 2.32 (CIPA DC-008) 4.6.2, 4.6.4 A: how a picture is to be turned, the one thing of EXIF without which a face may lie on its side.</summary>
internal static class ExifOrientation
{
    private const int EntryLength = 12;
    private const ushort Tag = 0x0112;
    private const ushort Short = 3;

    private static ReadOnlySpan<byte> Begin => "Exif\0\0"u8;

    /// <summary>2 to 8, by the content of an APP1 segment. Null: it does not say, or says that the picture stands as it is.</summary>
    public static byte? Of(ReadOnlySpan<byte> content)
    {
        if (!content.StartsWith(Begin))
            return null;
        var tiff = content[Begin.Length..];
        var isLittle = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!isLittle && !tiff.StartsWith("MM\0*"u8)))
            return null;
        var directory = Read32(tiff[4..], isLittle);
        if (directory > tiff.Length - 2)
            return null;
        var entries = tiff[((int)directory + 2)..];
        for (var left = Read16(tiff[(int)directory..], isLittle); left > 0 && entries.Length >= EntryLength; left--, entries = entries[EntryLength..])
        {
            if (Read16(entries, isLittle) == Tag && Read16(entries[2..], isLittle) == Short)
                return Read16(entries[8..], isLittle) is var turned and >= 2 and <= 8 ? (byte)turned : null;
        }
        return null;
    }

    /// <summary>The content of an APP1 segment that says this and nothing else.</summary>
    public static byte[] Saying(byte turned) =>
        [.. Begin, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, Tag >> 8, Tag & 0xFF, 0, (byte)Short, 0, 0, 0, 1, 0, turned, 0, 0, 0, 0, 0, 0];

    private static ushort Read16(ReadOnlySpan<byte> octets, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(octets) : BinaryPrimitives.ReadUInt16BigEndian(octets);

    private static uint Read32(ReadOnlySpan<byte> octets, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(octets) : BinaryPrimitives.ReadUInt32BigEndian(octets);
}
