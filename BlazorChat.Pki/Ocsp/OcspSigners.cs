using System.Collections.Concurrent;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Ocsp;

/// <summary>
/// The responder of each issuing CA. Its key is made when the first answer has to be signed, and lives in memory only: there is no file to
/// steal, each host has its own and needs nothing of the others, and an answer carries its signer's certificate, so what one host signed
/// stays good when that host is gone. The price is a certificate in the books for each host and start. A new one takes over well before the
/// end, while the old one goes on signing.
/// </summary>
internal sealed partial class OcspSigners(CertifyKeys certify, OcspKeySource source, CrlPublisher publisher, TimeProvider clock, ILogger<OcspSigners> logger) : IDisposable
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(10); // of 30: many tries before it matters
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1); // between tries
    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<OcspSigner> _made = [];

    /// <summary>When the signer that signs today ends; of several the first. Null: nothing had to be signed yet.</summary>
    public DateTimeOffset? NotAfter => _places.Values.Select(place => place.Signer?.NotAfter).Min();

    /// <returns>Null: there is none, and none could be made; the log says why. The next try is a minute away.</returns>
    public async ValueTask<OcspSigner?> OfAsync(CaCertificate issuer, CancellationToken cancellation)
    {
        var place = _places.GetOrAdd(issuer.Id, _ => new Place());
        var now = clock.GetUtcNow();
        if (place.Signer is not { } signer || !IsUsable(signer, now))
            return await EnsureMaking(place, issuer, now).WaitAsync(cancellation);
        if (IsDue(signer, issuer, now))
            _ = EnsureMaking(place, issuer, now);
        return signer;
    }

    /// <summary>Nobody asks whether a responder is revoked (RFC 6960 4.2.2.2.1), so a revoked one must not sign.</summary>
    private bool IsUsable(OcspSigner signer, DateTimeOffset now) =>
        signer.NotBefore <= now && now < signer.NotAfter && publisher.Current.StatusOf(signer.Kid).State == KeyState.Good;

    /// <summary>One that ends with its issuer cannot be had any longer.</summary>
    private static bool IsDue(OcspSigner signer, CaCertificate issuer, DateTimeOffset now) => signer.NotAfter - now < RenewBefore && signer.NotAfter < issuer.NotAfter;

    private Task<OcspSigner?> EnsureMaking(Place place, CaCertificate issuer, DateTimeOffset now)
    {
        lock (place)
        {
            if (!place.Making.IsCompleted)
                return place.Making;
            if (place.Signer is { } signer && IsUsable(signer, now) && !IsDue(signer, issuer, now))
                return Task.FromResult<OcspSigner?>(signer); // somebody was quicker
            if (place.Tried is { } tried && tried <= now && now < tried + Pause)
                return Task.FromResult<OcspSigner?>(null);
            place.Tried = now;
            // A thread of its own: finding two primes takes a core for up to a second.
            return place.Making = Task.Factory.StartNew(() => MakeAsync(place, issuer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }
    }

    private async Task<OcspSigner?> MakeAsync(Place place, CaCertificate issuer)
    {
        SigningKey? key = null;
        try
        {
            var fresh = source.Create();
            key = new SigningKey(fresh);
            var publicKey = RsaPublicKey.Read(fresh.ExportSubjectPublicKeyInfo())!;
            var (issued, refusal) = await certify.HandleAsync(publicKey, LeafSubject.OcspSigner, Actor.System, CancellationToken.None, issuer.Id);
            if (issued is null)
            {
                LogRefused(refusal!.Detail);
                key.Dispose();
                return null;
            }
            var signer = new OcspSigner(issued, key);
            _made.Add(signer);
            place.Signer = signer;
            LogMade(issued.Serial, issued.NotAfter);
            return signer;
        }
        catch (Exception e)
        {
            key?.Dispose();
            LogFailed(e);
            return null;
        }
    }

    /// <summary>All that were made: one that was replaced may still be signing until then.</summary>
    public void Dispose()
    {
        foreach (var signer in _made)
            signer.Dispose();
    }

    private sealed class Place
    {
        private volatile OcspSigner? _signer;

        public OcspSigner? Signer
        {
            get => _signer;
            set => _signer = value;
        }

        public Task<OcspSigner?> Making { get; set; } = Task.FromResult<OcspSigner?>(null);

        /// <summary>The last try to make one.</summary>
        public DateTimeOffset? Tried { get; set; }
    }

    [LoggerMessage(1040, LogLevel.Information, "OCSP answers are signed by the certificate {Serial} from now on, until {NotAfter:u}")]
    private partial void LogMade(string serial, DateTimeOffset notAfter);

    [LoggerMessage(1041, LogLevel.Error, "The signer of OCSP answers got no certificate: {Reason} Trying again when somebody asks, a minute from now at the earliest")]
    private partial void LogRefused(string reason);

    [LoggerMessage(1042, LogLevel.Error, "The signer of OCSP answers could not be made; trying again when somebody asks, a minute from now at the earliest")]
    private partial void LogFailed(Exception exception);
}
