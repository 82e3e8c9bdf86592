using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Pki.Ceremony;

/// <summary>
/// The commands that need a root's key and nothing else: no database, no network. <c>create-root FOLDER NAME</c>,
/// <c>sign FOLDER REQUEST CERTIFICATE</c>, <c>root-crl FOLDER</c>, <c>revoke FOLDER CERTIFICATE REASON</c>, <c>link FOLDER NEW-ROOT LINK</c>.
/// </summary>
public sealed class OfflineCeremony
{
    public const string Usage = "authority create-root FOLDER NAME | sign FOLDER REQUEST CERTIFICATE | root-crl FOLDER | revoke FOLDER CERTIFICATE REASON | link FOLDER NEW-ROOT LINK";
    private static readonly TimeSpan ListLifetime = TimeSpan.FromDays(400); // a ceremony a year, and a month to be late
    private readonly IConfiguration _configuration;
    private readonly Terminal _terminal;
    private readonly CaKeySource _source;
    private readonly TimeProvider _clock;

    public OfflineCeremony(IConfiguration configuration, Terminal terminal)
        : this(configuration, terminal, CaKeySource.Fresh, TimeProvider.System)
    {
    }

    internal OfflineCeremony(IConfiguration configuration, Terminal terminal, CaKeySource source, TimeProvider clock) =>
        (_configuration, _terminal, _source, _clock) = (configuration, terminal, source, clock);

    /// <param name="words">After <c>authority</c>.</param>
    /// <returns>The exit code; null: it is none of these commands.</returns>
    public int? Run(string[] words)
    {
        try
        {
            return (words switch
            {
                ["create-root", var folder, var name] => Create(folder, name),
                ["sign", var folder, var request, var certificate] => Sign(folder, request, certificate),
                ["root-crl", var folder] => Renew(folder),
                ["revoke", var folder, var certificate, var reason] => Revoke(folder, certificate, reason),
                ["link", var folder, var root, var link] => Link(folder, root, link),
                ["create-root" or "sign" or "root-crl" or "revoke" or "link", ..] => CeremonyOutcome.Refuse($"Write: {Usage}"),
                _ => (CeremonyOutcome?)null,
            })?.Tell(_terminal);
        }
        catch (Exception e) when (e is CeremonyException or AuthorityStartupException)
        {
            return CeremonyOutcome.Refuse(e.Message).Tell(_terminal);
        }
    }

    private CeremonyOutcome Create(string path, string name)
    {
        if (name.Length is 0 or > 64 || name != CommonName.Sanitise(name, ""))
            return CeremonyOutcome.Refuse("NAME is the common name of the root, 1 to 64 characters, such as \"Example Chat Root CA 2026\"; never reuse one.");
        var passphrase = RootPassphrase.Choose(_configuration, _terminal);
        using var key = _source.Create();
        var certificate = CaProfiles.Root(key, CaProfiles.Name(name), _clock.GetUtcNow());
        using var signing = new SigningKey(RSA.Create(key.ExportParameters(true)));
        var list = RootListSigner.Sign(certificate, signing.Sign, null, _clock.GetUtcNow(), ListLifetime, []);
        RootFolder.Create(path, key, certificate, list.Der, passphrase, _source.Rounds);
        return CeremonyOutcome.Finish($"Made the root {certificate.Name} in {path}.\nSHA-256 {certificate.Fingerprint}\nKeep a copy of the folder and of the passphrase, apart from each other. root.crt goes to the host.");
    }

    private CeremonyOutcome Sign(string path, string requestFile, string certificateFile)
    {
        var folder = RootFolder.Open(path);
        var request = CeremonyFiles.Request(requestFile);
        if (request.Key is null || !request.IsSigned)
            return CeremonyOutcome.Refuse($"{requestFile} is not signed by its own RSA key with SHA-256: it was changed on the way, or made by something else.");
        if (CaRules.Root(folder.Certificate, _clock.GetUtcNow()) is { } problem)
            return CeremonyOutcome.Refuse(problem);
        var subject = new X500DistinguishedName(request.Subject.ToArray());
        if (subject.RawData.AsSpan().SequenceEqual(folder.Certificate.Subject.RawData))
            return CeremonyOutcome.Refuse("The request has the name of the root itself.");
        if (!_terminal.Confirms($"{subject.Format(false)} asks to be an issuing CA below {folder.Certificate.Name}.{ListAddress.Describe(request)}\nAll of this must be what authority request showed on the host; else the request was exchanged on the way.", CommonNameOf(subject)))
            return CeremonyOutcome.Refuse("Nothing was signed.");
        var extensions = request.Extensions.Where(extension => extension.Type is CaProfiles.RevocationListType or CaProfiles.IssuerType).ToList();
        using var key = OpenKey(folder);
        var certificate = key.Use(rootKey => CaProfiles.Issuing(request.Key.Encoded, subject, extensions, folder.Certificate, rootKey, _clock.GetUtcNow()));
        CeremonyFiles.Write(certificateFile, Encoding.ASCII.GetBytes(certificate.Pem));
        return CeremonyOutcome.Finish($"Certified {certificate.Name} until {certificate.NotAfter:yyyy-MM-dd}.\nSHA-256 {certificate.Fingerprint}\nTake {certificateFile} and {folder.CertificateFile} to the host: authority install CERTIFICATE ROOT");
    }

