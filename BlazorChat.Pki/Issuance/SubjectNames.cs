using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace BlazorChat.Pki.Issuance;

/// <summary>The subjectAltName of a leaf (RFC 5280 4.2.1.6): as extension, and as lines that the lints compare with what they read.</summary>
/// <param name="Lines"><c>URI:…</c>, <c>DNS:…</c>, <c>IP:…</c>, in the order of the certificate.</param>
internal sealed record SubjectNames(IReadOnlyList<string> Lines, X509Extension? Extension)
{
    /// <summary>The extension is absent.</summary>
    public static SubjectNames None { get; } = new([], null);

    public static SubjectNames Of(string uri) => new([UriLine(uri)], LeafExtensions.Owner(uri));

    public static SubjectNames Of(ServerNames names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names.DnsNames)
            builder.AddDnsName(name);
        foreach (var address in names.Addresses)
            builder.AddIpAddress(address);
        return new SubjectNames([.. names.DnsNames.Select(DnsLine), .. names.Addresses.Select(AddressLine)], builder.Build());
    }

    public static string UriLine(string uri) => $"URI:{uri}";

    public static string DnsLine(string name) => $"DNS:{name}";

    public static string AddressLine(IPAddress address) =>
        address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 ? $"IP:{address}" : throw new ArgumentOutOfRangeException(nameof(address));
}
