using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>GET /api/keys/{kid}: whose key this is and every certificate it ever had.</summary>
internal static class GetKey
{
    public sealed record Answer(string Kid, string User, string Device, string Use, IReadOnlyList<string> Certs);

    public static void MapGetKey(this IEndpointRouteBuilder app) => app.MapGet("/api/keys/{kid}", Handle).RequireSession();

    private static async Task<IResult> Handle(
        string kid, ChatSession session, IAuthority authority, DeviceProblems problems, CancellationToken cancellation)
    {
        if (!Kid.TryParse(kid, out _)
            || !(await authority.CertificatesOfAsync([kid], cancellation)).TryGetValue(kid, out var certificates))
            return Problem.NotFound();
        var leaf = certificates[^1];
        if (session.Device is null && leaf.Owner.User != session.User)
            return problems.NeedsDevice();
        return TypedResults.Ok(new Answer(
            kid, Uuid.Write(leaf.Owner.User), leaf.Owner.Device, leaf.Use == KeyUse.Sig ? "sig" : "enc", GetUserChain.Encode(certificates)));
    }
}
