using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Devices;
using BlazorChat.Web.Protocol;
using NSubstitute;
using Shouldly;

namespace BlazorChat.Tests.Features.Devices;

public sealed class SigningTimeTests : IDisposable
{
    private readonly AdjustableClock clock = new();
    private readonly IAuthority authority = Substitute.For<IAuthority>();
    private readonly SigningTime times;
    private readonly Guid user = Guid.NewGuid();
    private readonly KeyPair pair;
    private readonly List<IssuedCertificate> leaves = [];

    public SigningTimeTests()
    {
        times = new SigningTime(authority, clock);
        var device = Guid.NewGuid();
        var first = new FirstDevice(user, 0, null, device, AnyKid(), AnyKid(), clock.GetUtcNow().ToUnixTimeSeconds());
        var (next, _) = UserChainState.Empty(user).Apply(first, first.Sig, Hash.Of("first"), clock.GetUtcNow());
        pair = next!.OfDevice(device)!;
        authority.CertificatesOfAsync(Arg.Any<IReadOnlyCollection<string>>(), Arg.Any<CancellationToken>()).Returns(_ =>
            Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<IssuedCertificate>>>(
                new Dictionary<string, IReadOnlyList<IssuedCertificate>> { [pair.Sig.Value] = [.. leaves] }));
    }

    public void Dispose() => times.Dispose();

    [Fact]
    public async Task It_is_asked_for_once_and_then_known_until_it_is_over()
    {
        Certify();
        for (var i = 0; i < 5; i++)
            (await IsOverAsync()).ShouldBeFalse();
        await AskedAsync(1);

        clock.Advance(TimeSpan.FromDays(90) + TimeSpan.FromSeconds(1));

        (await IsOverAsync()).ShouldBeTrue();
        await AskedAsync(2);
    }

    [Fact]
    public async Task A_renewal_counts_at_once()
    {
        Certify();
        clock.Advance(TimeSpan.FromDays(91));
        (await IsOverAsync()).ShouldBeTrue();

        Certify();

        (await IsOverAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_without_a_certificate_may_not_sign() => (await IsOverAsync()).ShouldBeTrue();

    [Fact]
    public async Task The_certificate_of_another_owner_or_use_does_not_count()
    {
        Certify(KeyUse.Enc);
        Certify(owner: new KeyOwner(Guid.NewGuid(), pair.DeviceName));

        (await IsOverAsync()).ShouldBeTrue();
    }

    private ValueTask<bool> IsOverAsync() => times.IsOverAsync(user, pair, default);

    private async Task AskedAsync(int often) => await authority.ReceivedWithAnyArgs(often).CertificatesOfAsync(default!, default);

    private void Certify(KeyUse use = KeyUse.Sig, KeyOwner? owner = null) => leaves.Add(new IssuedCertificate(
        pair.Sig.Value, "00", owner ?? new KeyOwner(user, pair.DeviceName), use,
        clock.GetUtcNow().AddHours(-1), clock.GetUtcNow().AddDays(90), default, default));

    private static Kid AnyKid() => Kid.Parse(System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)));
}
