using BlazorChat.Pki.Issuance;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// GET /api/devices/{device}/request: whether the keys of one's own new device still wait for an administrator. It costs next to nothing, so that
/// a page can ask it for days; once they do not wait, <see cref="EnrolDevice"/> gives certificates or the refusal.
/// </summary>
internal static class GetDeviceRequest
{
    /// <param name="At">Since when, Unix milliseconds; null: it waits no more, or never did.</param>
    public sealed record Answer(long? At);

    public static void MapGetDeviceRequest(this IEndpointRouteBuilder app) => app.MapGet("/api/devices/{device}/request", Handle).RequireSession();

    private static async Task<IResult> Handle(string device, ChatSession session, ICertificateRequests requests, CancellationToken cancellation) =>
        Uuid.TryParse(device, out _)
            ? TypedResults.Ok(new Answer((await requests.WaitsSinceAsync(session.User, device, cancellation))?.ToUnixTimeMilliseconds()))
            : Operations.Problem.NotFound();
}
