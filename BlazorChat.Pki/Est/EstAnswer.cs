using System.Globalization;
using System.Text;
using BlazorChat.Pki.Certificates;
using Microsoft.AspNetCore.Http;

namespace BlazorChat.Pki.Est;

/// <summary>The forms of EST's answers.</summary>
internal static class EstAnswer
{
    /// <summary>RFC 7030 4.1.3: the certificates of CAs, which <see cref="ValidCas"/> chooses.</summary>
    public static IResult Authorities(IEnumerable<ReadOnlyMemory<byte>> certificates) => new Encoded("application/pkcs7-mime", CertificatesOnly.Pack(certificates));

    /// <summary>RFC 7030 4.2.3: the certificate that was issued and no other.</summary>
    public static IResult Certificate(ReadOnlyMemory<byte> certificate) => new Encoded(CertificatesOnly.MediaType, CertificatesOnly.Pack([certificate]));

    public static IResult Encode(string type, byte[] der) => new Encoded(type, der);

    /// <summary>RFC 7030 4.2.3: what is no certificate is text for people.</summary>
    public static IResult Say(int status, string sentence) => TypedResults.Text(sentence + "\n", "text/plain", Encoding.UTF8, status);

    /// <summary>The same, with when to come back (RFC 9110 10.2.3).</summary>
    public static IResult Later(int status, string sentence, TimeSpan wait) => new Delayed(Say(status, sentence), wait);

    private sealed class Encoded(string type, byte[] der) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = type;
            response.Headers["Content-Transfer-Encoding"] = "base64"; // RFC 7030 4.1.3; since RFC 8951 3.1 nobody looks at it
            var body = Encoding.ASCII.GetBytes(Convert.ToBase64String(der, Base64FormattingOptions.InsertLineBreaks) + "\r\n");
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }

    private sealed class Delayed(IResult answer, TimeSpan wait) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return answer.ExecuteAsync(httpContext);
        }
    }
}
