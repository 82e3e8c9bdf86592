using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>GET /api/nonce: what a CSR or a proof of a device key must contain.</summary>
internal static class CreateNonce
{
    public sealed record Answer(string Nonce);

    public static void MapCreateNonce(this IEndpointRouteBuilder app) => app.MapGet("/api/nonce", Handle).RequireSession();

    private static IResult Handle(ChatSession session, Nonces nonces, DeviceLimits limits, DeviceProblems problems, HttpResponse response)
    {
        if (limits.RefuseNonce(session.User) is { } throttled)
            return throttled;
        response.Headers.CacheControl = "no-store";
        return nonces.Create(session.Id) is { } nonce
            ? TypedResults.Ok(new Answer(nonce))
            : problems.Of(StatusCodes.Status503ServiceUnavailable, DeviceProblems.Busy);
    }
}
