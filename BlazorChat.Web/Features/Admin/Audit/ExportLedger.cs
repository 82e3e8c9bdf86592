using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BlazorChat.Pki.Ledger;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Audit;

/// <summary>GET /admin/audit.csv and /admin/audit.json: all rows that the same address shows as a page, the newest first, written as they are read.</summary>
internal static class ExportLedger
{
    private const int PageSize = 1000;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void MapExportLedger(this IEndpointRouteBuilder app)
    {
        app.MapGet($"{AuditView.Path}.csv", (HttpContext context, ILedger ledger, IPeople people, IStringLocalizer<AuditTexts> texts) =>
            AnswerAsync(context, ledger, people, texts, "csv", "text/csv; charset=utf-8", WriteCsvAsync)).RequireAuthorization(AccountPolicies.Auditor);
        app.MapGet($"{AuditView.Path}.json", (HttpContext context, ILedger ledger, IPeople people, IStringLocalizer<AuditTexts> texts) =>
            AnswerAsync(context, ledger, people, texts, "json", "application/json", WriteJsonAsync)).RequireAuthorization(AccountPolicies.Auditor);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, ILedger ledger, IPeople people, IStringLocalizer<AuditTexts> texts, string ending, string type, Func<HttpResponse, IAsyncEnumerable<LedgerEntry>, IPeople, Task> write)
    {
        var query = context.Request.Query;
        var view = new AuditView(query["kind"], query["by"], query["about"], query["subject"], query["from"], query["to"]);
        if (!view.TryRead(people, out var filter, out var unclear))
            return Problem.Of(StatusCodes.Status400BadRequest, "bad-request", texts[$"Unclear-{unclear}"]);
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"ledger.{ending}\"";
        await write(context.Response, AllAsync(ledger, filter, context.RequestAborted), people);
        return TypedResults.Empty;
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

    private static async Task WriteCsvAsync(HttpResponse response, IAsyncEnumerable<LedgerEntry> entries, IPeople people)
    {
        // Spreadsheets take a file without this mark for one of the machine's own character set.
        await response.WriteAsync("\uFEFF" + Csv.Line("seq", "at", "act", "actor", "actor-name", "user", "user-name", "device", "kid", "serial", "reason", "detail", "hash"), Encoding.UTF8);
        await foreach (var entry in entries)
            await response.WriteAsync(Csv.Line(
                entry.Seq.ToString(CultureInfo.InvariantCulture), entry.At.ToString("O", CultureInfo.InvariantCulture), JsonNamingPolicy.KebabCaseLower.ConvertName(entry.Act.ToString()),
                entry.Actor, Name(people, entry.ActorUser), entry.User?.ToString("D"), Name(people, entry.User),
                entry.Device, entry.Kid, entry.Serial, entry.Reason, entry.Detail, entry.Hash), Encoding.UTF8);
    }

    private static Task WriteJsonAsync(HttpResponse response, IAsyncEnumerable<LedgerEntry> entries, IPeople people) =>
        JsonSerializer.SerializeAsync(response.Body, entries, Format, response.HttpContext.RequestAborted);

    private static string? Name(IPeople people, Guid? user) => user is { } id ? people.Current.Find(id)?.Username : null;
}
