using System.Collections.Concurrent;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Caching.Memory;

namespace BlazorChat.Pki.Ocsp;

/// <summary>
/// Answers without a nonce about certificates that exist, signed once and given to everybody. Each is held against the newest published CRL
/// every time it is given: the moment that says something else of the key, the answer is made anew. Who asks at once for the same waits for
/// one signature.
/// </summary>
internal sealed class KeptAnswers(FindSerials find, SignAnswer sign, CrlPublisher publisher, TimeProvider clock) : IDisposable
{
    private const int MaxKept = 20_000; // 2.4 KB each, 50 MB; those not asked for longest go first
    private const int MaxTries = 3; // a standing that changes while its answer is signed
    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MaxKept });
    private readonly ConcurrentDictionary<string, Lazy<Task<OcspAnswer?>>> _making = new(StringComparer.Ordinal);

    /// <returns>Null: the CA did not issue it.</returns>
    public async ValueTask<OcspAnswer?> OfAsync(CaCertificate issuer, CertId certificate, CancellationToken cancellation)
    {
        var key = Convert.ToHexString(certificate.Encoded.Span);
        for (var i = 0; i < MaxTries; i++)
        {
            if (_kept.TryGetValue(key, out OcspAnswer.Kept? kept) && IsCurrent(kept!))
                return kept;
            var making = _making.GetOrAdd(key, key => new Lazy<Task<OcspAnswer?>>(() => MakeAsync(key, issuer, certificate)));
            var answer = await making.Value.WaitAsync(cancellation);
            if (answer is not OcspAnswer.Kept made || IsCurrent(made))
                return answer;
        }
        return OcspAnswer.TryLater;
    }

    /// <summary>Says what the CRL says, and is good for half its time yet; an answer from before the clock was set back is from the future.</summary>
    private bool IsCurrent(OcspAnswer.Kept answer)
    {
        var now = clock.GetUtcNow();
        return publisher.Current.StatusOf(answer.Kid) == answer.Signed.SaidOfFirst && answer.Signed.ThisUpdate <= now && answer.Signed.NextUpdate - now >= SignAnswer.Validity / 2;
    }

    /// <summary>For all who wait for it: none of them can cancel it.</summary>
    private async Task<OcspAnswer?> MakeAsync(string key, CaCertificate issuer, CertId certificate)
    {
        try
        {
            if (!(await find.HandleAsync(issuer.Id, [certificate.Serial], CancellationToken.None)).TryGetValue(certificate.Serial, out var kid))
                return null;
            if (await sign.HandleAsync(issuer, [new AskedCertificate(certificate, kid)], nonce: null, CancellationToken.None) is not { } signed)
                return OcspAnswer.TryLater;
            var kept = new OcspAnswer.Kept(signed, kid, Publication.ETag(signed.Der));
            return _kept.Set(key, kept, new MemoryCacheEntryOptions { Size = 1 });
        }
        finally
        {
            _making.TryRemove(key, out _);
        }
    }

    public void Dispose() => _kept.Dispose();
}
