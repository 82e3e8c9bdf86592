using BlazorChat.Pki.Certificates;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// PUT /api/recovery: keeps a sealed pair as a candidate, before the chain's <c>recovery</c> entry names it: so there is never
/// a recovery key in the chain whose private half is nowhere.
/// </summary>
internal static class PutRecovery
{
    public sealed record Request(string Jwe, string Sig, string Enc);

    public static void MapPutRecovery(this IEndpointRouteBuilder app) =>
        app.MapPut("/api/recovery", Handle).RequireSession().WithMetadata(new BodyLimit());

    private static async Task<IResult> Handle(
        Request body, ChatSession session, IUserChains chains, RecoveryBlobs blobs, KeyCheck keys, DeviceLimits limits,
        DeviceProblems problems, CancellationToken cancellation)
    {
        if (limits.RefuseEntry(session.User) is { } throttled)
            return throttled;
        if (!RecoveryJwe.TryParse(body.Jwe, out var jwe, out var refusal))
            return problems.OfEntry(refusal);
        if (!Kid.TryParse(body.Sig, out var sig) || !Kid.TryParse(body.Enc, out var enc))
            return problems.OfEntry(Refused.Malformed);
        if (await keys.RefuseNewAsync(session.User, KeyOwner.Recovery, sig, enc, cancellation) is { } refused)
            return problems.OfEntry(refused);
        var current = (await chains.OfAsync(session.User, cancellation)).Recovery?.Sig;
        return await blobs.KeepAsync(session.User, sig, enc, jwe, current, cancellation)
            ? TypedResults.NoContent()
            : problems.Of(StatusCodes.Status409Conflict, DeviceProblems.Exists);
    }
}
