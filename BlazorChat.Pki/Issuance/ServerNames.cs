using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace BlazorChat.Pki.Issuance;

/// <summary>
/// The names of a TLS server: at least one, each a DNS name in lower-case ASCII (RFC 5280 4.2.1.6, RFC 1123 2.1) or one address. No
/// wildcards: a certificate names what it was asked for.
/// </summary>
internal sealed class ServerNames
{
    public const int MaxNames = 100;
    private const int MaxNameLength = 253; // RFC 1035 2.3.4, written with dots
    private const int MaxLabelLength = 63;
    private const int DigestBytes = 18;
    private static readonly IdnMapping Ascii = new() { UseStd3AsciiRules = true };

    private ServerNames(IReadOnlyList<string> dnsNames, IReadOnlyList<IPAddress> addresses)
    {
        DnsNames = dnsNames;
        Addresses = addresses;
    }

    /// <summary>In order, none twice.</summary>
    public IReadOnlyList<string> DnsNames { get; }

    public IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>One of them, fit for people to read.</summary>
    public string First => DnsNames.FirstOrDefault(name => name.Length <= CommonName.MaxLength) ?? (Addresses.Count > 0 ? Addresses[0].ToString() : "TLS server");

    /// <summary>Names exactly this set, in 24 characters: 144 bits of SHA-256.</summary>
    public string Digest => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(ToString())).AsSpan(0, DigestBytes));

    public override string ToString() => string.Join(',', [.. DnsNames, .. Addresses.Select(address => address.ToString())]);

    /// <param name="problem">A sentence that names the bad one and says what to write.</param>
    public static bool TryParse(IReadOnlyCollection<string> names, [NotNullWhen(true)] out ServerNames? parsed, [NotNullWhen(false)] out string? problem)
    {
        parsed = null;
        if (names.Count is 0 or > MaxNames)
        {
            problem = $"A TLS server has 1 to {MaxNames} names, not {names.Count}.";
            return false;
        }
        var (dnsNames, addresses) = (new SortedSet<string>(StringComparer.Ordinal), new SortedDictionary<string, IPAddress>(StringComparer.Ordinal));
        foreach (var name in names)
        {
            if (Address(name) is { } address)
                addresses[address.ToString()] = address;
            else if (DnsName(name) is { } dnsName)
                dnsNames.Add(dnsName);
            else
            {
                problem = $"\"{name}\" is no name of a TLS server. Write a DNS name such as chat.example.org, or an address such as 192.0.2.7 or 2001:db8::7.";
                return false;
            }
        }
        (parsed, problem) = (new ServerNames([.. dnsNames], [.. addresses.Values]), null);
        return true;
    }

    /// <summary>One address that a server can have, written as addresses are: 0.0.0.0 is where one listens, and 10.1 an old spelling of 10.0.0.1.</summary>
    private static IPAddress? Address(string name) =>
        IPAddress.TryParse(name, out var address)
            && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv4MappedToIPv6
            && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == name : address.ScopeId == 0 && !name.Contains('%', StringComparison.Ordinal) && !name.StartsWith('['))
            ? address
            : null;

    private static string? DnsName(string name)
    {
        try
        {
            var ascii = Ascii.GetAscii(name).ToLowerInvariant();
            var labels = ascii.Split('.');
            // A last label of digits would be read as an address (RFC 3696 2).
            return ascii.Length <= MaxNameLength && Array.TrueForAll(labels, IsLabel) && !labels[^1].All(char.IsAsciiDigit) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-' && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
