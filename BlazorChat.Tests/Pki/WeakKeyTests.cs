using System.Numerics;
using System.Security.Cryptography;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Lints;
using BlazorChat.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>Keys of a good size that can be broken all the same.</summary>
public sealed class WeakKeyTests(SharedAuthority shared) : IClassFixture<SharedAuthority>
{
    // Made as the chips of CVE-2017-15361 did: k M + 65537^a mod M, M the product of the first 126 primes.
    private const string RocaP = "E48A27C7AC3729AEA5C871B01C7D0CA7B1BD5FE23CB082F73A4C168CBC5681E932E64A45BFC6804F568214147DD35BF36E01B91116A5B995B00DDD9F9AF6892EC9E02910B81E892158AA334BE0BF76E28EA4614E9832B08BCB39E15BA3971FDCEDA15B0E56D28C810059C0A25EBC588B562475DB5B801A59AD9606072EFF4D63FEB0F77115B2F90328F56471E34CB0E92687EF5FBBEF7C5EC52ED8BCA71FB62F8C77D1E0708612C229DDAA31744B68B060BEE03B07DC135BE698967456F5E89F";
    private const string RocaQ = "CB521E19091EDD7CF56943BAE3A9E0ADBDD9AF804C4A936BA58EC044C815367003899209A96E7149521A673E6728F3741BAB55B7B7C96D482972F4C123CA3F1A0EAD667B9616A70C6D1784072A4134915505ED9F2989ABEF3B94916FCD0BEDA1F3EF9F995CD5C67C47B707A1AA96D9FD7507CB8CBE06753A45149CB110DB544E3F7DCCA6B3FA2369F0C5F76650D6813D065D13FB08ECC16FE0FDD98F08779AC1786FFAD77AFD532A7E1737AEF5DC4A69B2D183002B0D096946343E2CB9271E1D";

    // A prime; the next one is 478 further.
    private const string CloseP = "C38CA3129CC32B109998848E685E53865428FE89E6CBAE2DE9C3F1BD039DF2E7C0C8342F90001738C55AD2DD69E94612619229253A7423D08B06B78721906ACF3BFADC8380945905CE86C2702D53146FC502171FC7EB3099E40DFEABFB5A8120EB2F6D9F43E5ECDF55D15F6B16ACE07363F05C533C7F8948F303DD01C9DC4492A73514C72CA673FC190281C0F5B5CF4C591B8EB2E66A7837069019FE807C264ACB48DB837F0C8880225DDF332DA39DC3856E313955338DF5A3E02D6AFD089D4B";

    private readonly TestAuthority _host = shared.Host;

    [Theory]
    [InlineData("ROCA", "ROCA, CVE-2017-15361")]
    [InlineData("close primes", "close primes, CVE-2022-26320")]
    public async Task A_device_that_asks_with_such_a_key_is_refused_and_it_goes_on_record(string kind, string lint)
    {
        var (p, q) = kind == "ROCA" ? (Number(RocaP), Number(RocaQ)) : (Number(CloseP), Number(CloseP) + 478);
        using var key = RSA.Create(RsaPool.Combine(p, q));
        var device = TestDevice.New() with { Enc = key };
        var refused = await _host.RefuseAsync(device.Request());
        (refused.Code, refused.Use).ShouldBe((IssueRefusal.BrokenKey, KeyUse.Enc));
        refused.Detail.ShouldContain("Make a new key, with another program.");
        await using var database = await _host.DatabaseAsync();
        var row = await database.Set<LedgerRow>().OrderByDescending(row => row.Seq).FirstAsync();
        (row.Act, row.User, row.Reason, row.Detail).ShouldBe((LedgerAct.Refuse, device.User, IssueRefusal.BrokenKey, lint));
        (await _host.Authority.CertificatesOfAsync([Kid(device.Sig)])).ShouldBeEmpty("neither key is certified");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(251)]
    [InlineData(751)]
    public async Task A_modulus_with_a_small_factor_is_refused(int factor)
    {
        var modulus = (BigInteger.One << 3071) + 1;
        modulus += factor - (modulus % factor);
        var refused = await RefuseAsync(modulus.IsEven ? modulus + factor : modulus);
        (refused.Code, refused.Lint).ShouldBe((IssueRefusal.BrokenKey, "small factors, NIST SP 800-89 5.3.3"));
    }

