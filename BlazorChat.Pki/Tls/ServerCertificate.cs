using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Revocation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Pki.Tls;

/// <summary>
/// Keeps the host's own certificate: takes up the one it had, and gets another, with a new key, when that one is due, revoked, or not what the
/// settings and the authority ask for any more.
/// </summary>
internal sealed partial class ServerCertificate(
    OpenedAuthority authority, HttpsSettings settings, ServerKeyFile file, CertifyKeys certify, CrlPublisher publisher, AuthorityDatabase database, TimeProvider clock,
    ILogger<ServerCertificate> logger) : IServerCertificate, IDisposable
{
    // NIST SP 800-57: 112 bits of strength, which must hold for 90 days and protects nothing afterwards; it halves the cost of a handshake.
    private const int KeyBits = 2048;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile ServedCertificate? _current;

    public ServedCertificate Served => _current ?? throw new InvalidOperationException("The authority is not open: call AuthorityStartup.OpenAsync before the host runs.");

    public SslStreamCertificateContext Current => Served.Context;

    public string FirstName => settings.Names.First;

    public DateTimeOffset NotAfter => Served.NotAfter;

    public bool Names(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address)
        ? settings.Names.Addresses.Contains(address)
        : settings.Names.DnsNames.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Once, at start.</summary>
    /// <exception cref="AuthorityStartupException">There is none, and none can be had.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (settings.PublicUrl.Scheme == Uri.UriSchemeHttps)
            LogCircular(settings.PublicUrl);
        if (await EnsureAsync(cancellation) is { } refusal)
            throw new AuthorityStartupException(HttpsSettings.EnabledKey, $"The authority gives this host no certificate: {refusal.Detail}",
                "Repair the authority, or set it to false and put a proxy with a certificate in front.");
    }

    /// <summary>Gets a new one if that is needed. Idempotent.</summary>
    /// <returns>Why the authority refused; then the old one stays.</returns>
    public async Task<IssueResult.Refused?> EnsureAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            _current ??= await LoadAsync(cancellation);
            return _current is { } current && !MustGo(current) ? null : await ReplaceAsync(cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private bool MustGo(ServedCertificate certificate)
    {
        var issuing = authority.Keys.Issuing;
        return publisher.Current.StatusOf(certificate.Kid).State != KeyState.Good
            || certificate.Issuer != issuing.Id
            || clock.GetUtcNow() < certificate.NotBefore // had while the clock was ahead
            // One that ends with its issuer cannot be had any longer.
            || (clock.GetUtcNow() >= certificate.RenewFrom && certificate.NotAfter < issuing.NotAfter);
    }

    /// <summary>The key on this host and the newest certificate the authority gave it, if that is for the names of now.</summary>
    private async Task<ServedCertificate?> LoadAsync(CancellationToken cancellation)
    {
        if (file.Read() is not { } key)
            return null;
        var kid = RsaPublicKey.Read(key.ExportSubjectPublicKeyInfo())!.Kid;
        await using var context = await database.OpenAsync(cancellation);
        var owner = KeyOwner.TlsServer(settings.Names).Device;
        var issuer = authority.Keys.Issuing;
        var row = await context.Set<CertificateRow>().AsNoTracking()
            .Where(leaf => leaf.Kid == kid && leaf.Issuer == issuer.Id && context.Set<CertifiedKey>().Any(known => known.Kid == kid && known.Device == owner))
            .OrderByDescending(leaf => leaf.IssuedSeq)
            .FirstOrDefaultAsync(cancellation);
        return row is null ? null : ServedCertificate.Of(kid, row.NotBefore, row.NotAfter, row.Der, key, issuer);
    }

    private async Task<IssueResult.Refused?> ReplaceAsync(CancellationToken cancellation)
    {
        if (_current is null)
            file.CheckWritable(); // at each start that fails there would be another certificate
        var key = RSA.Create(KeyBits);
        var issuer = authority.Keys.Issuing;
        var (issued, refusal) = await certify.HandleAsync(RsaPublicKey.Read(key.ExportSubjectPublicKeyInfo())!, LeafSubject.TlsServer(settings.Names), Actor.System, cancellation);
        if (issued is null)
        {
            key.Dispose();
            return refusal;
        }
        _current = ServedCertificate.Of(issued.Kid, issued.NotBefore, issued.NotAfter, issued.Der, key, issuer);
        LogIssued(issued.Serial, issued.NotAfter);
        try
        {
            file.Write(key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(e);
        }
        return null;
    }

    [LoggerMessage(1052, LogLevel.Information, "HTTPS is served with certificate {Serial} until {NotAfter:u}; it is renewed by itself before")]
    private partial void LogIssued(string serial, DateTimeOffset notAfter);

    [LoggerMessage(1056, LogLevel.Error, "The key of the new HTTPS certificate could not be kept; the next start gets another. Make room, or give this account the folder")]
    private partial void LogNotKept(Exception exception);

    // RFC 5280 8: who has to fetch the list over TLS to check that very TLS goes round in circles.
    [LoggerMessage(1053, LogLevel.Warning, "Pki:PublicUrl is {Url}, so who checks the server's certificate must first trust it to fetch its revocation list. Set it to the http address of this host, which goes on serving /pki")]
    private partial void LogCircular(Uri url);
}
