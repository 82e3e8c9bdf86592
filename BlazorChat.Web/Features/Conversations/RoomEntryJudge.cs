using BlazorChat.Pki;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using Microsoft.Extensions.Options;

namespace BlazorChat.Web.Features.Conversations;

/// <summary>
/// What the server verifies of a room chain entry before it is appended: signature by the very device that posts it, which counts now with
/// a certificate valid now; time; the rules of the chain; that the bases named are people's current ones.
/// </summary>
internal sealed class RoomEntryJudge(
    IUserChains chains, IAuthority authority, IOptions<ConversationOptions> options, TimeProvider clock)
{
    /// <summary>Protocol: an <c>iat</c> further off the server's clock is refused.</summary>
    private const long ToleranceSeconds = 600;

    /// <returns>The state after the entry, or a code of <see cref="RoomRefusal"/> or <see cref="SignerRefusal"/>.</returns>
    public async Task<(RoomChainState? State, string? Refusal)> JudgeAsync(
        RoomChainState? before, Signed<RoomEntry> entry, ChatSession session, CancellationToken cancellation)
    {
        var (signer, refusal) = await chains.VerifyAsync(entry.Jws, session.User, cancellation);
        if (signer is null)
            return (null, refusal);
        // Not the recovery key, and not an entry that somebody else had signed and kept.
        if (signer.Pair.Device is not { } device || device != session.Device)
            return (null, RoomRefusal.Signer);
        if (Math.Abs(entry.Payload.Iat - clock.GetUtcNow().ToUnixTimeSeconds()) > ToleranceSeconds)
            return (null, RoomRefusal.Iat);
        var succeeds = entry.Payload is SucceedAdmin succeed && before is not null
            && await Succession.IsDueAsync(before, succeed.User, (user, known) => HasDeviceAsync(user, known, cancellation));
        (var next, refusal) = RoomChain.Apply(
            before, entry, new RoomSigner(session.User, signer.Pair.Base), succeeds, options.Value.MaxMembers);
        if (next is null)
            return (null, refusal);
        return await NamesCurrentBasesAsync(entry.Payload, cancellation) ? (next, null) : (null, RoomRefusal.Base);
    }

    /// <summary>Whether the user's chain has begun anew since this base.</summary>
    public async ValueTask<bool> IsOutdatedAsync(Guid user, Hash known, CancellationToken cancellation) =>
        (await chains.OfAsync(user, cancellation)).Base != known;

    private async Task<bool> NamesCurrentBasesAsync(RoomEntry entry, CancellationToken cancellation)
    {
        IEnumerable<RoomMember> named = entry switch
        {
            CreateRoom create => create.Members,
            AddMember add => [add.Member],
            _ => [],
        };
        foreach (var member in named)
        {
            if (await IsOutdatedAsync(member.User, member.Base, cancellation))
                return false;
        }

        return true;
    }

    private async ValueTask<HasDevice> HasDeviceAsync(Guid user, Hash known, CancellationToken cancellation)
    {
        var chain = await chains.OfAsync(user, cancellation);
        var has = chain.Base == known && chain.Devices.Any(pair => authority.StatusOf(pair.Sig.Value).State != KeyState.Revoked);
        return has ? HasDevice.Yes : HasDevice.No;
    }
}
