using System.Numerics;
using System.Security.Cryptography;
using BlazorChat.Pki;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Lints;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public sealed class SharedFactorsTests
{
    private static readonly BigInteger[] Primes = [10007, 10009, 10037, 10039, 10061, 10067, 10069, 10079, 10091, 10093, 10099, 10103, 10111, 10133];

    [Fact]
    public void Pairs_inside_a_block_are_found_however_many_there_are()
    {
        // 0 and 3 share, 3 and 4 share, 1 and 2 nothing.
        var block = ProductTree.Of([Primes[0] * Primes[1], Primes[2] * Primes[3], Primes[4] * Primes[5], Primes[1] * Primes[6], Primes[6] * Primes[7]]);
        SharedFactors.Within(block).ShouldBe([(0, 3), (3, 4)]);
        SharedFactors.Within(ProductTree.Of([Primes[0] * Primes[1]])).ShouldBeEmpty();
    }

    [Fact]
    public void Pairs_between_two_blocks_are_found_also_where_both_primes_are_shared()
    {
        var ours = ProductTree.Of([Primes[0] * Primes[1], Primes[2] * Primes[3], Primes[4] * Primes[5]]);
        var theirs = ProductTree.Of([Primes[6] * Primes[7], Primes[0] * Primes[8], Primes[1] * Primes[9], Primes[5] * Primes[10]]);
        SharedFactors.Between(ours, theirs).ShouldBe([(0, 1), (0, 2), (2, 3)]);
        SharedFactors.Between(theirs, ProductTree.Of([Primes[11] * Primes[12]])).ShouldBeEmpty();
    }

    [Fact]
    public void A_product_comes_down_its_tree_as_one_by_one()
    {
        var numbers = Enumerable.Range(0, 13).Select(i => Primes[i] * Primes[i + 1]).ToArray();
        var value = BigInteger.Pow(3, 400);
        ProductTree.Of(numbers).Root.ShouldBe(numbers.Aggregate(BigInteger.Multiply));
        ProductTree.Of(numbers).Remainders(value).ShouldBe(numbers.Select(number => value % number));
        ProductTree.Of(numbers).Remainders(value, ofSquares: true).ShouldBe(numbers.Select(number => value % (number * number)));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2)]
    public async Task Keys_with_a_prime_in_common_are_revoked_and_recorded_and_no_others(int block)
    {
        await using var host = await TestAuthority.OpenAsync();
        // Each with primes of its own, but for the last, which has one of the first's.
        var (a, b, c) = (RsaPool.Disjoint(0), RsaPool.Disjoint(1), RsaPool.Disjoint(2));
        var good = await host.IssueAsync(TestDevice.New() with { Sig = a.Key, Enc = b.Key });
        var find = host.Get<FindSharedFactors>();
        (await find.HandleAsync(CancellationToken.None, block)).ShouldBe(0);
        host.Authority.StatusOf(good.Sig.Kid).ShouldBe(KeyStatus.Good);

        var bad = await host.IssueAsync(TestDevice.New() with { Sig = c.Key, Enc = RSA.Create(RsaPool.Combine(a.P, RsaPool.Disjoint(3).P)) });
        (await find.HandleAsync(CancellationToken.None, block)).ShouldBe(1);
        var revoked = new KeyStatus(KeyState.Revoked, host.Clock.GetUtcNow(), RevocationReason.KeyCompromise);
        host.Authority.StatusOf(good.Sig.Kid).ShouldBe(revoked);
        host.Authority.StatusOf(bad.Enc.Kid).ShouldBe(revoked);
        host.Authority.StatusOf(good.Enc.Kid).ShouldBe(KeyStatus.Good);
        host.Authority.StatusOf(bad.Sig.Kid).ShouldBe(KeyStatus.Good);
        (await host.Authority.SharedFactorsAsync()).ShouldBe([new SharedFactor(bad.Enc.Kid, good.Sig.Kid, host.Clock.GetUtcNow())]);
        (await host.Authority.VerifyLedgerAsync()).Intact.ShouldBeTrue();

        var rows = (await host.Authority.VerifyLedgerAsync()).Rows;
        (await find.HandleAsync(CancellationToken.None, block)).ShouldBe(0);
        (await host.Authority.VerifyLedgerAsync()).Rows.ShouldBe(rows, "nothing new, nothing done");
    }

    [Fact]
    public async Task What_a_crash_left_between_revocation_and_record_is_done_the_next_night()
    {
        await using var host = await TestAuthority.OpenAsync();
        var a = RsaPool.Disjoint(0);
        var issued = await host.IssueAsync(TestDevice.New() with { Sig = a.Key, Enc = RSA.Create(RsaPool.Combine(a.P, RsaPool.Disjoint(3).P)) });
        await host.Authority.RevokeAsync(KeySelection.Of(issued.Sig.Kid, issued.Enc.Kid), RevocationReason.KeyCompromise, Actor.System);
        (await host.Get<FindSharedFactors>().HandleAsync(CancellationToken.None)).ShouldBe(1);
        (await host.Authority.SharedFactorsAsync()).ShouldHaveSingleItem().OtherKid.ShouldBe(issued.Sig.Kid);
    }

    [Fact]
    public async Task The_comparison_runs_at_night_and_only_then()
    {
        await using var host = await TestAuthority.OpenAsync();
        await host.IssueAsync(TestDevice.New() with { Sig = RsaPool.Disjoint(0).Key, Enc = RsaPool.Disjoint(1).Key });
        await host.RunScheduleAsync();
        host.Clock.Advance(TimeSpan.FromHours(13)); // from noon to one
        (await ComparisonsAsync(host)).ShouldBe(0);
        host.Clock.Advance(TimeSpan.FromHours(1));
        for (var wait = 0; wait < 1000 && await ComparisonsAsync(host) == 0; wait++)
            await Task.Delay(10);
        (await ComparisonsAsync(host)).ShouldBe(1);
    }

    private static async Task<int> ComparisonsAsync(TestAuthority host)
    {
        await using var database = await host.DatabaseAsync();
        return await database.Set<LedgerRow>().CountAsync(row => row.Act == LedgerAct.CompareKeys);
    }
}
