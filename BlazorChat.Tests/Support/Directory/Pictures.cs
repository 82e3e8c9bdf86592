using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace BlazorChat.Tests.Support.DirectoryServers;

/// <summary>Pictures as people put them into directories, and what may be wrong with them.</summary>
internal static class Pictures
{
    private const int PngHeaderEnd = 8 + 25; // signature, IHDR

    /// <summary>A face of 48 x 40 pixels, as a browser's canvas wrote it, with a colour profile.</summary>
    public static readonly byte[] Jpeg = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQ"
        + "AAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAAB"
        + "UAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWi"
        + "AAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAM"
        + "ZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gX"
        + "z/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAoADADASIAAhEBAxEB/8QAGAABAQEBAQAAAAAAAAAAAAAAAAUG"
        + "BAP/xAAgEAACAgICAgMAAAAAAAAAAAAAAQIDBBEFURIxFEGR/8QAFwEAAwEAAAAAAAAAAAAAAAAAAgQFA//EAB4RAAICAgIDAAAAAAAAAAAAAAACAQMRIQQSFDFB/9oADAMBAAIRAxEAPwDjAKXE4U"
        + "bpO61bhF6iu2U7LIrXtIoiS84g5KsPIuXlXVJrv0hbh5FK8rKpJd+0acE7zmz60OeKuPZkQUuWwo0yV1S1CT1JdMmlGuyLF7QJukpOJBoeJ18CvXb3+meKXE5kaZOm16hJ7Tf0zHlpL16+GtDQr7Lg"
        + "AIpROLltfAnvta/TPFLlsyN0lTU9wi9tr7ZNLXESUr39J17Qz6AAGjA96szIpXjXbJLr2hbmZFy1ZbJrr0gAOi5zjYXZsYyeAADBP//Z");

    /// <summary>The same without loss.</summary>
    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAADAAAAAoCAYAAAC4h3lxAAADOUlEQVR4AexXXUhTYRh+tpw4p2xzmbXEf/y5UIoMvDHTypt+SCIj8EbK8lLqKgIzwbropougCKEugiiJSrsRojSDIoxJRqamzh+01K"
        + "mVtuXP1nkHEzwseb9zNkvZ2Mv5vu+8z/O8z/udn02760y7Zz2HFuv8EzLwrzcwtAMbZgfCtB7s3v4DVXnDqD/SjScnOtFWbvMGjWmtKm8EudafoNxAGVd9CW3SuHEsawJNJztx82AvynLGsWPrLOKN"
        + "89Dr3N6gMa2V5XzDrUM93twSCUNYtUYUG9BoPChOmUJD6SdcyB9CrGGBXQvlXpQwD493YX/KNBvnL1GxARKuLrAjwfjbHy9rLdHkQs1eOwoSZ1j5/pIUGShKmkZd0QAidB5/nEJrEWFuXCvuw4HUKS"
        + "GcL1nYQFqME7WFA9BqfBTqj8R1aY8dGZY5YTIhA1rpur+yrz8gnZdXSrt5WbqcSEN+brW5kIGSzEmkmF2r8ak6l2ZxgTRESNgGInVLqMwdFeFWlHtW0jDoFtlYtoGi5GmY9XxidgWyxBhJozCZ/1Ri"
        + "G8i1zsqkgjfN3sK/mdkGtkXNB69iGXOSif9uYRuwRvNJZfUITy16frPYBiyR/J8KwhXLAJsN/HuNbUCm8d9M2QYcv3RrVvTkXBhbi2/AuXYGHM7wwBvontSzSdUm9jj4WuwdaBk0qa2LjW/ui2Hnsg"
        + "28GTbi8wS/M+wKZInU/Y/jBtnq36dsA0RRb7PSIahx+72YhpCBFrspqLtA3ScNkQ4JGSDi2ldJcC0E8N8MkUpBnNUvk6WR2FfYQI8jEjWt4kKrleX2AFT8lynxe0zYABXyvN+M882pcC0qghPFclDn"
        + "zzWn4YXdvLwmMlBcQav0WD31NB2DMxEieityCVvemInXQ8YV6yITxQZIpNthQGlDFuraEjAxx39TU+5VCUPYXumSJC6locoAiS55tHjcFYvD97NR+Swd9z7EoeNrFEa+h8O5oPUGjW1jUbjbEYeKpn"
        + "Rv7iMJQ1io/Kg24NNfdGvQPhqN62/jcboxA0cfZCP/zk5v0LiiKQM33sXDNhYNyvXh1B4DZkBtIUrxIQNKOxcoXGgHAtVJpTx/AAAA//9/spb/AAAABklEQVQDAB97WCCvsFyCAAAAAElFTkSuQmCC");

    /// <summary>Segments behind the first marker of a JPEG: code and content of each.</summary>
    public static byte[] WithSegments(byte[] jpeg, params (byte Marker, byte[] Content)[] segments) =>
        [.. jpeg[..2], .. segments.SelectMany(one => Segment(one.Marker, one.Content)), .. jpeg[2..]];

    public static byte[] Segment(byte marker, byte[] content)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(content.Length + 2));
        return [0xFF, marker, .. length, .. content];
    }

    /// <summary>Chunks behind the header of a PNG.</summary>
    public static byte[] WithChunks(byte[] png, params (string Type, byte[] Content)[] chunks) =>
        [.. png[..PngHeaderEnd], .. chunks.SelectMany(one => Chunk(one.Type, one.Content)), .. png[PngHeaderEnd..]];

    /// <summary>A PNG of one grey.</summary>
    public static byte[] Grey(int width, int height, bool compressed = true)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8; // bits; the rest is 0: grey, deflate, no interlacing
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, compressed ? CompressionLevel.SmallestSize : CompressionLevel.NoCompression, leaveOpen: true))
            zlib.Write(new byte[(width + 1) * height]);
        return [.. Png[..8], .. Chunk("IHDR", header), .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    /// <summary>PNG Annex D.</summary>
    private static uint Crc(byte[] octets)
    {
        var crc = uint.MaxValue;
        foreach (var octet in octets)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
