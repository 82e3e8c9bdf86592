using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace BlazorChat.Tests.Features.Conversations;

/// <summary>Whatever is tried on a room, in any order, by anybody: what the rules promise holds after each entry that was taken.</summary>
public class RoomChainPropertyTests
{
    private const int MaxMembers = 4;
    private static readonly Guid[] People = [.. Enumerable.Range(1, 6).Select(i => new Guid(i, 0, 0, new byte[8]))];
    private static readonly Hash[] Bases = [Hash.Of("old"), Hash.Of("new")];

    /// <summary>Something somebody tries. Numbers choose people, bases and roles.</summary>
    public sealed record Attempt(int Op, int Signer, int SignerBase, int User, int Base, bool Admin, bool Due);

    public static class Attempts
    {
        public static Arbitrary<Attempt[]> Many() => Arb.From(
            (from op in Gen.Choose(0, 5)
             from signer in Gen.Choose(0, People.Length - 1)
             from signerBase in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Constant(1)))
             from user in Gen.Choose(0, People.Length - 1)
             from known in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(1)))
             from admin in Gen.Elements(true, false)
             from due in Gen.Elements(true, false)
             select new Attempt(op, signer, signerBase, user, known, admin, due)).ArrayOf(60));
    }

    [Property(Arbitrary = [typeof(Attempts)], MaxTest = 300)]
    public void A_private_room_keeps_its_promises(Attempt[] attempts) => Check(RoomKind.Private, attempts);

    [Property(Arbitrary = [typeof(Attempts)], MaxTest = 300)]
    public void An_open_room_keeps_its_promises(Attempt[] attempts) => Check(RoomKind.Open, attempts);

    [Property(Arbitrary = [typeof(Attempts)], MaxTest = 300)]
    public void A_dm_keeps_its_promises(Attempt[] attempts) => Check(RoomKind.Dm, attempts);

    private static void Check(RoomKind kind, Attempt[] attempts)
    {
        var room = Begin(kind);
        foreach (var attempt in attempts)
        {
            var signer = new RoomSigner(People[attempt.Signer], Bases[attempt.SignerBase]);
            var entry = EntryOf(room, attempt);
            var (next, refusal) = RoomChain.Apply(room, entry, signer, attempt.Due, MaxMembers);
            Assert.True(next is null != refusal is null);
            if (next is null)
                continue;
            Promises(room, next, entry.Payload, signer, attempt.Due);
            room = next;
        }
    }

    private static void Promises(RoomChainState before, RoomChainState after, RoomEntry entry, RoomSigner signer, bool due)
    {
        Assert.Contains(after.Seats.Values, seat => seat.Role == RoomRole.Admin);
        Assert.InRange(after.Seats.Count, 1, MaxMembers);
        Assert.Equal(before.N + 1, after.N);
        Assert.NotEqual(before.Head, after.Head);
        Assert.Equal((before.Id, before.Kind, before.History), (after.Id, after.Kind, after.History));
        Assert.False(Same(before, after), "An op that changes nothing was taken.");
        Assert.DoesNotContain(after.Removed, after.IsMember);

        // Nobody outside, and nobody under an outdated base, changed anything; except a join.
        var joins = entry is AddMember { Member: var member } && member.User == signer.User;
        Assert.True(joins || before.Seats.TryGetValue(signer.User, out var seat) && seat.Base == signer.Base);
        var admin = before.IsAdmin(signer.User);
        if (joins)
            Assert.True(before.Kind == RoomKind.Open && !before.Removed.Contains(signer.User) && !after.IsAdmin(signer.User));
        else if (entry is not LeaveRoom and not SucceedAdmin)
            Assert.True(admin);

        // Nobody's seat changed but the one named, and nobody raised themselves but by a due succession.
        var named = entry switch { AddMember add => add.Member.User, RemoveMember e => e.User, ChangeRole e => e.User, LeaveRoom e => e.User, SucceedAdmin e => e.User, _ => Guid.Empty };
        Assert.All(People.Where(person => person != named), person => Assert.Equal(before.Seats.GetValueOrDefault(person), after.Seats.GetValueOrDefault(person)));
        if (!admin && after.IsAdmin(signer.User))
            Assert.True(entry is SucceedAdmin && due);
        if (before.Kind == RoomKind.Dm)
            Assert.True(after.Seats.Keys.ToHashSet().SetEquals(before.Seats.Keys) && after.Seats.Values.All(place => place.Role == RoomRole.Admin));
    }

    private static bool Same(RoomChainState one, RoomChainState other) =>
        one.Seats.Count == other.Seats.Count
        && one.Seats.All(seat => other.Seats.TryGetValue(seat.Key, out var place) && (place.Base, place.Role) == (seat.Value.Base, seat.Value.Role));

    private static RoomChainState Begin(RoomKind kind)
    {
        var second = kind == RoomKind.Dm ? RoomRole.Admin : RoomRole.Member;
        var members = new RoomMember[] { new(People[0], Bases[0], RoomRole.Admin), new(People[1], Bases[0], second) };
        var (room, refusal) = RoomChain.Apply(
            null, Signed(new CreateRoom(kind, RoomHistory.Shared, members, 0), "genesis"), new RoomSigner(People[0], Bases[0]), false, MaxMembers);
        Assert.Null(refusal);
        return room!;
    }

    private static Signed<RoomEntry> EntryOf(RoomChainState room, Attempt attempt)
    {
        var (user, n, role) = (People[attempt.User], room.N + 1, attempt.Admin ? RoomRole.Admin : RoomRole.Member);
        RoomEntry entry = attempt.Op switch
        {
            0 => new AddMember(room.Id, n, room.Head, new RoomMember(user, Bases[attempt.Base], role), 0),
            1 => new RemoveMember(room.Id, n, room.Head, user, 0),
            2 => new ChangeRole(room.Id, n, room.Head, user, role, 0),
            3 => new LeaveRoom(room.Id, n, room.Head, user, 0),
            4 => new SucceedAdmin(room.Id, n, room.Head, user, 0),
            _ => new AddMember(room.Id, n, room.Head, new RoomMember(People[attempt.Signer], Bases[attempt.SignerBase], role), 0),
        };
        return Signed(entry, $"{room.Head} {attempt}");
    }

    /// <summary>The rules look at payload and hash alone; no signature is needed to try them.</summary>
    internal static Signed<RoomEntry> Signed(RoomEntry entry, string unique)
    {
        var header = Encode("""{"alg":"PS256","typ":"chat-room+jws","kid":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""");
        var compact = $"{header}.{Encode(unique)}.{new string('A', RsaKeys.Bytes / 3 * 4)}";
        Assert.True(Jws.TryParse(compact, RoomEntry.Typ, out var jws, out var refusal), refusal);
        return new Signed<RoomEntry>(jws, entry);
    }

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.ASCII.GetBytes(text));
}
