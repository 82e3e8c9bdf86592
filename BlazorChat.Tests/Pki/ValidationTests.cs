using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Revocation;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>"Valid then" and "valid now".</summary>
public sealed class ValidationTests : IAsyncLifetime
{
    private static readonly TestDevice Device = TestDevice.New();
    private TestAuthority _host = null!;
    private IssueResult.Issued _issued = null!;

    private IAuthority Authority => _host.Authority;

    private DateTimeOffset Now => _host.Clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        _host = await TestAuthority.OpenAsync();
        _issued = await _host.IssueAsync(Device);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_key_is_valid_for_its_owner_and_use_and_nobody_else()
    {
        (await ThenAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Sig)).ShouldBe(KeyValidity.Valid);
        (await ThenAsync(_issued.Enc.Kid, Device.Owner, KeyUse.Enc)).ShouldBe(KeyValidity.Valid);
        (await ThenAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Enc)).ShouldBe(KeyValidity.OtherUse);
        (await ThenAsync(_issued.Sig.Kid, Device.Owner with { User = Guid.NewGuid() }, KeyUse.Sig)).ShouldBe(KeyValidity.OtherOwner);
        (await ThenAsync(_issued.Sig.Kid, Device.Owner with { Device = KeyOwner.Recovery }, KeyUse.Sig)).ShouldBe(KeyValidity.OtherOwner);
        (await ThenAsync("unknown", Device.Owner, KeyUse.Sig)).ShouldBe(KeyValidity.Unknown);
    }

    [Theory]
    [InlineData(-60, KeyValidity.Valid)]
    [InlineData(-70, KeyValidity.Valid)]
    [InlineData(-71, KeyValidity.OutOfTime)]
    [InlineData(90 * 24 * 60, KeyValidity.Valid)]
    [InlineData((90 * 24 * 60) + 10, KeyValidity.Valid)]
    [InlineData((90 * 24 * 60) + 11, KeyValidity.OutOfTime)]
    public async Task Looking_back_there_are_ten_minutes_of_tolerance(int minutes, KeyValidity expected) =>
        (await Authority.ValidateAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Sig, Now.AddMinutes(minutes))).ShouldBe(expected);

    [Fact]
    public async Task Now_there_is_none()
    {
        (await NowAsync()).ShouldBe(KeyValidity.Valid);
        _host.Clock.Advance(TimeSpan.FromDays(90));
        (await NowAsync()).ShouldBe(KeyValidity.Valid);
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await NowAsync()).ShouldBe(KeyValidity.OutOfTime);
        await _host.IssueAsync(Device);
        (await NowAsync()).ShouldBe(KeyValidity.Valid, "renewed");
    }

    [Fact]
    public async Task A_gap_between_two_leaves_is_a_gap()
    {
        var gap = Now.AddDays(95);
        _host.Clock.Advance(TimeSpan.FromDays(100));
        await _host.IssueAsync(Device);
        (await Authority.ValidateAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Sig, gap)).ShouldBe(KeyValidity.OutOfTime);
        (await Authority.ValidateAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Sig, gap.AddDays(-10))).ShouldBe(KeyValidity.Valid);
    }

    [Fact]
    public async Task What_was_signed_before_the_revocation_stays_valid()
    {
        _host.Clock.Advance(TimeSpan.FromDays(1));
        await Authority.RevokeAsync(KeySelection.Of(_issued.Sig.Kid), RevocationReason.KeyCompromise, Actor.System);
        (await Authority.ValidateAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Sig, Now.AddMinutes(-1))).ShouldBe(KeyValidity.Valid);
        (await Authority.ValidateAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Sig, Now.AddMinutes(10))).ShouldBe(KeyValidity.Valid);
        (await Authority.ValidateAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Sig, Now.AddMinutes(11))).ShouldBe(KeyValidity.Revoked);
        (await NowAsync()).ShouldBe(KeyValidity.Revoked, "no tolerance now");
        (await ThenAsync(_issued.Enc.Kid, Device.Owner, KeyUse.Enc)).ShouldBe(KeyValidity.Valid, "the other key is not revoked");
    }

    [Fact]
    public async Task A_key_on_hold_is_not_valid_now_until_released()
    {
        await Authority.HoldAsync(KeySelection.OfUser(Device.User), Actor.System);
        (await NowAsync()).ShouldBe(KeyValidity.Held);
        await Authority.ReleaseAsync(KeySelection.OfUser(Device.User), Actor.System);
        (await NowAsync()).ShouldBe(KeyValidity.Valid);
    }

    [Fact]
    public void A_changed_octet_anywhere_makes_a_certificate_worthless()
    {
        var good = _issued.Sig.Der.ToArray();
        Validate(good).ShouldBe(KeyValidity.Valid);
        for (var i = 0; i < good.Length; i++)
        {
            var changed = (byte[])good.Clone();
            changed[i] ^= (byte)(1 << (i % 8));
            Validate(changed).ShouldBe(KeyValidity.Malformed, $"octet {i}");
        }
        Validate([.. good, 0]).ShouldBe(KeyValidity.Malformed);
        Validate(good[..^1]).ShouldBe(KeyValidity.Malformed);
        Validate([]).ShouldBe(KeyValidity.Malformed);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_worthless()
    {
        await using var other = await TestAuthority.OpenAsync();
        Validate((await other.IssueAsync(Device)).Sig.Der.ToArray()).ShouldBe(KeyValidity.Malformed);
        Validate(Authority.IssuingCertificate.ToArray()).ShouldBe(KeyValidity.Malformed);
    }

    private KeyValidity Validate(byte[] certificate) => Authority.Validate(certificate, Device.Owner, KeyUse.Sig, Now);

    private Task<KeyValidity> ThenAsync(string kid, KeyOwner owner, KeyUse use) => Authority.ValidateAsync(kid, owner, use, Now);

    private Task<KeyValidity> NowAsync() => Authority.ValidateNowAsync(_issued.Sig.Kid, Device.Owner, KeyUse.Sig);
}
