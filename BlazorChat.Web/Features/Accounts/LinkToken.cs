using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>The secret of a link that lets whoever has it do something once: 256 random bits. Only its hash is stored and looked up by, so that
/// neither a copy of the database nor the time a look-up takes gives one away.</summary>
internal static class LinkToken
{
    public const int HashLength = 43; // SHA-256 in base64url

    private const int TokenBytes = 32;
    private static readonly int TokenLength = Base64Url.GetEncodedLength(TokenBytes);

    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>What is stored of a token. Null: it has not even the form of one.</summary>
    public static string? Hash(string? token) =>
        token?.Length == TokenLength ? Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token))) : null;
}
