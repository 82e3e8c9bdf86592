using System.Net;
using System.Threading.RateLimiting;
using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Revocation;
using BlazorChat.Tests.Support;
using Microsoft.AspNetCore.Http;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>What is signed once for everybody, and what for one request alone. The clock stands still but where a test moves it.</summary>
public sealed class OcspCachingTests : IAsyncLifetime
{
    private const int Allowed = 3;

    private readonly OcspHost _ocsp = new(PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetTokenBucketLimiter("", _ =>
        new TokenBucketRateLimiterOptions { TokenLimit = Allowed, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromDays(1), AutoReplenishment = false })));

    private IAuthority Authority => _ocsp.Host.Authority;

    private TestClock Clock => _ocsp.Host.Clock;

    public Task InitializeAsync() => _ocsp.InitializeAsync();

    public Task DisposeAsync() => _ocsp.DisposeAsync();

    [Fact]
    public async Task A_change_of_standing_counts_within_the_same_second()
    {
        var (leaf, _) = await _ocsp.IssueAsync();
        var question = _ocsp.Ask(leaf.Serial);
        (await _ocsp.PostAsync(question)).Only.ShouldBe("good");
        await Authority.HoldAsync(KeySelection.Of(leaf.Kid), Actor.Host);
        (await _ocsp.PostAsync(question)).Only.ShouldBe("revoked 6");
        await Authority.ReleaseAsync(KeySelection.Of(leaf.Kid), Actor.Host);
        (await _ocsp.PostAsync(question)).Only.ShouldBe("good");
        await Authority.HoldAsync(KeySelection.Of(leaf.Kid), Actor.Host);
        await Authority.RevokeAsync(KeySelection.Of(leaf.Kid), RevocationReason.Superseded, Actor.Host);
        (await _ocsp.PostAsync(question)).Only.ShouldBe("revoked 4");
    }

    [Fact]
    public async Task A_revocation_without_a_reason_names_none()
    {
        var (leaf, _) = await _ocsp.IssueAsync();
        await Authority.RevokeAsync(KeySelection.Of(leaf.Kid), RevocationReason.Unspecified, Actor.Host);
        (await _ocsp.PostAsync(_ocsp.Ask(leaf.Serial))).Only.ShouldBe("revoked");
    }

    [Fact]
    public async Task Without_a_nonce_all_get_one_answer_for_half_an_hour_and_never_an_old_one()
    {
        var (leaf, _) = await _ocsp.IssueAsync();
        var question = _ocsp.Ask(leaf.Serial).Encode();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => _ocsp.PostAsync(question))));
        answers.ShouldAllBe(answer => answer.SequenceEqual(answers[0]));
        Authority.Ocsp.Signed.ShouldBe(1, "whoever asks at once waits for one signature");
        var reply = OcspReply.Read(answers[0]);
        (reply.NextUpdate - reply.ThisUpdate).ShouldBe(TimeSpan.FromHours(1));

        Clock.Advance(TimeSpan.FromMinutes(29));
        (await _ocsp.PostAsync(question)).ShouldBe(answers[0]);
        Clock.Advance(TimeSpan.FromMinutes(2));
        OcspReply.Read(await _ocsp.PostAsync(question)).ThisUpdate.ShouldBe(reply.ThisUpdate.AddMinutes(31));
        Clock.Set(Clock.GetUtcNow().AddMinutes(-50));
        OcspReply.Read(await _ocsp.PostAsync(question)).ThisUpdate.ShouldBe(reply.ThisUpdate.AddMinutes(-19), "an answer from the future is made anew");
        Authority.Ocsp.Signed.ShouldBe(3);
    }

    [Fact]
    public async Task What_is_kept_has_headers_for_caches_and_answers_304_to_its_tag_only()
    {
        var (leaf, _) = await _ocsp.IssueAsync();
        var address = $"{_ocsp.Address}/{Uri.EscapeDataString(Convert.ToBase64String(_ocsp.Ask(leaf.Serial).Encode()))}";
        using var first = await _ocsp.Http.GetAsync(address);
        first.Headers.NonValidated["Cache-Control"].ToString().ShouldBe("max-age=5, public, no-transform, must-revalidate");
        var reply = OcspReply.Read(await first.Content.ReadAsByteArrayAsync());
        first.Content.Headers.LastModified.ShouldBe(reply.ThisUpdate);
        first.Content.Headers.Expires.ShouldBe(reply.ThisUpdate.AddSeconds(5));
        var tag = first.Headers.ETag.ShouldNotBeNull();
        tag.IsWeak.ShouldBeFalse();
        (await GetAsync(address, tag)).ShouldBe(HttpStatusCode.NotModified);

        await Authority.HoldAsync(KeySelection.Of(leaf.Kid), Actor.Host);
        (await GetAsync(address, tag)).ShouldBe(HttpStatusCode.OK);
        using var sameSecond = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfModifiedSince = reply.ThisUpdate } };
        using var changed = await _ocsp.Http.SendAsync(sameSecond);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        OcspReply.Read(await changed.Content.ReadAsByteArrayAsync()).Only.ShouldBe("revoked 6");
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("several")]
    [InlineData("unknown")]
    public async Task What_is_signed_for_one_request_alone_is_counted_and_stored_by_nobody(string kind)
    {
        var (leaf, _) = await _ocsp.IssueAsync();
        var question = kind switch
        {
            "nonce" => _ocsp.Ask(leaf.Serial) with { Nonce = [1, 2, 3] },
            "several" => _ocsp.Ask(leaf.Serial, leaf.Serial),
            _ => _ocsp.Ask(SerialNumber.Next().ToString()),
        };
        for (var i = 0; i < Allowed; i++)
        {
            using var answer = await _ocsp.SendAsync(question.Encode());
            answer.Headers.CacheControl!.ToString().ShouldBe("no-store");
            answer.Headers.ETag.ShouldBeNull();
            OcspReply.Read(await answer.Content.ReadAsByteArrayAsync()).Status.ShouldBe(0);
        }
        using var refused = await _ocsp.SendAsync(question.Encode());
        refused.StatusCode.ShouldBe(HttpStatusCode.OK, "OCSP clients look into no other");
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        OcspReply.Read(await refused.Content.ReadAsByteArrayAsync()).Status.ShouldBe(3);
        (await _ocsp.PostAsync(_ocsp.Ask(leaf.Serial))).Only.ShouldBe("good", "what serves everybody is not counted");
        Authority.Ocsp.PutOff.ShouldBe(1);
    }

    [Fact]
    public async Task A_change_of_standing_is_in_the_next_fresh_answer()
    {
        var (leaf, _) = await _ocsp.IssueAsync();
        var question = _ocsp.Ask(leaf.Serial) with { Nonce = [7] };
        (await _ocsp.PostAsync(question)).Only.ShouldBe("good");
        await Authority.RevokeAsync(KeySelection.Of(leaf.Kid), RevocationReason.KeyCompromise, Actor.Host);
        (await _ocsp.PostAsync(question)).Only.ShouldBe("revoked 1");
    }

    [Fact]
    public async Task A_database_that_fails_is_our_error_and_only_as_long_as_it_fails()
    {
        var (leaf, _) = await _ocsp.IssueAsync();
        await _ocsp.Host.ExecuteNonQueryAsync("ALTER TABLE certificates RENAME TO gone");
        (await _ocsp.PostAsync(_ocsp.Ask(leaf.Serial))).Status.ShouldBe(2);
        Authority.Ocsp.Failed.ShouldBe(1);
        await _ocsp.Host.ExecuteNonQueryAsync("ALTER TABLE gone RENAME TO certificates");
        (await _ocsp.PostAsync(_ocsp.Ask(leaf.Serial))).Only.ShouldBe("good");
    }

    private async Task<HttpStatusCode> GetAsync(string address, System.Net.Http.Headers.EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { tag } } };
        using var answer = await _ocsp.Http.SendAsync(request);
        return answer.StatusCode;
    }
}
