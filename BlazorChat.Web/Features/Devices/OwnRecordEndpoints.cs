using System.Text.Json;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// /api/me/records/{settings|names}: what a user keeps for their own devices. GET gives the newest version, <c>{n, jwe}</c>; PUT puts the next in its
/// place, or answers 409 if it is not the next any more; DELETE <c>?n=</c> drops it: "there is none"
/// becomes the next version, or version <c>n</c> if that is further, since a device may have seen more than a restored database knows.
/// </summary>
internal static class OwnRecordEndpoints
{
    /// <summary>So that numbers stay exact in a browser, however they are raised.</summary>
    private const long MaxN = 1L << 50;

    /// <param name="N">The version; 0: there never was one.</param>
    /// <param name="At">When the server took it, in Unix milliseconds.</param>
    /// <param name="Jwe">The sealed record. Null: there is none.</param>
    public sealed record Answer(long N, long At, JsonElement? Jwe);

    public sealed record Request(long N, JsonElement Jwe);

    public static void MapOwnRecords(this IEndpointRouteBuilder app)
    {
        const string Path = "/api/me/records/{kind}";
        app.MapGet(Path, GetAsync).RequireDevice();
        app.MapPut(Path, PutAsync).RequireDevice().WithMetadata(new BodyLimit());
        app.MapDelete(Path, DeleteAsync).RequireDevice();
    }

    private static async Task<IResult> GetAsync(
        string kind, ChatSession session, OwnRecords records, HttpResponse response, CancellationToken cancellation)
    {
        if (!TryParse(kind, out var which))
            return Problem.NotFound();
        response.Headers.CacheControl = "no-store";
        var found = await records.FindAsync(session.User, which, cancellation);
        return TypedResults.Ok(new Answer(found?.N ?? 0, found?.At.ToUnixTimeMilliseconds() ?? 0, found?.Jwe is { } jwe ? JsonElement.Parse(jwe) : null));
    }

    private static async Task<IResult> PutAsync(
        string kind, Request body, ChatSession session, OwnRecords records, DeviceLimits limits, DeviceProblems problems, CancellationToken cancellation)
    {
        if (!TryParse(kind, out var which))
            return Problem.NotFound();
        if (limits.RefuseRecord(session.User) is { } throttled)
            return throttled;
        if (body.N is < 1 or > MaxN)
            return problems.OfEntry(Refused.Malformed);
        if (!OwnRecordJwe.TryParse(body.Jwe, out var jwe, out var refusal))
            return problems.OfEntry(refusal);
        return await records.ReplaceAsync(session.User, which, body.N, jwe, cancellation)
            ? TypedResults.NoContent()
            : problems.Of(StatusCodes.Status409Conflict, DeviceProblems.RecordChanged);
    }

    private static async Task<IResult> DeleteAsync(
        string kind, long? n, ChatSession session, OwnRecords records, DeviceLimits limits, DeviceProblems problems, CancellationToken cancellation)
    {
        if (!TryParse(kind, out var which))
            return Problem.NotFound();
        if (limits.RefuseRecord(session.User) is { } throttled)
            return throttled;
        if (n is < 1 or > MaxN)
            return problems.OfEntry(Refused.Malformed);
        await records.DropAsync(session.User, which, n ?? 1, cancellation);
        return TypedResults.NoContent();
    }

    private static bool TryParse(string kind, out OwnRecordKind which)
    {
        (var known, which) = kind switch
        {
            "settings" => (true, OwnRecordKind.Settings),
            "names" => (true, OwnRecordKind.Names),
            _ => (false, default),
        };
        return known;
    }
}
