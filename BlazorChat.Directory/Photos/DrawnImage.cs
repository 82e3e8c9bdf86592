namespace BlazorChat.Directories.Photos;

/// <summary>What of a picture file is drawn, and how many pixels its header claims.</summary>
internal sealed record DrawnImage(int Width, int Height, byte[] Content);
