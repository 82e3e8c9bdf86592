using System.Globalization;
using System.Text;
using System.Text.Json;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Admin;

/// <summary>
/// A table as a file, written while it is read: the host holds one portion of rows, however many there are and however slowly they are taken.
/// It is full of names, so nothing on the way may keep it (RFC 9111 5.2.2.5).
/// </summary>
internal static class Export
{
    /// <param name="http">The request.</param>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="rows">What is in it.</param>
    /// <param name="columns">The first line.</param>
    /// <param name="cells">Of one row, in the order of the columns.</param>
    public static IResult AsCsv<T>(HttpContext http, string name, IAsyncEnumerable<T> rows, string[] columns, Func<T, string?[]> cells)
    {
        Head(http.Response, $"{name}.csv");
        return TypedResults.Stream(async body =>
        {
            // With its mark at the start: spreadsheets take UTF-8 for something else without it.
            await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
            await writer.WriteAsync(Csv.Line(columns).AsMemory(), http.RequestAborted);
            await foreach (var row in rows.WithCancellation(http.RequestAborted))
                await writer.WriteAsync(Csv.Line(cells(row)).AsMemory(), http.RequestAborted);
        }, "text/csv; charset=utf-8");
    }

    /// <param name="http">The request.</param>
    /// <param name="name">Of the file, without its ending.</param>
    /// <param name="rows">What is in it.</param>
    /// <param name="format">Null: as everywhere in the API.</param>
    public static IResult AsJson<T>(HttpContext http, string name, IAsyncEnumerable<T> rows, JsonSerializerOptions? format = null)
    {
        Head(http.Response, $"{name}.json");
        return TypedResults.Json(rows, format);
    }

    /// <summary>Nothing rather than more than was meant.</summary>
    /// <typeparam name="TTexts">Whose resources have the sentence.</typeparam>
    public static IResult Unreadable<TTexts>(string text, params IReadOnlyList<string> fields) =>
        Problem.In<TTexts>(StatusCodes.Status400BadRequest, "unreadable-filter", text, ("fields", fields));

    /// <summary>A time in a cell: to the second, UTC, as spreadsheets read it.</summary>
    public static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Head(HttpResponse response, string file)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentDisposition = $"attachment; filename={file}";
    }
}
