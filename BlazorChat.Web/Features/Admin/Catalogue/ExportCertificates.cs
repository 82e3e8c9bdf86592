using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>
/// GET /api/admin/certificates.csv and .json: what a view's filter finds, with the same words in the query as on the page; for administrators
/// and auditors. Streamed: the host holds one portion of rows, however many there are and however slowly they are taken.
/// </summary>
internal static class ExportCertificates
{
    public const string CsvPath = "/api/admin/certificates.csv";
    public const string JsonPath = "/api/admin/certificates.json";

    private static readonly string[] Columns = ["serial", "status", "since", "reason", "user", "username", "name", "device", "profile", "validFrom", "validUntil", "sha256", "kid"];

    /// <summary>A certificate in the export.</summary>
    public sealed record Row(
        string Serial, string Status, DateTimeOffset? Since, string? Reason, Guid? User, string? Username, string? Name, string? Device, string Profile,
        DateTimeOffset ValidFrom, DateTimeOffset ValidUntil, string Sha256, string Kid);

    public static void MapExportCertificates(this IEndpointRouteBuilder app)
    {
        app.MapGet(CsvPath, HandleCsv).RequireAuthorization(AccountPolicies.Auditor);
        app.MapGet(JsonPath, HandleJson).RequireAuthorization(AccountPolicies.Auditor);
    }

    private static IResult HandleCsv(HttpContext http, ICertificateCatalogue catalogue, IPeople people) => Export(http, people, filter =>
    {
        http.Response.Headers.ContentDisposition = "attachment; filename=certificates.csv";
        return TypedResults.Stream(body => WriteCsvAsync(body, RowsAsync(catalogue, people, filter, http.RequestAborted), http.RequestAborted), "text/csv; charset=utf-8");
    });

    private static IResult HandleJson(HttpContext http, ICertificateCatalogue catalogue, IPeople people) => Export(http, people, filter =>
    {
        http.Response.Headers.ContentDisposition = "attachment; filename=certificates.json";
        return TypedResults.Json(RowsAsync(catalogue, people, filter, http.RequestAborted));
    });

    private static IResult Export(HttpContext http, IPeople people, Func<CertificateFilter, IResult> export)
    {
        var view = CertificateView.Read(field => http.Request.Query[field].FirstOrDefault(), people.Current);
        if (view.Unreadable.Count > 0)
            return Problem.In<Texts>(StatusCodes.Status400BadRequest, "unreadable-filter", "UnreadableExport", ("fields", view.Unreadable));
        http.Response.Headers.CacheControl = "no-store";
        return export(view.Filter);
    }

    private static async IAsyncEnumerable<Row> RowsAsync(ICertificateCatalogue catalogue, IPeople people, CertificateFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var listed in catalogue.AllAsync(filter, cancellation))
        {
            var person = people.Current.Find(listed.User);
            yield return new Row(
                listed.Serial, $"{listed.Status}", listed.KeyStatus.Since, listed.KeyStatus.Reason?.ToString(), listed.IsOwn ? null : listed.User, person?.Username, person?.DisplayName,
                listed.Device, $"{listed.Profile}", listed.NotBefore, listed.NotAfter, listed.Fingerprint, listed.Kid);
        }
    }

    private static async Task WriteCsvAsync(Stream body, IAsyncEnumerable<Row> rows, CancellationToken cancellation)
    {
        // With its mark at the start: spreadsheets take UTF-8 for something else without it.
        await using var writer = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync(Csv.Line(Columns).AsMemory(), cancellation);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            var line = Csv.Line(
                row.Serial, row.Status, Time(row.Since), row.Reason, row.User?.ToString("D"), row.Username, row.Name, row.Device, row.Profile,
                Time(row.ValidFrom), Time(row.ValidUntil), row.Sha256, row.Kid);
            await writer.WriteAsync(line.AsMemory(), cancellation);
        }
    }

    private static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
