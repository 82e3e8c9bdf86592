using System.Text.Json;
using BlazorChat.Tests.Protocol;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>The user chains that clients replay, replayed by the server: the same entries valid, the same state, the same reason.</summary>
public class UserChainVectorTests
{
    public static TheoryData<string, string> Cases() => VectorFile.Names("user-chain-valid", "user-chain-refused");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Server_and_clients_agree_on_a_chain(string file, string name)
    {
        var vectors = VectorFile.Open(file);
        var one = vectors[name];
        var chain = UserChainState.Empty(Guid.Parse(one.GetProperty("user").GetString()!));
        string? refusal = null;
        foreach (var entry in one.GetProperty("entries").EnumerateArray())
        {
            (var next, refusal) = Continue(chain, entry.GetString()!, vectors.Root.GetProperty("keys"));
            if (refusal is not null)
                break;
            chain = next!;
        }

        refusal.ShouldBe(one.GetProperty("refusal").GetString());
        (chain.N + 1).ShouldBe(one.GetProperty("valid").GetInt64());
        ShouldBe(chain, one.GetProperty("state"));
    }

    private static (UserChainState? Next, string? Refusal) Continue(UserChainState chain, string jws, JsonElement keys)
    {
        if (!UserEntry.TryParse(jws, out var entry, out var refusal))
            return (null, refusal == Refused.UpdateNeeded ? "version" : "form");
        var applied = chain.Apply(entry.Payload, entry.Jws.Kid, entry.Hash, entry.Payload.At);
        if (applied.Refusal is not null)
            return applied;
        using var key = FormVectorTests.RsaOf(keys.GetProperty(entry.Jws.Kid.Value));
        return entry.Jws.IsSignedBy(key) ? applied : (null, ChainRefusal.Signature);
    }

    private static void ShouldBe(UserChainState chain, JsonElement state)
    {
        chain.N.ShouldBe(state.GetProperty("n").GetInt64());
        chain.Head?.Value.ShouldBe(state.GetProperty("head").GetString());
        chain.Base?.Value.ShouldBe(state.GetProperty("base").GetString());
        chain.Devices.Select(pair => (Uuid.Write(pair.Device!.Value), pair.Sig.Value, pair.Enc.Value)).ShouldBe(
            state.GetProperty("devices").EnumerateArray().Select(Triple));
        if (state.GetProperty("recovery") is { ValueKind: JsonValueKind.Object } recovery)
            (chain.Recovery!.Sig.Value, chain.Recovery.Enc.Value).ShouldBe((recovery.GetProperty("sig").GetString()!, recovery.GetProperty("enc").GetString()!));
        else
            chain.Recovery.ShouldBeNull();
    }

    private static (string, string, string) Triple(JsonElement device) =>
        (device.GetProperty("device").GetString()!, device.GetProperty("sig").GetString()!, device.GetProperty("enc").GetString()!);
}