    [Fact]
    public async Task The_key_of_the_authority_itself_is_refused()
    {
        var issuing = RsaPublicKey.Read(_host.Get<OpenedAuthority>().Keys.Issuing.PublicKey)!;
        (await RefuseAsync(issuing.Modulus)).Lint.ShouldBe("own key, one owner a key");
    }

    [Theory]
    [InlineData(2048, true)]
    [InlineData(3072, true)]
    [InlineData(4096, true)]
    [InlineData(2040, false)]
    [InlineData(4104, false)]
    public async Task A_server_may_have_2048_to_4096_bits(int bits, bool taken)
    {
        ServerNames.TryParse(["chat.example"], out var names, out _).ShouldBeTrue();
        // Whatever it is, it is no small multiple, no ROCA, no product of close primes.
        var key = PublicKey(Number($"{CloseP}{RocaP}{RocaQ}"[..(bits / 4)]) | 1);
        var modulus = key.Modulus;
        while (SmallFactors.Divide(modulus))
            modulus += 2;
        var (issued, refusal) = await _host.Get<CertifyKeys>().HandleAsync(PublicKey(modulus), LeafSubject.TlsServer(names!), Actor.Host, CancellationToken.None);
        (issued is not null).ShouldBe(taken, refusal?.Detail);
        refusal?.Lint.ShouldBe("key size, NIST SP 800-57 part 1");
    }

    [Fact]
    public void Good_keys_have_none_of_the_marks()
    {
        for (var i = 0; i < 20; i++)
        {
            using var key = RsaPool.Next();
            var modulus = RsaPublicKey.Read(key.ExportSubjectPublicKeyInfo())!.Modulus;
            SmallFactors.Divide(modulus).ShouldBeFalse();
            Roca.MarkIsOn(modulus).ShouldBeFalse();
            ClosePrimes.Divide(modulus).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(101, 103)]
    [InlineData(104729, 104729)]
    public void The_roots_of_close_primes_are_found_to_the_last_digit(int p, int q) => ClosePrimes.Divide(new BigInteger(p) * q).ShouldBeTrue();

    [Fact]
    public void The_roots_of_squares_and_of_their_neighbours_are_found_at_every_size()
    {
        for (var bits = 2; bits <= 2048; bits += bits < 200 ? 1 : 61)
        {
            foreach (var root in new[] { BigInteger.One << (bits - 1), (BigInteger.One << bits) - 1, (BigInteger.One << bits) / 3 })
            {
                ClosePrimes.Divide(root * root).ShouldBeTrue($"{root} squared");
                ClosePrimes.Divide(root * (root + 2)).ShouldBeTrue($"{root} · {root + 2}");
            }
        }
    }

    [Fact]
    public void Each_prime_below_752_is_found_and_none_above()
    {
        var modulus = BigInteger.Pow(757, 320);
        SmallFactors.Divide(modulus).ShouldBeFalse();
        for (var prime = 2; prime < 752; prime++)
            if (Enumerable.Range(2, prime - 2).All(divisor => prime % divisor != 0))
                SmallFactors.Divide(modulus * prime).ShouldBeTrue($"{prime}");
    }

    private async Task<IssueResult.Refused> RefuseAsync(BigInteger modulus)
    {
        var (issued, refusal) = await _host.Get<CertifyKeys>().HandleAsync(PublicKey(modulus), LeafSubject.TlsClient(Guid.NewGuid(), "Alice"), Actor.System, CancellationToken.None);
        issued.ShouldBeNull();
        return refusal.ShouldNotBeNull();
    }

    private static string Kid(RSA key) => RsaPublicKey.Read(key.ExportSubjectPublicKeyInfo())!.Kid;

    private static RsaPublicKey PublicKey(BigInteger modulus)
    {
        using var key = RSA.Create(new RSAParameters { Modulus = modulus.ToByteArray(isUnsigned: true, isBigEndian: true), Exponent = [1, 0, 1] });
        return RsaPublicKey.Read(key.ExportSubjectPublicKeyInfo())!;
    }

    private static BigInteger Number(string hex) => new(Convert.FromHexString(hex), isUnsigned: true, isBigEndian: true);
}
