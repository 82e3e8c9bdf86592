using System.Text;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Web.Features.Devices;

/// <summary>
/// POST /api/devices: certifies both keys of a device (or of the recovery pair) that the browser made. Certificates alone
/// give nothing: the keys count once the user chain names them. So whoever stops in between asks again with the same keys.
/// A device the chain already has renews the same way; the authority refuses other keys for it.
/// </summary>
internal static class EnrolDevice
{
    private const int MaxCsr = 8 * 1024; // an RSA-3072 request takes 1.2 KB

    /// <param name="Device">A lower-case uuid made by the browser, or <c>recovery</c>.</param>
    /// <param name="Sig">PKCS#10 of the signature key, DER, base64url.</param>
    /// <param name="Enc">PKCS#10 of the encryption key.</param>
    public sealed record Request(string Device, string Sig, string Enc);

    public sealed record Answer(string Sig, string Enc);

    /// <param name="Pending">True: an administrator decides first, <see cref="GetDeviceRequest"/> tells when.</param>
    /// <param name="At">Since when it waits, Unix milliseconds.</param>
    public sealed record Waiting(bool Pending, long At);

    public static void MapEnrolDevice(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/devices", Handle).RequireSession().WithMetadata(new BodyLimit());

    private static async Task<IResult> Handle(
        Request body, HttpContext http, ChatSession session, IUserChains chains, IPeople people, IAuthority authority, Nonces nonces,
        DeviceLimits limits, DeviceProblems problems, PublishCertificates publish, CancellationToken cancellation)
    {
        if (limits.RefuseEnrolment(session.User) is { } throttled)
            return throttled;
        if (body.Device != KeyOwner.Recovery && !Uuid.TryParse(body.Device, out _))
            return problems.Of(StatusCodes.Status400BadRequest, DeviceProblems.BadDevice);
        if (!TryDecode(body.Sig, out var sig) || !TryDecode(body.Enc, out var enc))
            return problems.Of(StatusCodes.Status400BadRequest, DeviceProblems.BadEncoding);
        if (Uuid.TryParse(body.Device, out var device)
            && (await chains.OfAsync(session.User, cancellation)).OfDevice(device) is { Removed: not null })
            return problems.Of(StatusCodes.Status422UnprocessableEntity, DeviceProblems.DeviceDropped);

        // The request carries its nonce inside the signed CSRs. Which of the session's it is, is found by looking for its 43
        // random characters; that both challengePasswords are exactly it, the authority verifies. Spent in any case.
        if (nonces.Spend(session.Id, nonce => sig.AsSpan().IndexOf(Encoding.ASCII.GetBytes(nonce)) >= 0) is not { } expected)
            return problems.Of(StatusCodes.Status422UnprocessableEntity, DeviceProblems.WrongNonce);
        if (people.Current.Find(session.User) is not { } person)
            return Operations.Problem.NotFound();

        var request = new IssueRequest(session.User, body.Device, person.DisplayName, sig, enc, expected) { From = ClientAddress.Of(http) };
        var result = await authority.IssueAsync(request, cancellation);
        // New keys count once the chain has them, which is told by itself; a renewal changes no chain.
        if (result is IssueResult.Issued)
            await publish.AskEverywhereAsync(session.User);
        return result switch
        {
            IssueResult.Issued issued => TypedResults.Ok(new Answer(
                CanonicalBase64Url.Encode(issued.Sig.Der.Span), CanonicalBase64Url.Encode(issued.Enc.Der.Span))),
            IssueResult.Refused { Code: IssueRefusal.ApprovalPending, Since: { } since } => TypedResults.Accepted((string?)null, new Waiting(true, since.ToUnixTimeMilliseconds())),
            IssueResult.Refused refused => problems.Of(
                StatusCodes.Status422UnprocessableEntity, refused.Code, ("use", refused.Use?.ToString().ToLowerInvariant()), ("technical", refused.Detail), ("reason", refused.Reason)),
            var other => throw new InvalidOperationException($"The authority answered {other}."),
        };
    }

    private static bool TryDecode(string text, out byte[] csr)
    {
        csr = [];
        if (text.Length > CanonicalBase64Url.LengthOf(MaxCsr) || !CanonicalBase64Url.TryDecode(text, out var decoded))
            return false;
        csr = decoded;
        return true;
    }
}
