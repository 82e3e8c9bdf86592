using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Support.People;

/// <summary>A message key that a device made for a conversation, and what it does with it.</summary>
internal sealed class TestSession
{
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly TestDevice maker;

    public TestSession(TestDevice maker, ConversationId conv, Hash room, long iat)
    {
        (this.maker, Conv, Room) = (maker, conv, room);
        // RFC 7638 3.2: the required members of an oct key in lexicographic order.
        var jwk = $$"""{"k":"{{CanonicalBase64Url.Encode(key)}}","kty":"oct"}""";
        Id = SessionKeyId.Parse(CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(jwk))));
        Manifest = maker.Sig.Sign(SessionManifest.Typ, $$"""{"v":1,"conv":"{{conv}}","key":"{{Id}}","room":"{{room}}","iat":{{iat}}}""");
    }

    public SessionKeyId Id { get; }

    public ConversationId Conv { get; }

    public Hash Room { get; }

    /// <summary>The signed manifest.</summary>
    public string Manifest { get; }

    /// <summary>The key wrapped to these encryption keys: JWE general JSON.</summary>
    public string Wrap(params IEnumerable<TestKey> recipients)
    {
        var header = TestKey.Encode($$"""{"enc":"A256GCM","typ":"chat-session-key+jwe","sm":"{{Hash.Of(Manifest)}}"}""");
        var contentKey = RandomNumberGenerator.GetBytes(32);
        var plaintext = Encoding.ASCII.GetBytes($$"""{"kty":"oct","k":"{{CanonicalBase64Url.Encode(key)}}"}""");
        var (iv, ciphertext, tag) = Envelopes.Seal(contentKey, header, plaintext);
        var wrapped = recipients.Select(recipient =>
            $$"""{"header":{"alg":"RSA-OAEP-256","kid":"{{recipient.Kid}}"},"encrypted_key":"{{recipient.Wrap(contentKey)}}"}""");
        return $$"""{"protected":"{{header}}","recipients":[{{string.Join(',', wrapped)}}],"iv":"{{iv}}","ciphertext":"{{ciphertext}}","tag":"{{tag}}"}""";
    }

    /// <summary>A text message as this device signs and seals it. The inner JWS is given back for <c>prev</c> of the next.</summary>
    public (string Jwe, string Jws) Text(long n, Hash? prev, string text, IEnumerable<Kid> to, long iat)
    {
        var body = $$"""{"t":"text","text":{{JsonSerializer.Serialize(text)}},"reply":null,"mentions":[]}""";
        var head = prev is { } hash ? $"\"{hash}\"" : "null";
        string Payload(string pad) =>
            $$"""{"v":1,"conv":"{{Conv}}","session":"{{Id}}","room":"{{Room}}","to":"{{ToHash.Of(to)}}","n":{{n}},"prev":{{head}},"seen":null,"id":"{{Guid.NewGuid()}}","iat":{{iat}},"body":{{body}},"pad":"{{pad}}"}""";
        var bare = Encoding.UTF8.GetByteCount(Payload(""));
        var jws = maker.Sig.Sign("chat-msg+jws", Payload(new string('0', (256 - bare % 256) % 256)));
        return (Seal(jws), jws);
    }

    /// <summary>Anything sealed in a message's envelope.</summary>
    public string Seal(string inner)
    {
        var header = TestKey.Encode($$"""{"alg":"dir","enc":"A256GCM","typ":"chat-msg+jwe","cty":"chat-msg+jws","kid":"{{Id}}"}""");
        var (iv, ciphertext, tag) = Envelopes.Seal(key, header, Encoding.ASCII.GetBytes(inner));
        return $"{header}..{iv}.{ciphertext}.{tag}";
    }

    /// <summary>Opens a message's envelope.</summary>
    public string Open(string jwe)
    {
        var parts = jwe.Split('.');
        return Encoding.ASCII.GetString(Envelopes.Open(key, parts[0], parts[2], parts[3], parts[4]));
    }
}
