using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// PUT /api/session/device: a device proves that it holds its key, and the session is bound to it. An expired certificate is
/// enough (its owner must be let in to renew, and still receives); a key dropped, revoked or on hold is not, and which it is is told.
/// </summary>
internal static class BindDevice
{
    // As for every signed time.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    public sealed record Request(string Jws);

    public sealed record Answer(string Device);

    public static void MapBindDevice(this IEndpointRouteBuilder app) =>
        app.MapPut("/api/session/device", Handle).RequireSession().WithMetadata(new BodyLimit());

    private static async Task<IResult> Handle(
        Request body, HttpRequest request, ChatSession session, ISessions sessions, DeviceStanding standing, Nonces nonces, KeyCheck keys,
        IUserChains chains, PublicOrigin origin, DeviceProblems problems, TimeProvider clock, CancellationToken cancellation)
    {
        if (!ChatAuth.TryParse(body.Jws, out var proof, out var refusal))
            return problems.OfEntry(refusal);
        if (!nonces.Spend(session.Id, proof.Payload.Nonce))
            return problems.Of(StatusCodes.Status403Forbidden, DeviceProblems.WrongNonce);
        if (proof.Payload.Aud != origin.Of(request))
            return problems.Of(StatusCodes.Status403Forbidden, DeviceProblems.WrongOrigin);
        if (Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - proof.Payload.Iat) > Tolerance.TotalSeconds)
            return problems.Of(StatusCodes.Status403Forbidden, DeviceProblems.Clock);

        var pair = (await chains.OfAsync(session.User, cancellation)).OfSignature(proof.Jws.Kid);
        if (pair?.Device is not { } device)
            return Blocked(problems, DeviceStanding.Unknown);
        if (!await keys.IsSignedAsync(proof.Jws, cancellation))
            return problems.Of(StatusCodes.Status403Forbidden, Refused.Signature);
        if (standing.WhyBlocked(session.User, pair) is { } reason)
            return Blocked(problems, reason);
        if (!await sessions.BindDeviceAsync(session.Id, device, cancellation))
            return problems.Of(StatusCodes.Status401Unauthorized, "signed-out");
        return await RecheckAsync(session, device, standing, sessions, chains, problems, cancellation);
    }

    // What was revoked or dropped while the session was being bound found no session to end.
    private static async Task<IResult> RecheckAsync(
        ChatSession session, Guid device, DeviceStanding standing, ISessions sessions, IUserChains chains, DeviceProblems problems, CancellationToken cancellation)
    {
        var pair = (await chains.OfAsync(session.User, cancellation)).OfDevice(device);
        if (standing.WhyBlocked(session.User, pair) is not { } reason)
            return TypedResults.Ok(new Answer(Uuid.Write(device)));
        await sessions.EndDeviceAsync(session.User, device, DeviceStanding.EndOf(reason), CancellationToken.None);
        return Blocked(problems, reason);
    }

    private static IResult Blocked(DeviceProblems problems, string reason) =>
        problems.Of(StatusCodes.Status403Forbidden, DeviceProblems.Blocked, ("reason", reason));
}
