using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Protocol;

/// <summary>Runs every shared case of what the server reads: it takes what clients take, and nothing else.</summary>
public class FormVectorTests
{
    public static TheoryData<string, string> Texts() => VectorFile.Names("base64url", "hash", "hash-form", "recipients-hash", "exact-json");

    public static TheoryData<string, string> Envelopes() => VectorFile.Names("message-jwe", "bundle-jwe", "recovery-jwe", "own-jwe", "session-key-jwe");

    public static TheoryData<string, string> Signatures() => VectorFile.Names("jws", "jws-signature");

    [Theory]
    [MemberData(nameof(Texts))]
    [MemberData(nameof(Envelopes))]
    [MemberData(nameof(Signatures))]
    public void The_server_takes_what_clients_take_and_nothing_else(string file, string name)
    {
        var one = VectorFile.Open(file)[name];
        var input = one.GetProperty("input");
        if (file == "jws" && input.GetProperty("typ").GetString() == "chat-msg+jws")
            return; // encrypted: no server ever sees one

        var taken = Take(file, input);

        (taken is not null).ShouldBe(one.GetProperty("valid").GetBoolean(), name);
        foreach (var (member, value) in taken ?? [])
            value.ShouldBe(TextOf(one.GetProperty(member)), $"{name}: {member}");
        if (one.TryGetProperty("code", out var code) && code.GetString() == "update-needed" && file == "jws")
            RefusalOf(input).ShouldBe(Refused.UpdateNeeded);
    }

    private static string? TextOf(JsonElement expected) =>
        expected.ValueKind == JsonValueKind.String ? expected.GetString() : JsonSerializer.Serialize(expected);

    /// <summary>What reading gives, or null if it is refused.</summary>
    private static Dictionary<string, string>? Take(string file, JsonElement input) => file switch
    {
        "base64url" => CanonicalBase64Url.TryDecode(input.GetString(), out var bytes) ? new() { ["hex"] = Convert.ToHexStringLower(bytes) } : null,
        "hash" => new() { ["hash"] = Hash.Of(input.GetString()).Value },
        "hash-form" => Hash.TryParse(input.GetString(), out _) ? [] : null,
        "recipients-hash" => new() { ["to"] = ToHash.Of(input.EnumerateArray().Select(kid => Kid.Parse(kid.GetString()!))) },
        "exact-json" => TakeExact(Encoding.UTF8.GetBytes(input.GetString()!)),
        "message-jwe" => MessageJwe.TryParse(input.GetString(), out var jwe, out _) ? new() { ["session"] = jwe.Key.Value } : null,
        "bundle-jwe" => BundleJwe.TryParse(input.GetString(), out var jwe, out _) ? new() { ["kid"] = jwe.Recipient.Value } : null,
        "recovery-jwe" => RecoveryJwe.TryParse(input.GetString(), out _, out _) ? [] : null,
        "own-jwe" => TakeOwn(Encoding.UTF8.GetBytes(input.GetString()!)),
        "session-key-jwe" => TakeSessionKey(Encoding.UTF8.GetBytes(input.GetString()!)),
        "jws" => TakeSigned(input),
        "jws-signature" => TakeSignature(input),
        _ => throw new ArgumentException($"No reader for {file}.", nameof(file)),
    };

    private static Dictionary<string, string>? TakeExact(byte[] json)
    {
        var reader = new ExactReader(json);
        return reader.Open() && reader.Integer("v"u8, out var v) && v == 1
            && reader.Text("a"u8, out string a) && reader.Integer("n"u8, out var n) && reader.Close() && reader.End
                ? new() { ["value"] = JsonSerializer.Serialize(new { v, a, n }) }
                : null;
    }

    private static Dictionary<string, string>? TakeSessionKey(byte[] json) =>
        SessionKeyJwe.TryParse(json, out var jwe, out _)
            ? new() { ["sm"] = jwe.Manifest.Value, ["kids"] = JsonSerializer.Serialize(jwe.Recipients.Select(recipient => recipient.Kid.Value)) }
            : null;

    // Whom it is for is not the server's business.
    private static Dictionary<string, string>? TakeOwn(byte[] json)
    {
        if (!OwnRecordJwe.TryParse(json, out var jwe, out _))
            return null;
        using var read = JsonDocument.Parse(jwe.Json);
        return new() { ["kids"] = JsonSerializer.Serialize(read.RootElement.GetProperty("recipients").EnumerateArray().Select(recipient => recipient.GetProperty("header").GetProperty("kid").GetString())) };
    }

    private static Dictionary<string, string>? TakeSigned(JsonElement input)
    {
        var compact = input.GetProperty("compact").GetString();
        Jws? jws = input.GetProperty("typ").GetString() switch
        {
            UserEntry.Typ => UserEntry.TryParse(compact, out var entry, out _) ? entry.Jws : null,
            RoomEntry.Typ => RoomEntry.TryParse(compact, out var entry, out _) ? entry.Jws : null,
            SessionManifest.Typ => SessionManifest.TryParse(compact, out var manifest, out _) ? manifest.Jws : null,
            ChatAuth.Typ => ChatAuth.TryParse(compact, out var auth, out _) ? auth.Jws : null,
            var typ => throw new ArgumentException($"No reader for {typ}.", nameof(input)),
        };
        return jws is null ? null : new() { ["kid"] = jws.Kid.Value };
    }

    private static string? RefusalOf(JsonElement input)
    {
        var compact = input.GetProperty("compact").GetString();
        string? refusal = null;
        _ = input.GetProperty("typ").GetString() switch
        {
            UserEntry.Typ => UserEntry.TryParse(compact, out _, out refusal),
            RoomEntry.Typ => RoomEntry.TryParse(compact, out _, out refusal),
            SessionManifest.Typ => SessionManifest.TryParse(compact, out _, out refusal),
            _ => ChatAuth.TryParse(compact, out _, out refusal),
        };
        return refusal;
    }

    private static Dictionary<string, string>? TakeSignature(JsonElement input)
    {
        using var key = RsaOf(input.GetProperty("jwk"));
        return SessionManifest.TryParse(input.GetProperty("compact").GetString(), out var manifest, out _) && manifest.Jws.IsSignedBy(key) ? [] : null;
    }

    internal static RSA RsaOf(JsonElement jwk)
    {
        CanonicalBase64Url.TryDecode(jwk.GetProperty("n").GetString(), out var modulus).ShouldBeTrue();
        CanonicalBase64Url.TryDecode(jwk.GetProperty("e").GetString(), out var exponent).ShouldBeTrue();
        return RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
    }
}
