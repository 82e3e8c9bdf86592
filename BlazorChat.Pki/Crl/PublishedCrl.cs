namespace BlazorChat.Pki.Crl;

/// <summary>A signed list as clients get it.</summary>
/// <param name="ETag">Strong and quoted, fit for the header.</param>
public sealed record PublishedCrl(
    long Number,
    DateTimeOffset ThisUpdate,
    DateTimeOffset NextUpdate,
    string ETag,
    ReadOnlyMemory<byte> Der);
