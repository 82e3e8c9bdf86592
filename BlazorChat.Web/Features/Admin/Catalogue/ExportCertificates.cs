using System.Runtime.CompilerServices;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Admin.Catalogue;

/// <summary>
/// GET /api/admin/certificates.csv and .json: what a view's filter finds, with the same words in the query as on the page; for administrators
/// and auditors.
/// </summary>
internal static class ExportCertificates
{
    public const string CsvPath = "/api/admin/certificates.csv";
    public const string JsonPath = "/api/admin/certificates.json";
    private const string Name = "certificates";

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

    private static IResult HandleCsv(HttpContext http, ICertificateCatalogue catalogue, IPeople people) =>
        Answer(http, catalogue, people, rows => Export.AsCsv(http, Name, rows, Columns, Cells));

    private static IResult HandleJson(HttpContext http, ICertificateCatalogue catalogue, IPeople people) =>
        Answer(http, catalogue, people, rows => Export.AsJson(http, Name, rows));

    private static IResult Answer(HttpContext http, ICertificateCatalogue catalogue, IPeople people, Func<IAsyncEnumerable<Row>, IResult> export)
    {
        var view = CertificateView.Read(field => http.Request.Query[field].FirstOrDefault(), people.Current);
        return view.Unreadable.Count > 0
            ? Export.Unreadable<Texts>("UnreadableExport", view.Unreadable)
            : export(RowsAsync(catalogue, people, view.Filter, http.RequestAborted));
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

    private static string?[] Cells(Row row) =>
    [
        row.Serial, row.Status, Export.Time(row.Since), row.Reason, row.User?.ToString("D"), row.Username, row.Name, row.Device, row.Profile,
        Export.Time(row.ValidFrom), Export.Time(row.ValidUntil), row.Sha256, row.Kid,
    ];
}
