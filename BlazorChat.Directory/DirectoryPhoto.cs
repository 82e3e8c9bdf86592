using System.Buffers.Text;
using System.Security.Cryptography;
using BlazorChat.Directories.Photos;

namespace BlazorChat.Directories;

/// <summary>
/// A picture that may be shown to everybody: whatever somebody wrote into a directory, this is a JPEG or PNG of bounded size, with nothing in it
/// but what is drawn and how it is turned. What else a camera or a program wrote beside it (where and when it was taken, by whom, a smaller picture) is not here.
/// </summary>
public sealed class DirectoryPhoto
{
    public const int MaxBytes = 256 * 1024; // fifty of them are on a screen at once

    /// <summary>Pixels: a face is shown with 56 at most, on a screen with up to four times as many.</summary>
    public const int MaxSide = 1024;

    private const int MinSide = 8;

    private DirectoryPhoto(string mediaType, byte[] content)
    {
        MediaType = mediaType;
        Content = content;
        Hash = Base64Url.EncodeToString(SHA256.HashData(content));
    }

    /// <summary>image/jpeg or image/png.</summary>
    public string MediaType { get; }

    public byte[] Content { get; }

    /// <summary>base64url of the content's SHA-256: its name for ever.</summary>
    public string Hash { get; }

    /// <summary>Makes one of an attribute's value.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="why">Null comes back: what is wrong with it, for the log.</param>
    public static DirectoryPhoto? Read(ReadOnlySpan<byte> value, out string why)
    {
        var isPng = PngImage.Begins(value);
        if (!isPng && !JpegImage.Begins(value))
        {
            why = "it is neither JPEG nor PNG";
            return null;
        }
        if ((isPng ? PngImage.Drawn(value) : JpegImage.Drawn(value)) is not { } drawn)
        {
            why = isPng ? "it is a broken PNG" : "it is a broken JPEG, or of a kind that browsers do not show";
            return null;
        }
        why = drawn.Width is < MinSide or > MaxSide || drawn.Height is < MinSide or > MaxSide
            ? $"it has {drawn.Width} x {drawn.Height} pixels; use {MinSide} to {MaxSide} a side"
            : drawn.Content.Length > MaxBytes ? $"it has {drawn.Content.Length / 1024} KiB; use {MaxBytes / 1024} or less" : "";
        return why.Length == 0 ? new DirectoryPhoto(isPng ? "image/png" : "image/jpeg", drawn.Content) : null;
    }
}
