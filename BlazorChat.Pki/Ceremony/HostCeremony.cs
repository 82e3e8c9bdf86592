using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Pki.Ceremony;

/// <summary>
/// The commands on the host: <c>request FILE</c>, <c>install CERTIFICATE ROOT [LINK]</c>, <c>install-crl FILE</c>, <c>take-root FOLDER</c>,
/// <c>show</c>. They may run beside the serving host, which takes up what they leave in the folder and the database within a minute.
/// </summary>
public sealed class HostCeremony
{
    public const string Usage = "authority request FILE | install CERTIFICATE ROOT [LINK] | install-crl FILE | take-root FOLDER | show | verify-ledger";
    private readonly IServiceProvider _services;
    private readonly Terminal _terminal;
    private readonly AuthoritySettings _settings;
    private readonly AuthorityFolder _folder;
    private readonly LedgerJournal _journal;
    private readonly AuthorityDatabase _database;
    private readonly DateTimeOffset _now;
    private Passphrase? _passphrase;

    /// <param name="services">Of the host; the database is there.</param>
    public HostCeremony(IServiceProvider services, Terminal terminal)
    {
        (_services, _terminal) = (services, terminal);
        _settings = services.GetRequiredService<AuthoritySettings>();
        _folder = services.GetRequiredService<AuthorityFolder>();
        _journal = services.GetRequiredService<LedgerJournal>();
        _database = services.GetRequiredService<AuthorityDatabase>();
        _now = services.GetRequiredService<TimeProvider>().GetUtcNow();
    }

