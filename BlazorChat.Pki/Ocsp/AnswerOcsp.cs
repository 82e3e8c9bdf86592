using System.Formats.Asn1;
using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Ocsp;

/// <summary>
/// Answers what became of certificates (RFC 6960). Guarantees: what it says is what the newest published CRL of this host says; a
/// certificate nobody issued is unknown, not good; whatever comes in, something understandable goes back. Without a nonce one signature
/// serves everybody for half an hour. What must be signed for one request alone (a nonce, several certificates, one that does not exist) is
/// counted against who asks.
/// </summary>
internal sealed partial class AnswerOcsp(OcspIssuers issuers, KeptAnswers kept, FindSerials find, SignAnswer sign, OcspCounter counter, ILogger<AnswerOcsp> logger)
{
    /// <param name="maySign">Asked once, and only if a signature is needed for this request alone: does the limit allow one?</param>
    public async ValueTask<OcspAnswer> HandleAsync(ReadOnlyMemory<byte> der, Func<bool> maySign, CancellationToken cancellation)
    {
        var answer = await AnswerAsync(der, maySign, cancellation);
        counter.Given(answer);
        AuthorityMeters.Answered(answer);
        return answer;
    }

    private async ValueTask<OcspAnswer> AnswerAsync(ReadOnlyMemory<byte> der, Func<bool> maySign, CancellationToken cancellation)
    {
        try
        {
            var request = OcspRequest.Read(der);
            if (issuers.Find(request.Certificates) is not { } issuer)
                return OcspAnswer.Unauthorized;
            if (request is { Nonce: null, Certificates: [var only] } && await kept.OfAsync(issuer, only, cancellation) is { } known)
                return known;
            return maySign() ? await SignAsync(issuer, request, cancellation) : OcspAnswer.TryLater;
        }
        catch (AsnContentException)
        {
            return OcspAnswer.Malformed;
        }
        catch (OcspException)
        {
            return OcspAnswer.InternalError;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(e);
            return OcspAnswer.InternalError;
        }
    }

    private async Task<OcspAnswer> SignAsync(CaCertificate issuer, OcspRequest request, CancellationToken cancellation)
    {
        var kids = await find.HandleAsync(issuer.Id, [.. request.Certificates.Select(certificate => certificate.Serial)], cancellation);
        var asked = request.Certificates.Select(certificate => new AskedCertificate(certificate, kids.GetValueOrDefault(certificate.Serial))).ToList();
        return await sign.HandleAsync(issuer, asked, request.Nonce, cancellation) is { } signed ? new OcspAnswer.Fresh(signed) : OcspAnswer.TryLater;
    }

    [LoggerMessage(1043, LogLevel.Error, "An OCSP request could not be answered")]
    private partial void LogFailed(Exception exception);
}
