using System.Text.Encodings.Web;
using System.Text.Json;

namespace BlazorChat.Web.Features.Messages;

/// <summary>An answer that is written straight into the response.</summary>
internal sealed class JsonAnswer(Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK) : IResult
{
    // Ids, numbers and base64url; served as application/json with nosniff, so nothing in it is ever markup.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "application/json";
        httpContext.Response.Headers.CacheControl = "no-store";
        await using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, Options))
            write(json);
        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