    /// <summary>A medium may know no modes, so what others can read is said and not refused.</summary>
    private SigningKey OpenKey(RootFolder folder)
    {
        var passphrase = RootPassphrase.Read(_configuration, _terminal);
        foreach (var file in new[] { folder.KeyFile, passphrase.Source }.Where(file => File.Exists(file) && PrivateFile.IsOpenToOthers(file)))
            _terminal.Output.WriteLine($"Other accounts of this machine can read {file}. Close it (chmod 600), and take another passphrase if they did.");
        return folder.OpenKey(passphrase);
    }

    private CeremonyOutcome Renew(string path)
    {
        var folder = RootFolder.Open(path);
        using var key = OpenKey(folder);
        folder.Renew(key, _clock.GetUtcNow(), ListLifetime, folder.List.Entries);
        return Told(folder, "Signed the next list");
    }

    private CeremonyOutcome Revoke(string path, string certificateFile, string reasonText)
    {
        var folder = RootFolder.Open(path);
        var certificate = CeremonyFiles.Certificate(certificateFile);
        if (!Enum.TryParse<CaRevocationReason>(reasonText, ignoreCase: false, out var reason) || reason.ToString() != reasonText)
            return CeremonyOutcome.Refuse($"REASON is one of {string.Join(", ", Enum.GetNames<CaRevocationReason>())} (RFC 5280 5.3.1).");
        if (!folder.Certificate.Signed(certificate) || certificate.Fingerprint == folder.Certificate.Fingerprint)
            return CeremonyOutcome.Refuse($"{certificate.Name} is not a CA below {folder.Certificate.Name}.");
        if (folder.List.Find(certificate) is { } revoked)
            return CeremonyOutcome.Refuse($"{certificate.Name} is revoked since {revoked.Since:u}.");
        if (!_terminal.Confirms($"Revoking {certificate.Name} cannot be undone. From then on every certificate it issued is worthless; install another issuing CA first, so that devices are certified anew.", CommonNameOf(certificate)))
            return CeremonyOutcome.Refuse("Nothing was revoked.");
        using var key = OpenKey(folder);
        var now = DateTimeOffset.FromUnixTimeSeconds(_clock.GetUtcNow().ToUnixTimeSeconds());
        folder.Renew(key, now, ListLifetime, [.. folder.List.Entries, new RevokedCa(certificate.Serial, now, (int)reason)]);
        return Told(folder, $"Revoked {certificate.Name}");
    }

    private CeremonyOutcome Link(string path, string newRootFile, string linkFile)
    {
        var folder = RootFolder.Open(path);
        var root = CeremonyFiles.Certificate(newRootFile);
        var now = _clock.GetUtcNow();
        if ((CaRules.Root(root, now) ?? CaRules.Root(folder.Certificate, now)) is { } problem)
            return CeremonyOutcome.Refuse(problem);
        if (root.Subject.RawData.AsSpan().SequenceEqual(folder.Certificate.Subject.RawData))
            return CeremonyOutcome.Refuse("The new root has the name of the old one. Make it with another name, or software will take one for the other.");
        if (!_terminal.Confirms($"Every browser that trusts {folder.Certificate.Name} will trust {root.Name} (SHA-256 {root.Fingerprint}) in its place.", CommonNameOf(root)))
            return CeremonyOutcome.Refuse("Nothing was signed.");
        using var key = OpenKey(folder);
        var link = key.Use(oldKey => CaProfiles.Link(root, folder.Certificate, oldKey, now));
        CeremonyFiles.Write(linkFile, Encoding.ASCII.GetBytes(link.Pem));
        return CeremonyOutcome.Finish($"{folder.Certificate.Name} vouches for {root.Name} until {link.NotAfter:yyyy-MM-dd}. Take {linkFile} to the host: authority install CERTIFICATE ROOT LINK");
    }

    private static CeremonyOutcome Told(RootFolder folder, string what) =>
        CeremonyOutcome.Finish($"{what}; number {folder.List.Number}, good until {folder.List.NextUpdate:yyyy-MM-dd}. Take {folder.ListFile} to the host: authority install-crl FILE");

    /// <summary>What is typed to confirm: the last part of the name, as people read it.</summary>
    internal static string CommonNameOf(CaCertificate certificate) => CommonNameOf(certificate.Subject);

    private static string CommonNameOf(X500DistinguishedName name) =>
        name.EnumerateRelativeDistinguishedNames().Where(rdn => !rdn.HasMultipleElements && rdn.GetSingleElementType().Value == "2.5.4.3").Select(rdn => rdn.GetSingleElementValue()).FirstOrDefault() ?? name.Format(false);
}

/// <summary>The reasons of RFC 5280 5.3.1 that fit an issuing CA, with their numbers there.</summary>
internal enum CaRevocationReason
{
    CACompromise = 2,
    Superseded = 4,
    CessationOfOperation = 5,
}
