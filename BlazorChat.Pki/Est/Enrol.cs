using BlazorChat.Pki.Issuance;
using Microsoft.AspNetCore.Http;

namespace BlazorChat.Pki.Est;

/// <summary>
/// simpleenroll and simplereenroll (RFC 7030 4.2): who asks, the request, the certificate. A certificate for the asker and nobody else. With
/// a password or a certificate somebody enrols; with the certificate that is to be renewed they renew, under its names, with the same key or
/// a new one.
/// </summary>
internal sealed class Enrol(CheckPassword passwords, ReadClientCertificate certificates, IssueClientCertificate issue, IEstPeople people, EstSettings settings)
{
    private static readonly TimeSpan ApprovalPause = TimeSpan.FromMinutes(5); // an administrator is a person

    public async Task<IResult> HandleAsync(HttpContext http, bool isRenewal, CancellationToken cancellation)
    {
        var shown = http.Connection.ClientCertificate;
        if (isRenewal && shown is null)
            return EstAnswer.Say(StatusCodes.Status403Forbidden, settings.ClientCertificateUrl is { } url
                ? $"Who renews shows the certificate that is to be renewed, on port {url.Port}. Or enrol anew with your password, by simpleenroll."
                : $"Who renews shows the certificate that is to be renewed, and this installation has no port for that ({EstSettings.ClientCertificateUrlKey}). Enrol anew with your password, by simpleenroll.");
        var asker = shown is null ? await passwords.HandleAsync(http, cancellation) : await certificates.HandleAsync(shown, cancellation);
        if (asker.Person is not { } person)
            return asker.Refusal!;
        var (der, refusal) = await ReadRequest.HandleAsync(http.Request, cancellation);
        if (der is null)
            return refusal!;
        if (people.Throttle(person.Id) is { } wait)
            return EstAnswer.Later(StatusCodes.Status429TooManyRequests, $"Too many requests. Try again in {(int)Math.Ceiling(wait.TotalSeconds)} seconds.", wait);
        var request = new ClientRequest(person.Id, person.DisplayName, der, people.Write(http.Connection.RemoteIpAddress), isRenewal ? asker.CurrentName : null);
        var (issued, refused) = await issue.HandleAsync(request, cancellation);
        return issued is not null ? EstAnswer.Certificate(issued.Der) : Refuse(refused!);
    }

    private static IResult Refuse(IssueResult.Refused refused) => refused.Code switch
    {
        // RFC 7030 4.2.3
        IssueRefusal.ApprovalPending => EstAnswer.Later(StatusCodes.Status202Accepted, refused.Detail, ApprovalPause),
        IssueRefusal.ApprovalRefused or IssueRefusal.TooManyRequests or IssueRefusal.ForeignName or IssueRefusal.KeyInUse or IssueRefusal.KeyRevoked or IssueRefusal.KeyHeld or IssueRefusal.AccountClosed =>
            EstAnswer.Say(StatusCodes.Status403Forbidden, refused.Detail),
        IssueRefusal.LintFailed => EstAnswer.Say(StatusCodes.Status500InternalServerError, refused.Detail),
        IssueRefusal.AuthorityExpired => EstAnswer.Say(StatusCodes.Status503ServiceUnavailable, refused.Detail),
        _ => EstAnswer.Say(StatusCodes.Status400BadRequest, refused.Detail),
    };
}
