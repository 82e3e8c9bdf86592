using System.Text;
using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;
using FsCheck.Xunit;

namespace BlazorChat.Tests.DirectoryTests;

/// <summary>What of a directory's pictures may be shown to everybody, and what stays behind.</summary>
public sealed class DirectoryPhotoTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("GPS 48.8584 N 2.2945 E");

    [Fact]
    public void A_jpeg_loses_what_a_camera_wrote_beside_the_picture()
    {
        var plain = Read(Pictures.Jpeg);
        byte[] taken = [.. Pictures.WithSegments(Pictures.Jpeg, (0xE1, [.. "Exif\0\0"u8, .. Secret]), (0xFE, Secret), (0xED, Secret), (0xEE, Secret)), .. Secret];

        var photo = Read(taken);

        Assert.Equal("image/jpeg", photo.MediaType);
        Assert.Equal(plain.Content, photo.Content);
        Assert.Equal(plain.Hash, photo.Hash);
        Assert.Equal(photo.Content, Read(photo.Content).Content);
        Assert.True(Contains(taken, Secret) && Contains(Pictures.Jpeg, "ICC_PROFILE"u8.ToArray()));
        Assert.False(Contains(photo.Content, Secret) || Contains(photo.Content, "ICC_PROFILE"u8.ToArray()));
        // The tables and the picture itself, octet by octet, from the first table on.
        Assert.EndsWith(Convert.ToHexString(Pictures.Jpeg.AsSpan(Pictures.Jpeg.AsSpan().IndexOf<byte>([0xFF, 0xDB]))), Convert.ToHexString(photo.Content), StringComparison.Ordinal);
    }

    [Fact]
    public void Adobes_word_about_the_colours_stays()
    {
        byte[] adobe = [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1];

        var photo = Read(Pictures.WithSegments(Pictures.Jpeg, (0xEE, adobe)));

        Assert.Equal([0xFF, 0xD8, 0xFF, 0xEE], photo.Content[..4]);
        Assert.True(Contains(photo.Content, adobe));
    }

    [Theory]
    [InlineData("49492A0008000000" + "0200" + "0F01020004000000414D4500" + "120103000100000006000000" + "00000000", 6)] // little-endian, behind the maker's name
    [InlineData("4D4D002A00000008" + "0001" + "011200030000000100080000" + "00000000", 8)]
    [InlineData("4D4D002A00000008" + "0001" + "011200030000000100010000" + "00000000", null)] // stands as it is
    [InlineData("4D4D002A00000008" + "0001" + "011200030000000100090000" + "00000000", null)] // no such way
    [InlineData("4D4D002A00000008" + "FFFF" + "0112", null)]
    [InlineData("4D4D002AFFFFFFFF", null)]
    [InlineData("4D4D002A00000007", null)]
    [InlineData("", null)]
    public void A_picture_that_is_to_be_turned_stays_so_without_the_rest_of_EXIF(string tiff, int? turned)
    {
        var photo = Read(Pictures.WithSegments(Pictures.Jpeg, (0xE1, [.. "Exif\0\0"u8, .. Convert.FromHexString(tiff), .. Secret])));

        Assert.False(Contains(photo.Content, Secret));
        Assert.Equal(photo.Content, Read(photo.Content).Content);
        byte[] expected = turned is { } way ? [0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)way, 0, 0, 0, 0, 0, 0] : [];
        Assert.Equal([0xFF, 0xD8, .. expected, .. Read(Pictures.Jpeg).Content[2..]], photo.Content);
    }

    [Fact]
    public void A_png_loses_texts_and_further_pictures()
    {
        byte[] taken = [.. Pictures.WithChunks(Pictures.Png, ("tEXt", Secret), ("eXIf", Secret), ("acTL", new byte[8]), ("iCCP", Secret), ("zzZz", Secret)), .. Secret];

        var photo = Read(taken);

        Assert.Equal("image/png", photo.MediaType);
        Assert.Equal(Pictures.Png, photo.Content);
        Assert.False(Contains(photo.Content, Secret));
    }

    [Fact]
    public void See_through_pictures_keep_what_shows_through()
    {
        var photo = Read(Pictures.WithChunks(Pictures.Png, ("PLTE", new byte[6]), ("tRNS", new byte[2])));

        Assert.True(Contains(photo.Content, "PLTE"u8.ToArray()) && Contains(photo.Content, "tRNS"u8.ToArray()));
    }

    public static TheoryData<string, byte[], string> Refused => new()
    {
        { "nothing", [], "neither JPEG nor PNG" },
        { "SVG", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), "neither JPEG nor PNG" },
        { "HTML", "<!doctype html><script>alert(1)</script>"u8.ToArray(), "neither JPEG nor PNG" },
        { "GIF", "GIF89a"u8.ToArray(), "neither JPEG nor PNG" },
        { "zeros", new byte[5_000], "neither JPEG nor PNG" },
        { "a JPEG's beginning", [0xFF, 0xD8, 0xFF], "broken JPEG" },
        { "half a JPEG", Pictures.Jpeg[..(Pictures.Jpeg.Length / 2)], "broken JPEG" },
        { "a JPEG without its end", Pictures.Jpeg[..^2], "broken JPEG" },
        { "a JPEG without a picture", [0xFF, 0xD8, 0xFF, 0xD9], "broken JPEG" },
        { "two frames", Pictures.WithSegments(Pictures.Jpeg, (0xC0, new byte[15])), "broken JPEG" },
        { "lossless", Pictures.WithSegments(Pictures.Jpeg, (0xC3, new byte[15])), "broken JPEG" },
        { "a segment that is nothing", Pictures.WithSegments(Pictures.Jpeg, (0x02, [])), "broken JPEG" },
        { "scans without end", Scans(1_000), "broken JPEG" },
        { "half a PNG", Pictures.Png[..(Pictures.Png.Length / 2)], "broken PNG" },
        { "a PNG without its header", [.. Pictures.Png[..8], .. Pictures.Png[33..]], "broken PNG" },
        { "two headers", [.. Pictures.Png[..33], .. Pictures.Png[8..]], "broken PNG" },
        { "a chunk nobody knows", Pictures.WithChunks(Pictures.Png, ("EvIL", [])), "broken PNG" },
        { "too few pixels", Pictures.Grey(7, 100), "7 x 100 pixels" },
        { "too many pixels", Pictures.Grey(8, 1025), "8 x 1025 pixels" },
        { "a bomb", Pictures.Grey(100_000, 100), "100000 x 100 pixels" },
        { "too many octets", Pictures.Grey(1024, 300, compressed: false), "use 256 or less" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_shown_is_refused_with_the_reason(string what, byte[] value, string reason)
    {
        Assert.Null(DirectoryPhoto.Read(value, out var why));
        Assert.True(why.Contains(reason, StringComparison.Ordinal), $"{what}: {why}");
    }

    [Fact]
    public void The_largest_that_is_taken_is_taken() => Assert.Equal("image/png", Read(Pictures.Grey(DirectoryPhoto.MaxSide, DirectoryPhoto.MaxSide)).MediaType);

    [Property(MaxTest = 1_000)]
    public void Whatever_is_there_instead_of_an_octet_is_read_or_refused(int place, byte value, int end)
    {
        foreach (var picture in new[] { Pictures.Jpeg, Pictures.Png })
        {
            var changed = picture[..(picture.Length - (int)((uint)end % 20))];
            changed[(int)((uint)place % changed.Length)] = value;

            var photo = DirectoryPhoto.Read(changed, out var why);

            Assert.NotEqual(photo is null, why.Length == 0);
            if (photo is not null)
                Assert.Equal(photo.Content, Read(photo.Content).Content);
        }
    }

    private static DirectoryPhoto Read(byte[] value)
    {
        var photo = DirectoryPhoto.Read(value, out var why);
        Assert.Equal("", why);
        return photo!;
    }

    private static byte[] Scans(int count)
    {
        var scan = Pictures.Segment(0xDA, [1, 1, 0, 0, 0, 0]);
        return [.. Pictures.Jpeg[..^2], .. Enumerable.Repeat(scan, count).SelectMany(one => one), 0xFF, 0xD9];
    }

    private static bool Contains(byte[] all, byte[] part) => all.AsSpan().IndexOf(part) >= 0;
}
