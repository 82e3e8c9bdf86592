using System.Net.Security;

namespace BlazorChat.Pki.Tls;

/// <summary>
/// The certificate by which this host proves to browsers who it is, from its own authority: there when <c>Https:Enabled</c> is set.
/// It is renewed while the host runs; a connection keeps the one it began with.
/// </summary>
public interface IServerCertificate
{
    /// <summary>For a connection that begins now: leaf, its key, and the issuing CA, which is sent along (RFC 8446 4.4.2).</summary>
    SslStreamCertificateContext Current { get; }

    /// <summary>The first of its names: where to send who came under another.</summary>
    string FirstName { get; }

    DateTimeOffset NotAfter { get; }

    /// <summary>Whether the certificate names this host, as in a Host header without its port.</summary>
    bool Names(string host);
}
