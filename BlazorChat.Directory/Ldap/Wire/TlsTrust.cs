using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>
/// Whom we believe to be the directory: a server whose certificate is valid now, is for the name in the settings (RFC 6125),
/// and ends in a CA of <c>CaFile</c>, or of the machine where that is not set. There is no way to trust anything else.
/// </summary>
/// <param name="CaFile">PEM, one or more certificates; read anew for each connection, so that a CA can be exchanged.</param>
internal sealed record TlsTrust(string? CaFile)
{
    // The last: a CA of the same name with another key, such as one that was set up anew.
    private static readonly X509ChainStatusFlags[] NotVouchedFor =
        [X509ChainStatusFlags.UntrustedRoot, X509ChainStatusFlags.PartialChain, X509ChainStatusFlags.NotSignatureValid];

    /// <exception cref="LdapFaultException">The server is not who it should be; the message says why.</exception>
    public async Task<SslStream> SecureAsync(Stream plain, ServerAddress server, CancellationToken cancellation)
    {
        Refusal? reason = null;
        var stream = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = server.Host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = Policy(server),
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) => (reason = Refuse(certificate, chain, errors, server.Host)) is null,
            }, cancellation);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            reason ??= new Refusal(DirectoryFinding.TlsFailed, e.Message);
            throw new LdapFaultException(e, LdapFault.Tls, reason.Finding, reason.Details) { Server = server };
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private X509ChainPolicy Policy(ServerAddress server)
    {
        // Internal CAs seldom publish revocation where this host could fetch it; nothing is fetched from addresses in a stranger's certificate.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (CaFile is null)
            return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(CaFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new LdapFaultException(e, LdapFault.Tls, DirectoryFinding.CaFileUnreadable, e.Message) { Server = server };
        }
        return policy;
    }

    private Refusal? Refuse(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors, string host)
    {
        if (errors is SslPolicyErrors.None)
            return null;
        if (shown is not X509Certificate2 certificate)
            return new(DirectoryFinding.TlsNoCertificate);
        var states = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        if (states.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return new(DirectoryFinding.TlsExpired, $"{certificate.NotBefore.ToUniversalTime():u}", $"{certificate.NotAfter.ToUniversalTime():u}");
        if (NotVouchedFor.Any(state => states.HasFlag(state)))
            return new(CaFile is null ? DirectoryFinding.TlsUnknownToMachine : DirectoryFinding.TlsUnknownAuthority, certificate.Issuer);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return new(DirectoryFinding.TlsOtherName, host, Names(certificate));
        return new(DirectoryFinding.TlsCertificateRefused, $"{states}");
    }

    private static string Names(X509Certificate2 certificate)
    {
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return alternatives is null ? certificate.Subject
            : string.Join(", ", [.. alternatives.EnumerateDnsNames(), .. alternatives.EnumerateIPAddresses().Select(address => address.ToString())]);
    }

    private sealed record Refusal(DirectoryFinding Finding, params string[] Details);
}
