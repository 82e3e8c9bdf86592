using System.Buffers;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Messages;

/// <summary>
/// A request body in memory, at most as large as its address takes. Read by hand where bodies are many or large: the bytes go from here
/// into a strict reader, without an object tree in between.
/// </summary>
internal readonly record struct RequestBody(ReadOnlyMemory<byte> Bytes, IResult? Refusal)
{
    /// <summary>A session or grant: the key, the manifest, the JSON around them.</summary>
    public const int MaxKeys = SessionKeyJwe.MaxLength + Jws.MaxLength + 1024;

    /// <summary>A bundle, with room for the JSON around it.</summary>
    public const int MaxBundle = BundleJwe.MaxLength + 1024;

    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
            return new RequestBody(default, Problem.In<Texts>(StatusCodes.Status415UnsupportedMediaType, "bad-request", "media-type"));
        if (request.ContentLength > maxBytes)
            return new RequestBody(default, TooLarge());
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new RequestBody(default, TooLarge());
            }
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return new RequestBody(bytes, null);
            }
            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public static IResult TooLarge() => Problem.In<Texts>(StatusCodes.Status413PayloadTooLarge, "too-large", "too-large");
}
