using System.Buffers;
using System.Buffers.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BlazorChat.Pki.Est;

/// <summary>
/// The body of an enrolment (RFC 7030 4.2.1): PKCS#10, DER, in base64 with or without line breaks. Content-Transfer-Encoding says nothing
/// new and is not looked at (RFC 8951 3.1). What the DER holds is for the authority to judge.
/// </summary>
internal static class ReadRequest
{
    private const string ContentType = "application/pkcs10";
    private const int MaxBytes = 16 * 1024; // the largest request the authority reads, in base64 with short lines

    private const string HowTo = "Send PKCS#10 in base64, such as: openssl req -new -key client.key -subj / -outform DER | openssl base64";

    /// <returns>The DER, or the answer to give instead.</returns>
    public static async Task<(byte[]? Der, IResult? Refusal)> HandleAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase))
            return Refuse(StatusCodes.Status415UnsupportedMediaType, $"The Content-Type of a request is {ContentType}.");
        if (request.ContentLength > MaxBytes)
            return TooLarge();
        var buffer = new byte[MaxBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        if (length > MaxBytes)
            return TooLarge();
        var text = buffer.AsMemory(0, length);
        if (text.Span.IndexOf("-----"u8) >= 0)
            return Refuse(StatusCodes.Status400BadRequest, $"The body is PEM. {HowTo}");
        return Decode(text.Span) is { Length: > 0 } der ? (der, null) : Refuse(StatusCodes.Status400BadRequest, $"The body is not base64. {HowTo}");
    }

    /// <summary>Null: not base64, or something follows it.</summary>
    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var der = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, der, out var consumed, out var written) == OperationStatus.Done && consumed == text.Length ? der[..written] : null;
    }

    private static (byte[]?, IResult?) TooLarge() => Refuse(StatusCodes.Status413PayloadTooLarge, $"A request has at most {MaxBytes} bytes.");

    private static (byte[]?, IResult?) Refuse(int status, string sentence) => (null, EstAnswer.Say(status, sentence));
}
