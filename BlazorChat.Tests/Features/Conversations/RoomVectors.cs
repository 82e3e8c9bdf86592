using System.Security.Cryptography;
using System.Text.Json;
using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>The files room-chain*.json, which the client runs too: public keys by kid, and cases of chains.</summary>
internal sealed record RoomVectorFile(Dictionary<string, RoomVectorFile.Jwk> Keys, IReadOnlyList<RoomVector> Cases)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    internal sealed record Jwk(string Kty, string N, string E);

    public static RoomVectorFile Read(string name) =>
        JsonSerializer.Deserialize<RoomVectorFile>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Vectors", name)), Options)!;

    public RSA? KeyOf(Kid kid) => Keys.TryGetValue(kid.Value, out var jwk)
        ? RSA.Create(new RSAParameters { Modulus = FromBase64Url(jwk.N), Exponent = FromBase64Url(jwk.E) })
        : null;

    private static byte[] FromBase64Url(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}

/// <summary>One chain: who the people are, the entries, how many of them hold, why the next does not, the state at its end.</summary>
internal sealed record RoomVector(
    string Name,
    Dictionary<string, string[]> Users,
    Dictionary<string, long> Revoked,
    string[] Entries,
    int Valid,
    string? Refusal,
    RoomVector.EndState? State)
{
    private const long Tolerance = 600;

    internal sealed record EndState(string Conv, long N, string Head, string Kind, string History, Seat[] Members);

    internal sealed record Seat(string User, string Base, string Role);

    public async Task<(int Valid, string? Refusal, RoomChainState? State)> RunAsync(RoomVectorFile file)
    {
        var people = Users.Select(user => Replay(Guid.Parse(user.Key), user.Value)).ToList();
        RoomChainState? room = null;
        for (var i = 0; i < Entries.Length; i++)
        {
            if (!RoomEntry.TryParse(Entries[i], out var entry, out var refusal))
                return (i, refusal, room);
            var iat = entry.Payload.Iat;
            if (SignerOf(people, entry.Jws.Kid, iat) is not { } signer || file.KeyOf(entry.Jws.Kid) is not { } key)
                return (i, RoomRefusal.Signer, room);
            if (!entry.Jws.IsSignedBy(key))
                return (i, Refused.Signature, room);
            var succeeds = entry.Payload is SucceedAdmin succeed && room is not null
                && await Succession.IsDueAsync(room, succeed.User, (user, known) => new(HasDeviceAt(people, user, known, iat)));
            var (next, code) = RoomChain.Apply(room, entry, signer, succeeds);
            if (next is null)
                return (i, code, room);
            room = next;
        }

        return (Entries.Length, null, room);
    }

    private static UserChainState Replay(Guid user, string[] entries)
    {
        var chain = UserChainState.Empty(user);
        foreach (var jws in entries)
        {
            Assert.True(UserEntry.TryParse(jws, out var entry, out var refusal), refusal);
            (var next, refusal) = chain.Apply(entry.Payload, entry.Jws.Kid, entry.Hash, default);
            chain = next ?? throw new InvalidOperationException(refusal);
        }

        return chain;
    }

    private RoomSigner? SignerOf(List<UserChainState> people, Kid kid, long iat)
    {
        var chain = people.Find(person => person.OfSignature(kid) is { Device: not null } pair && pair.CountedAt(iat));
        if (chain is null || RevokedAt(kid) < iat - Tolerance)
            return null;
        return new RoomSigner(chain.User, chain.OfSignature(kid)!.Base);
    }

    private HasDevice HasDeviceAt(List<UserChainState> people, Guid user, Hash known, long iat)
    {
        var devices = people.Find(person => person.User == user)!.Pairs.Where(pair => pair.Device is not null && pair.Base == known);
        return devices.Any(pair => pair.Added.Iat <= iat && Math.Min(pair.Removed?.Iat ?? long.MaxValue, RevokedAt(pair.Sig)) > iat)
            ? HasDevice.Yes
            : HasDevice.No;
    }

    private long RevokedAt(Kid kid) => Revoked.GetValueOrDefault(kid.Value, long.MaxValue);
}
