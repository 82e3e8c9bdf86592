using BlazorChat.Web.Features.Accounts;

namespace BlazorChat.Web.Features.Devices;

/// <summary>GET /api/recovery: the sealed private half of the chain's current recovery pair, to be opened by the code.</summary>
internal static class GetRecovery
{
    public sealed record Answer(string? Jwe, string? Sig, string? Enc);

    public static void MapGetRecovery(this IEndpointRouteBuilder app) => app.MapGet("/api/recovery", Handle).RequireSession();

    private static async Task<Answer> Handle(
        ChatSession session, IUserChains chains, RecoveryBlobs blobs, HttpResponse response, CancellationToken cancellation)
    {
        response.Headers.CacheControl = "no-store";
        return (await chains.OfAsync(session.User, cancellation)).Recovery is { } pair
            && await blobs.FindAsync(session.User, pair.Sig, cancellation) is { } blob
                ? new Answer(blob.Jwe, blob.Sig, blob.Enc)
                : new Answer(null, null, null);
    }
}