    /// <param name="words">After <c>authority</c>.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] words, CancellationToken cancellation = default)
    {
        try
        {
            var outcome = words switch
            {
                ["request", var file] => await RequestAsync(file, cancellation),
                ["install", var certificate, var root] => await InstallAsync(certificate, root, null, cancellation),
                ["install", var certificate, var root, var link] => await InstallAsync(certificate, root, link, cancellation),
                ["install-crl", var file] => await InstallListAsync(file, cancellation),
                ["take-root", var folder] => await TakeRootAsync(folder, cancellation),
                ["show"] => await ShowAsync(cancellation),
                _ => CeremonyOutcome.Refuse($"Write: {OfflineCeremony.Usage} | {Usage[10..]}"),
            };
            return outcome.Tell(_terminal);
        }
        catch (CeremonyException e)
        {
            return CeremonyOutcome.Refuse(e.Message).Tell(_terminal);
        }
        catch (AuthorityStartupException e)
        {
            return CeremonyOutcome.Refuse(e.Message).Tell(_terminal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CeremonyOutcome.Refuse($"{_settings.Folder} cannot be written ({e.Message}). Nothing was changed.").Tell(_terminal);
        }
    }

    private Passphrase HostPassphrase => _passphrase ??= Passphrase.Read(_settings);

    private string RequestFile => Path.Combine(_folder.Next, "issuing.csr");

    private string KeyFile => Path.Combine(_folder.Next, AuthorityFolder.IssuingKey);

    private async Task<CeremonyOutcome> RequestAsync(string file, CancellationToken cancellation)
    {
        if (!Directory.Exists(_folder.Next))
        {
            if (_folder.HasKeys && _folder.Look() is var keys && (OtherAddress(keys) ?? OtherPassphrase(keys)) is { } problem)
                return CeremonyOutcome.Refuse(problem);
            var source = _services.GetRequiredService<CaKeySource>();
            PrivateFile.MakeFolder(_settings.Folder);
            _passphrase ??= Passphrase.ReadOrGenerate(_settings); // the one that has just opened the key in use, if there is one
            var unfinished = _folder.Next + ".new";
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
            PrivateFile.MakeFolder(unfinished);
            using var key = source.Create();
            EncryptedKeyFile.Write(Path.Combine(unfinished, AuthorityFolder.IssuingKey), key, _passphrase, source.Rounds);
            PrivateFile.WriteNew(Path.Combine(unfinished, "issuing.csr"), Encoding.ASCII.GetBytes(CaProfiles.Request(key, _settings, _folder.Count + 1)));
            Directory.Move(unfinished, _folder.Next);
        }
        await RecordRequestAsync(cancellation);
        CeremonyFiles.Write(file, await File.ReadAllBytesAsync(RequestFile, cancellation));
        return CeremonyOutcome.Finish($"The request is in {file}; its key stays in {_folder.Next}.{ListAddress.Describe(CeremonyFiles.Request(file))}\nIf the address is wrong, set {AuthoritySettings.PublicUrlKey}, remove {_folder.Next} and ask again. Otherwise have it signed where the root is (authority sign, or your organisation's CA), then: authority install CERTIFICATE ROOT");
    }

    /// <summary>The act itself, or what a crash left out.</summary>
    private async Task RecordRequestAsync(CancellationToken cancellation)
    {
        var detail = Convert.ToHexString(SHA256.HashData(CeremonyFiles.Request(RequestFile).Key!.Encoded));
        await _journal.CommitAsync(async (page, token) => await page.Context.Set<LedgerRow>().AnyAsync(row => row.Act == LedgerAct.Request && row.Detail == detail, token)
            ? page.Seq
            : page.Write(LedgerAct.Request, Actor.Host, default, detail: detail), cancellation);
    }

    /// <summary>Settings that the host has on its command line, and this command has not, would be missed only when the addresses in the certificate lead nowhere.</summary>
    private string? OtherAddress(Hierarchy keys)
    {
        var ours = "/pki/" + AuthorityAddresses.Crl(keys.Current.RootName);
        return _settings.PublicUrlAssumed && ListAddress.Of(keys.Issuing) is { } list && list.EndsWith(ours, StringComparison.Ordinal) && list != _settings.Address(AuthorityAddresses.Crl(keys.Current.RootName)).AbsoluteUri
            ? $"{AuthoritySettings.PublicUrlKey} is not set, so the request would say {_settings.PublicUrl}, and {keys.Issuing.Name} says {list[..^(ours.Length - 1)]}. Give this command the settings that the host has on its command line ({AuthoritySettings.PublicUrlKey}, {AuthoritySettings.PathKey}, Data:Path), or put them in the environment or appsettings.Production.json for both."
            : null;
    }

    /// <summary>A key made under another passphrase than those here would not open when the host takes it up. Where the newest is gone, there is nothing to fit.</summary>
    private string? OtherPassphrase(Hierarchy keys)
    {
        var file = Path.Combine(keys.Current.Folder, AuthorityFolder.IssuingKey);
        if (!File.Exists(file))
            return null;
        try
        {
            EncryptedKeyFile.Read(file, HostPassphrase).Dispose();
            return null;
        }
        catch (AuthorityStartupException e)
        {
            return $"{e.Message} If the passphrase is lost, remove {file} and ask again: docs/authority.md, When a key is lost.";
        }
    }

    private async Task<CeremonyOutcome> InstallAsync(string certificateFile, string rootFile, string? linkFile, CancellationToken cancellation)
    {
        if (!Directory.Exists(_folder.Next))
            return CeremonyOutcome.Refuse("There is no key that waits for a certificate. First: authority request FILE");
        var certificate = CeremonyFiles.Certificate(certificateFile);
        var root = CeremonyFiles.Certificate(rootFile);
        var link = linkFile is null ? null : CeremonyFiles.Certificate(linkFile);
        using (var key = EncryptedKeyFile.Read(KeyFile, HostPassphrase))
            if (!certificate.Carries(key))
                return CeremonyOutcome.Refuse($"{certificateFile} is for another key than the one that waits in {_folder.Next}. Sign the file that this wrote: authority request FILE");
        if ((CaRules.Root(root, _now) ?? CaRules.Issuing(certificate, root, _now)) is { } problem)
            return CeremonyOutcome.Refuse(problem);
        var keys = _folder.HasKeys ? _folder.Look() : null;
        if (keys is not null && (Fits(keys, certificate, root, link) ?? await RevokedAsync(keys, certificate, root, cancellation)) is { } mismatch)
            return CeremonyOutcome.Refuse(mismatch);
        if (keys is null && (await InstalledIssuers.KnownAsync(_database, cancellation)).Count > 0)
            return CeremonyOutcome.Refuse($"The database is that of an authority whose keys are not in {_settings.Folder}. Bring the folder back first.");

        Put(AuthorityFolder.IssuingCertificate, certificate);
        Put(AuthorityFolder.RootCertificate, root);
        File.Delete(Path.Combine(_folder.Next, AuthorityFolder.LinkCertificate));
        if (link is not null && keys is not null && keys.Root.Fingerprint != root.Fingerprint)
            Put(AuthorityFolder.LinkCertificate, link);
        Directory.Move(_folder.Next, _folder.PlaceOf(_folder.Count + 1));
        await _services.GetRequiredService<InstalledIssuers>().RecordAsync([certificate.Fingerprint], Actor.Host, cancellation);
        var list = await RowAsync(root, cancellation) is null ? $"\nThe list of {root.Name} is not here yet, and without it revocation cannot be checked: authority install-crl FILE" : "";
        return CeremonyOutcome.Finish($"Installed {certificate.Name} under {root.Name}, until {certificate.NotAfter:yyyy-MM-dd}.\nA host that is running takes it up within a minute and issues with it from then on. Other hosts of this installation need a copy of {_settings.Folder}.{list}");
    }

    /// <summary>The folder next to the existing ones is complete before its one rename; a try before this may have left its files.</summary>
    private void Put(string name, CaCertificate certificate) => CeremonyFiles.Write(Path.Combine(_folder.Next, name), Encoding.ASCII.GetBytes(certificate.Pem));

    private string? Fits(Hierarchy keys, CaCertificate certificate, CaCertificate root, CaCertificate? link)
    {
        if (keys.Issuers.Any(issuer => issuer.Certificate.Subject.RawData.AsSpan().SequenceEqual(certificate.Subject.RawData)))
            return $"There is an issuing CA named {certificate.Name} already. Each needs a name of its own: keep the name in the request.";
        if (root.Fingerprint == keys.Root.Fingerprint)
            return null;
        if (keys.Roots.Any(known => known.Fingerprint == root.Fingerprint))
            return $"{root.Name} was replaced by {keys.Root.Name}; browsers follow only the newest root.";
        if (keys.Roots.Any(known => known.Subject.RawData.AsSpan().SequenceEqual(root.Subject.RawData)))
            return $"There is a root named {root.Name} already, with another certificate. Make the new one with another name.";
        return link is null
            ? $"{root.Name} is a new root. Browsers have pinned {keys.Root.Name} and sound an alarm at another, unless it vouches for it: have the old root sign it (authority link FOLDER {AuthorityFolder.RootCertificate} LINK) and install with that file as the third."
            : CaRules.Link(link, root, keys.Root, _now);
    }

    private async Task<string?> RevokedAsync(Hierarchy keys, CaCertificate certificate, CaCertificate root, CancellationToken cancellation) =>
        keys.Roots.Any(known => known.Fingerprint == root.Fingerprint) && await RowAsync(root, cancellation) is { } row && CrlReader.Read(row.Der, root).Find(certificate) is not null
            ? $"{certificate.Name} is revoked by its root."
            : null;

    private async Task<CeremonyOutcome> InstallListAsync(string file, CancellationToken cancellation)
    {
        var keys = Installed();
        var der = CeremonyFiles.List(file);
        var (root, list, problem) = Identify(keys, der);
        if (root is null || list is null)
            return CeremonyOutcome.Refuse($"{file} is no list of a root of this authority. {problem}");
        var before = await RowAsync(root, cancellation);
        if (before is not null && list.Number <= before.Number)
            return CeremonyOutcome.Refuse($"The list has the number {list.Number}, and {before.Number} is installed. A number only grows (RFC 5280 5.2.3); browsers take an older one for an attack.");
        if (list.ThisUpdate > _now.AddMinutes(10) || list.NextUpdate <= _now)
            return CeremonyOutcome.Refuse($"The list is good from {list.ThisUpdate:u} to {list.NextUpdate:u}, and the clock here says {_now:u}. Set the clocks right, or sign a newer list (authority root-crl).");
        var known = before is null ? [] : CrlReader.Read(before.Der, root).Entries;
        // RFC 5280 3.3: other software may leave out what has ended. Of CAs here nothing may be forgotten, since old signatures are verified with them.
        if (keys.Issuers.FirstOrDefault(issuer => known.Any(entry => entry.Serial == issuer.Certificate.Serial) && list.Find(issuer.Certificate) is null) is { } forgotten)
            return CeremonyOutcome.Refuse($"The list no longer names {forgotten.Certificate.Name}, which is revoked. Was it made from an old copy of the root's folder? What is revoked stays so.");
        var revoked = keys.Issuers.Where(issuer => issuer.Root.Fingerprint == root.Fingerprint && list.Find(issuer.Certificate) is not null && known.All(entry => entry.Serial != issuer.Certificate.Serial)).ToList();
        if (revoked.Contains(keys.Current))
            return CeremonyOutcome.Refuse($"The list revokes {keys.Issuing.Name}, which issues. Nobody could send any more. First install another issuing CA (authority request, sign, install), then this list.");
        foreach (var issuer in revoked)
            if (!_terminal.Confirms($"The list revokes {issuer.Certificate.Name} for ever. Every certificate it issued is worthless from then on; the host certifies all keys in good standing anew with {keys.Issuing.Name}.", OfflineCeremony.CommonNameOf(issuer.Certificate)))
                return CeremonyOutcome.Refuse("Nothing was installed.");
        await _journal.CommitAsync(async (page, token) =>
        {
            var row = await page.Context.Set<RevocationListRow>().SingleOrDefaultAsync(stored => stored.Issuer == root.Id, token);
            if (row is null)
                page.Context.Add(row = new RevocationListRow { Issuer = root.Id, Der = der });
            row.Take(new SignedList(list.Number, list.ThisUpdate, list.NextUpdate, der));
            return page.Write(LedgerAct.RootList, Actor.Host, new LedgerSubject(Serial: revoked.Select(issuer => issuer.Certificate.Serial).FirstOrDefault()), detail: Convert.ToHexString(SHA256.HashData(der)));
        }, cancellation);
        return CeremonyOutcome.Finish($"Installed list {list.Number} of {root.Name}, good until {list.NextUpdate:yyyy-MM-dd}. A host that is running serves it within a minute.");
    }

    private static (CaCertificate? Root, RootList? List, string Problem) Identify(Hierarchy keys, byte[] der)
    {
        var problem = "";
        foreach (var root in keys.Roots.Reverse())
        {
            try
            {
                return (root, CrlReader.Read(der, root), "");
            }
            catch (AsnContentException e)
            {
                problem = e.Message;
            }
        }
        return (null, null, problem);
    }

    private async Task<CeremonyOutcome> TakeRootAsync(string path, CancellationToken cancellation)
    {
        var keys = Installed();
        if (keys.RootKeyFile(keys.Root) is not { } file)
            return CeremonyOutcome.Refuse($"The key of {keys.Root.Name} is not on this host.");
        if (await RowAsync(keys.Root, cancellation) is not { } row)
            return CeremonyOutcome.Refuse("The root has no list yet. Start the host once, then take the key away.");
        var passphrase = RootPassphrase.Choose(_services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>(), _terminal);
        using var key = AuthorityFolder.ReadRootKey(file, keys.Root, HostPassphrase);
        var root = RootFolder.Create(path, key, keys.Root, row.Der, passphrase, _services.GetRequiredService<CaKeySource>().Rounds);
        root.OpenKey(passphrase).Dispose(); // read back before the only other copy goes
        await _journal.CommitAsync((page, _) => Task.FromResult(page.Write(LedgerAct.TakeRoot, Actor.Host, default, detail: keys.Root.Fingerprint)), cancellation);
        File.Delete(file);
        return CeremonyOutcome.Finish($"The key of {keys.Root.Name} is in {path}, under its own passphrase, and no longer on this host. Take the folder away, and delete the key from backups.\nThe root's list here is good until {row.NextUpdate:yyyy-MM-dd}; before that: authority root-crl {path}, then authority install-crl {root.ListFile}");
    }

    private async Task<CeremonyOutcome> ShowAsync(CancellationToken cancellation)
    {
        var keys = Installed();
        var text = new StringBuilder();
        foreach (var root in keys.Roots)
        {
            var row = await RowAsync(root, cancellation);
            var list = row is null ? null : CrlReader.Read(row.Der, root);
            text.AppendLine(CultureInfo.InvariantCulture, $"{root.Name}: root, until {root.NotAfter:yyyy-MM-dd}, key {(keys.RootKeyFile(root) is null ? "not here" : "on this host")}, list {(list is null ? "none" : $"until {list.NextUpdate:yyyy-MM-dd}")}");
            text.AppendLine(CultureInfo.InvariantCulture, $"  SHA-256 {root.Fingerprint}");
            foreach (var issuer in keys.Issuers.Where(issuer => issuer.Root.Fingerprint == root.Fingerprint))
            {
                var state = list?.Find(issuer.Certificate) is { } revoked ? $"revoked since {revoked.Since:u}" : issuer == keys.Current ? "issues" : "verifies";
                if (!File.Exists(issuer.KeyFile))
                    state += ", key not here";
                text.AppendLine(CultureInfo.InvariantCulture, $"  {issuer.Certificate.Name}: {state}, until {issuer.Certificate.NotAfter:yyyy-MM-dd}, {_settings.Address(AuthorityAddresses.Crl(issuer.Name))}");
            }
        }
        if (Directory.Exists(_folder.Next))
            text.AppendLine(CultureInfo.InvariantCulture, $"A request waits for its certificate: {RequestFile}");
        return CeremonyOutcome.Finish(text.ToString().TrimEnd());
    }

    private Hierarchy Installed() => _folder.HasKeys ? _folder.Look()
        : throw new CeremonyException($"There is no authority in {_settings.Folder} yet: start the host once, or begin with authority request FILE.");

    private async Task<RevocationListRow?> RowAsync(CaCertificate root, CancellationToken cancellation)
    {
        await using var context = await _database.OpenAsync(cancellation);
        return await context.Set<RevocationListRow>().AsNoTracking().SingleOrDefaultAsync(list => list.Issuer == root.Id, cancellation);
    }
}
