using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Web.Protocol;

/// <summary>
/// The <c>to</c> of a message: base64url of SHA-256 over the encryption kids granted so far, each once, sorted bytewise, joined by LF.
/// </summary>
public static class ToHash
{
    public static string Of(IEnumerable<Kid> kids)
    {
        var sorted = kids.Select(kid => kid.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', sorted))));
    }
}
