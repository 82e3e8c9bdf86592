using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace BlazorChat.Pki.Ocsp;

/// <summary>How often a signature may be had for one request alone, by whoever the host takes for one caller.</summary>
internal sealed record OcspLimit(PartitionedRateLimiter<HttpContext> Signatures);

/// <summary>
/// OCSP over HTTP (RFC 6960 A.1): POST, and GET with the request in the path. What is an answer of OCSP, refusals too, comes with 200, since
/// OCSP clients do not look into other ones.
/// </summary>
internal static class OcspEndpoint
{
    private const string RequestType = "application/ocsp-request"; // RFC 6960 C.1
    private const string ResponseType = "application/ocsp-response"; // RFC 6960 C.2

    /// <summary>RFC 5019 5 has GET for requests of up to 255 octets; this leaves room for a long nonce and a name.</summary>
    private const int MaxEncoded = 2048;

    private const int RetrySeconds = 5;

    /// <summary>
    /// RFC 5019 6.2 wants caches to keep an answer for a time before nextUpdate. They cannot be told of a revocation, and it is to be known
    /// within 5 s: so this long, then they ask again with the tag.
    /// </summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private static readonly string Caching = string.Create(CultureInfo.InvariantCulture, $"max-age={MaxAge.TotalSeconds}, public, no-transform, must-revalidate");
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void MapOcsp(this RouteGroupBuilder pki)
    {
        pki.MapPost(AuthorityAddresses.Ocsp, PostAsync);
        pki.MapMethods($"{AuthorityAddresses.Ocsp}/{{**encoded}}", Reading, GetAsync);
    }

    private static async Task<IResult> PostAsync(HttpContext http, [FromServices] AnswerOcsp answer, [FromServices] OcspLimit limit, [FromServices] TimeProvider clock)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !type.MediaType.Equals(RequestType, StringComparison.OrdinalIgnoreCase))
            return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        if (await ReadAsync(http.Request, http.RequestAborted) is not { } der)
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        return Render(http, await AnswerAsync(http, answer, limit, der), clock);
    }

    private static async Task<IResult> GetAsync(string? encoded, HttpContext http, [FromServices] AnswerOcsp answer, [FromServices] OcspLimit limit, [FromServices] TimeProvider clock)
    {
        if (encoded?.Length > MaxEncoded)
            return TypedResults.StatusCode(StatusCodes.Status414UriTooLong);
        var given = Decode(encoded ?? "") is { } der ? await AnswerAsync(http, answer, limit, der) : OcspAnswer.Malformed;
        return Render(http, given, clock);
    }

    private static ValueTask<OcspAnswer> AnswerAsync(HttpContext http, AnswerOcsp answer, OcspLimit limit, byte[] der) =>
        answer.HandleAsync(der, () => MaySign(http, limit), http.RequestAborted);

    private static bool MaySign(HttpContext http, OcspLimit limit)
    {
        using var lease = limit.Signatures.AttemptAcquire(http);
        return lease.IsAcquired;
    }

    /// <returns>Null: too long. No more of it is read than that takes.</returns>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > OcspRequest.MaxBytes)
            return null;
        var read = await request.BodyReader.ReadAtLeastAsync(OcspRequest.MaxBytes + 1, cancellation);
        var body = read.Buffer.Length <= OcspRequest.MaxBytes ? read.Buffer.ToArray() : null;
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }

    /// <summary>
    /// RFC 6960 A.1: base64, escaped for a URL. The server has undone the escapes but that of the slash; some clients leave out the padding,
    /// write the alphabet of RFC 4648 5, or meet a proxy that takes + for a blank.
    /// </summary>
    private static byte[]? Decode(string encoded)
    {
        var text = encoded.Replace("%2F", "_", StringComparison.OrdinalIgnoreCase).Replace('/', '_').Replace('+', '-').Replace(' ', '-');
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static FileContentHttpResult Render(HttpContext http, OcspAnswer answer, TimeProvider clock)
    {
        var headers = http.Response.Headers;
        if (answer is OcspAnswer.Kept kept)
        {
            headers.CacheControl = Caching;
            headers.Expires = HeaderUtilities.FormatDate(clock.GetUtcNow() + MaxAge);
            headers.LastModified = HeaderUtilities.FormatDate(kept.Signed.ThisUpdate);
            // Only the tag is compared: within one second there may be two answers.
            return TypedResults.Bytes(kept.Der, ResponseType, entityTag: new EntityTagHeaderValue(kept.ETag));
        }
        headers.CacheControl = "no-store";
        if (answer is OcspAnswer.Refused { Reason: OcspRefusal.TryLater })
            headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Bytes(answer.Der, ResponseType);
    }
}
