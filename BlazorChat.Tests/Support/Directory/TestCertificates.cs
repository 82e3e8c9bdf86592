using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BlazorChat.Tests.Support.DirectoryServers;

/// <summary>A CA of the test's own, in a folder, and server certificates it signs. Files are PEM.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 authority;
    private readonly string folder;

    /// <param name="folder">For the files.</param>
    /// <param name="name">Of the CA.</param>
    /// <param name="above">The CA that signs this one; null: it signs itself.</param>
    public TestCertificates(string folder, string name = "Test directory CA", TestCertificates? above = null)
    {
        this.folder = folder;
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        authority = above is null ? request.CreateSelfSigned(Now.AddYears(-1), Now.AddYears(1))
            : request.Create(above.authority, Now.AddMonths(-6), Now.AddMonths(6), RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
        CaFile = Path.Combine(folder, $"{Guid.NewGuid():N}-ca.crt");
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
    }

    public string CaFile { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A server's certificate and key files, for 127.0.0.1 and localhost unless other names are given.</summary>
    public (string Certificate, string Key) Issue(string[]? names = null, TimeSpan? expiredFor = null)
    {
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var end = expiredFor is { } ago ? Now - ago : Now.AddMonths(1);
        var request = Request(serverKey, names ?? ["127.0.0.1", "localhost"]);
        // CAs of tests share a name; by this a client tells which one signed.
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(authority, end.AddMonths(-2), end, RandomNumberGenerator.GetBytes(8));
        return Write(certificate, serverKey);
    }

    /// <summary>The file of <see cref="IssueSelfSigned"/>'s certificate.</summary>
    public string SelfSignedFile { get; private set; } = "";

    /// <summary>A server's certificate that nobody but itself vouches for.</summary>
    public (string Certificate, string Key) IssueSelfSigned()
    {
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(serverKey, ["127.0.0.1"]).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        return Write(certificate, serverKey) is var (file, key) ? (SelfSignedFile = file, key) : default;
    }

    public void Dispose()
    {
        authority.Dispose();
        key.Dispose();
    }

    private (string Certificate, string Key) Write(X509Certificate2 certificate, ECDsa serverKey)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():N}");
        File.WriteAllText($"{path}.crt", certificate.ExportCertificatePem());
        File.WriteAllText($"{path}.key", serverKey.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode($"{path}.key", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return ($"{path}.crt", $"{path}.key");
    }

    private static CertificateRequest Request(ECDsa serverKey, string[] names)
    {
        var request = new CertificateRequest("CN=test directory", serverKey, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        return request;
    }
}
