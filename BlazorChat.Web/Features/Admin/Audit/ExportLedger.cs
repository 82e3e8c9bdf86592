using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlazorChat.Pki.Ledger;
using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Admin.Audit;

/// <summary>
/// GET /api/admin/ledger.csv and .json: all rows that the page shows with the same query, the newest first; for administrators and auditors.
/// </summary>
internal static class ExportLedger
{
    public const string CsvPath = "/api/admin/ledger.csv";
    public const string JsonPath = "/api/admin/ledger.json";
    private const string Name = "ledger";
    private const int PageSize = 1000;

    private static readonly string[] Columns = ["seq", "at", "act", "actor", "actor-name", "user", "user-name", "device", "kid", "serial", "reason", "detail", "hash"];

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void MapExportLedger(this IEndpointRouteBuilder app)
    {
        app.MapGet(CsvPath, HandleCsv).RequireAuthorization(AccountPolicies.Auditor);
        app.MapGet(JsonPath, HandleJson).RequireAuthorization(AccountPolicies.Auditor);
    }

    private static IResult HandleCsv(HttpContext http, ILedger ledger, IPeople people) =>
        Answer(http, ledger, people, rows => Export.AsCsv(http, Name, rows, Columns, row => Cells(row, people)));

    private static IResult HandleJson(HttpContext http, ILedger ledger, IPeople people) =>
        Answer(http, ledger, people, rows => Export.AsJson(http, Name, rows, Format));

    private static IResult Answer(HttpContext http, ILedger ledger, IPeople people, Func<IAsyncEnumerable<LedgerEntry>, IResult> export)
    {
        var query = http.Request.Query;
        var view = new AuditView(query["kind"], query["by"], query["about"], query["subject"], query["from"], query["to"]);
        return view.TryRead(people, out var filter, out var unclear)
            ? export(AllAsync(ledger, filter, http.RequestAborted))
            : Export.Unreadable<AuditTexts>($"Unclear-{unclear}", JsonNamingPolicy.CamelCase.ConvertName(unclear!));
    }

    private static async IAsyncEnumerable<LedgerEntry> AllAsync(ILedger ledger, LedgerFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        long? before = null;
        while (await ledger.ListAsync(filter, before, PageSize, cancellation) is { Count: > 0 } page)
        {
            foreach (var entry in page)
                yield return entry;
            before = page[^1].Seq;
        }
    }

    private static string?[] Cells(LedgerEntry entry, IPeople people) =>
    [
        entry.Seq.ToString(CultureInfo.InvariantCulture), entry.At.ToString("O", CultureInfo.InvariantCulture), JsonNamingPolicy.KebabCaseLower.ConvertName(entry.Act.ToString()),
        entry.Actor, Username(people, entry.ActorUser), entry.User?.ToString("D"), Username(people, entry.User),
        entry.Device, entry.Kid, entry.Serial, entry.Reason, entry.Detail, entry.Hash,
    ];

    private static string? Username(IPeople people, Guid? user) => user is { } id ? people.Current.Find(id)?.Username : null;
}
