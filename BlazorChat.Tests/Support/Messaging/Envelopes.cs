using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.Messaging;

/// <summary>Writes what clients post. Nothing in it can be decrypted; the server never does.</summary>
internal static class Envelopes
{
    public static string Sign(TestDevice device, string typ, string payload, RSA? with = null)
    {
        var input = $"{Text($$"""{"alg":"PS256","typ":"{{typ}}","kid":"{{device.Sig.Value}}"}""")}.{Text(payload)}";
        var signature = (with ?? device.Signature).SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        return $"{input}.{CanonicalBase64Url.Encode(signature)}";
    }

    public static SessionKeyId AnyKey() => SessionKeyId.Parse(Bytes(32));

    public static string Manifest(TestDevice device, ConversationId conversation, SessionKeyId key, Hash room, DateTimeOffset at, RSA? with = null) =>
        Sign(device, SessionManifest.Typ, $$"""{"v":1,"conv":"{{conversation}}","key":"{{key}}","room":"{{room}}","iat":{{at.ToUnixTimeSeconds()}}}""", with);

    public static JsonObject Key(string manifest, IEnumerable<Kid> recipients) => new()
    {
        ["protected"] = Text($$"""{"enc":"A256GCM","typ":"chat-session-key+jwe","sm":"{{Hash.Of(manifest)}}"}"""),
        ["recipients"] = new JsonArray([.. recipients.Select(kid => new JsonObject
        {
            ["header"] = new JsonObject { ["alg"] = "RSA-OAEP-256", ["kid"] = kid.Value },
            ["encrypted_key"] = Bytes(384),
        })]),
        ["iv"] = Bytes(12),
        ["ciphertext"] = Bytes(63),
        ["tag"] = Bytes(16),
    };

    public static string Message(SessionKeyId key, int bytes = 1400) => Message(
        $$"""{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"{{key}}"}""", bytes);

    public static string Message(string header, int bytes = 1400) => $"{Text(header)}..{Bytes(12)}.{Bytes(bytes)}.{Bytes(16)}";

    public static string Bundle(Kid kid) =>
        $"{Text($$"""{"alg":"RSA-OAEP-256","enc":"A256GCM","typ":"chat-bundle+jwe","kid":"{{kid}}"}""")}.{Bytes(384)}.{Bytes(12)}.{Bytes(200)}.{Bytes(16)}";

    public static string Text(string text) => CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(text));

    private static string Bytes(int count) => CanonicalBase64Url.Encode(RandomNumberGenerator.GetBytes(count));
}
