using System.Security.Cryptography;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using FsCheck.Xunit;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

/// <summary>Whatever is tried, in whatever order: a chain keeps its promises.</summary>
public class UserChainPropertyTests
{
    private static readonly Guid User = Guid.NewGuid();
    private static readonly Guid[] Ids = [.. Enumerable.Range(0, 14).Select(_ => Guid.NewGuid())];
    private static readonly Kid[] Kids = [.. Enumerable.Range(0, 40).Select(i => Kid.Parse(CanonicalBase64Url.Encode(SHA256.HashData([(byte)i]))))];

    /// <summary>One try: an operation on some device, with some keys, signed by some key, a little before or after.</summary>
    public readonly record struct Try(byte Op, byte Device, byte Sig, byte Enc, byte Signer, sbyte Later);

    [Property(MaxTest = 400)]
    public void A_chain_keeps_its_promises(Try[] tries)
    {
        var chain = UserChainState.Empty(User);
        var taken = new List<(UserEntry Entry, Kid Signer, Hash Hash)>();
        foreach (var one in tries)
        {
            var entry = EntryOf(one, chain);
            var signer = SignerOf(one, entry, chain);
            var hash = Hash.Of($"{taken.Count}.{entry}");
            var (next, refusal) = chain.Apply(entry, signer, hash, DateTimeOffset.UnixEpoch);
            (next is null).ShouldBe(refusal is not null);
            if (next is null)
                continue;
            ShouldFollow(chain, next, entry, signer, hash);
            taken.Add((entry, signer, hash));
            chain = next;
        }

        var again = taken.Aggregate(UserChainState.Empty(User), (state, one) => state.Apply(one.Entry, one.Signer, one.Hash, DateTimeOffset.UnixEpoch).Next!);
        again.Pairs.ShouldBe(chain.Pairs, "replaying what was taken gives the same state");
        (again.N, again.Head, again.Base).ShouldBe((chain.N, chain.Head, chain.Base));
    }

    private static void ShouldFollow(UserChainState before, UserChainState after, UserEntry entry, Kid signer, Hash hash)
    {
        (after.N, after.Head, entry.N, entry.Prev).ShouldBe((before.N + 1, hash, before.N + 1, before.Head));
        after.Iat.ShouldBeGreaterThanOrEqualTo(before.Iat);
        after.Devices.Count().ShouldBeLessThanOrEqualTo(UserChainState.MaxDevices);
        after.Pairs.Count(pair => pair is { Device: null, Removed: null }).ShouldBeLessThanOrEqualTo(1);
        after.Pairs.SelectMany(pair => new[] { pair.Sig, pair.Enc }).ShouldBeUnique();
        after.Pairs.Where(pair => pair.Device is not null).Select(pair => pair.Device).ShouldBeUnique();
        var begins = entry is FirstDevice or ResetDevices;
        (after.Base == hash).ShouldBe(begins, "only a beginning is a base");
        if (begins)
            after.Pairs.Where(pair => pair.Removed is null).ShouldHaveSingleItem().Sig.ShouldBe(signer);
        else
            before.OfSignature(signer).ShouldNotBeNull().Removed.ShouldBeNull("a removed key decides nothing");
        before.Pairs.Where(pair => pair.Removed is not null).ShouldAllBe(pair => after.Pairs.Contains(pair), "what is gone stays gone");
    }

    private static UserEntry EntryOf(Try one, UserChainState chain)
    {
        var (n, iat) = (chain.N + 1, Math.Max(0, chain.Iat + one.Later));
        var (device, sig, enc) = (Ids[one.Device % Ids.Length], Kids[one.Sig % Kids.Length], Kids[one.Enc % Kids.Length]);
        return (n == 0 && one.Op % 8 != 7 ? 0 : one.Op % 8) switch
        {
            0 => new FirstDevice(User, n, chain.Head, device, sig, enc, iat),
            1 or 5 or 6 => new AddDevice(User, n, chain.Head, device, sig, enc, iat),
            2 => new DropDevice(User, n, chain.Head, device, iat),
            3 => new RecoveryKey(User, n, chain.Head, sig, enc, iat),
            4 => new ResetDevices(User, n, chain.Head, device, sig, enc, iat),
            _ => new AddDevice(User, n + 1, chain.Head, device, sig, enc, iat),
        };
    }

    // Mostly somebody who may, so that chains grow; sometimes anybody.
    private static Kid SignerOf(Try one, UserEntry entry, UserChainState chain) => entry switch
    {
        FirstDevice first when one.Signer % 8 != 0 => first.Sig,
        ResetDevices reset when one.Signer % 8 != 0 => reset.Sig,
        _ when one.Signer % 4 != 0 && chain.Pairs.Where(pair => pair.Removed is null).ToList() is { Count: > 0 } pairs => pairs[one.Signer % pairs.Count].Sig,
        _ => Kids[one.Signer % Kids.Length],
    };
}
