using System.Security.Cryptography;
using System.Text;
using BlazorChat.Tests.Support.People;
using BlazorChat.Web.Protocol;
using FsCheck.Xunit;
using Shouldly;

namespace BlazorChat.Tests.Protocol;

/// <summary>What the readers refuse beyond the shared vectors, and that they take what was written.</summary>
public class ReadingTests
{
    private static readonly TestKey Key = new KeyPool().Next();
    private static readonly Hash SomeHash = Hash.Of("x");

    [Property]
    public void Base64url_takes_exactly_what_it_writes(byte[] bytes)
    {
        var text = CanonicalBase64Url.Encode(bytes);
        CanonicalBase64Url.TryDecode(text, out var read).ShouldBeTrue();
        read.ShouldBe(bytes);
        CanonicalBase64Url.LengthOf(bytes.Length).ShouldBe(text.Length);
        CanonicalBase64Url.IsCanonical(text + "=").ShouldBeFalse();
    }

    [Property]
    public void Two_texts_never_decode_to_one_value(byte[] bytes, byte last)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var text = CanonicalBase64Url.Encode(bytes);
        if (text.Length == 0)
            return;
        var other = text[..^1] + Alphabet[last % 64];
        if (other != text && CanonicalBase64Url.TryDecode(other, out var read))
            read.ShouldNotBe(bytes);
    }

    [Property]
    public void No_bytes_make_a_reader_throw(byte[] bytes, string text)
    {
        var compact = $"{CanonicalBase64Url.Encode(bytes)}.{text}";
        foreach (var garbage in new[] { compact, text, $"{text}..{text}.{text}.{text}", $"{compact}.{compact}" })
        {
            UserEntry.TryParse(garbage, out _, out _).ShouldBeFalse();
            RoomEntry.TryParse(garbage, out _, out _).ShouldBeFalse();
            MessageJwe.TryParse(garbage, out _, out _).ShouldBeFalse();
            BundleJwe.TryParse(garbage, out _, out _).ShouldBeFalse();
            RecoveryJwe.TryParse(garbage, out _, out _).ShouldBeFalse();
        }

        SessionKeyJwe.TryParse(bytes, out _, out _).ShouldBeFalse();
        var signed = Key.Sign(UserEntry.Typ, Encoding.Latin1.GetString(bytes));
        UserEntry.TryParse(signed, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe(Refused.Payload);
    }

    [Fact]
    public void A_null_is_refused_like_everything_malformed()
    {
        UserEntry.TryParse(null, out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe(Refused.Malformed);
        MessageJwe.TryParse(null, out _, out refusal).ShouldBeFalse();
        refusal.ShouldBe(Refused.Malformed);
        Kid.TryParse(null, out _).ShouldBeFalse();
        Uuid.TryParse((string?)null, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_signature_by_a_key_of_another_size_is_refused()
    {
        using var small = RSA.Create(2048);
        SessionManifest.TryParse(new TestKey(small).Sign(SessionManifest.Typ, "{}"), out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe(Refused.Malformed);
        Jws.TryParse(Key.Sign(SessionManifest.Typ, "{}"), SessionManifest.Typ, out var jws, out _).ShouldBeTrue();
        jws.IsSignedBy(small).ShouldBeFalse();
    }

    [Fact]
    public void A_genesis_fits_in_one_entry_or_is_refused()
    {
        string Genesis(int members)
        {
            var list = Enumerable.Range(0, members).Select(_ => $$"""{"user":"{{Guid.NewGuid()}}","base":"{{SomeHash}}","role":"member"}""");
            return Key.Sign(RoomEntry.Typ, $$"""{"v":1,"conv":null,"n":0,"prev":null,"op":"create","kind":"open","history":"shared","members":[{{string.Join(',', list)}}],"iat":1}""");
        }

        RoomEntry.TryParse(Genesis(300), out var entry, out _).ShouldBeTrue();
        entry.Payload.ShouldBeOfType<CreateRoom>().Members.Count.ShouldBe(300);
        RoomEntry.TryParse(Genesis(0), out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe(Refused.Payload);
        RoomEntry.TryParse(Genesis(500), out _, out refusal).ShouldBeFalse();
        refusal.ShouldBe(Refused.TooLarge);
    }

    [Fact]
    public void What_test_people_wrap_and_seal_is_what_the_server_takes()
    {
        var device = new TestDevice(Guid.NewGuid(), Guid.NewGuid(), Key, Key);
        var session = new TestSession(device, ConversationId.Of(SomeHash), SomeHash, iat: 1);
        SessionManifest.TryParse(session.Manifest, out var manifest, out _).ShouldBeTrue();
        manifest.Payload.Key.ShouldBe(session.Id);
        SessionKeyJwe.TryParse(Encoding.ASCII.GetBytes(session.Wrap(Key)), out var wrapped, out _).ShouldBeTrue();
        wrapped.Manifest.ShouldBe(manifest.Hash);
        wrapped.Recipients.ShouldHaveSingleItem().Kid.ShouldBe(Key.Kid);
        Key.Unwrap(wrapped.Recipients[0].EncryptedKey).Length.ShouldBe(32);
        var (jwe, jws) = session.Text(1, null, "Hallo", [Key.Kid], iat: 1);
        MessageJwe.TryParse(jwe, out var message, out _).ShouldBeTrue();
        message.Key.ShouldBe(session.Id);
        session.Open(jwe).ShouldBe(jws);
        SessionKeyJwe.TryParse(Encoding.ASCII.GetBytes(session.Wrap(Key, Key)), out _, out var refusal).ShouldBeFalse("nobody stands there twice");
        refusal.ShouldBe(Refused.Malformed);
    }
}
