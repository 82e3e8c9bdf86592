using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Bench;

/// <summary>
/// Pages, filters, orders and counts of the administrator's certificates, with 100,000 of 12,500 people. Rows are written straight into the
/// database; one real certificate stands for all. Bars: 300 ms for whatever is asked of a page, 500 ms for the counts.
/// </summary>
internal static class Certificates
{
    private const int Issued = 100_000;
    private const int PerPerson = 8; // keys: two browsers and two recovery pairs
    private const int Batch = 2_000;
    private const int Rounds = 5;
    private const int PageSize = 50;

    public static async Task RunAsync()
    {
        await using var authority = await MeasuredAuthority.OpenAsync();
        await SeedAsync(authority.Services, Issued);
        var catalogue = authority.Get<ICertificateCatalogue>();
        var some = (await catalogue.PageAsync(new CertificateFilter { Users = [Person(777)] }, default, 0, 1, default)).Certificates[0];
        var table = new Table($"A page of {PageSize} with its total, {Issued:#,##0} certificates", "asked", "found", "until ms", "until desc ms", "from ms", "middle ms", "last page ms", "by serial ms");
        foreach (var (name, filter) in Filters(some))
        {
            var total = (await catalogue.PageAsync(filter, default, 0, PageSize, default)).Total;
            var last = Math.Max(0, total - PageSize);
            table.Add(
                name, total,
                await WorstAsync(() => catalogue.PageAsync(filter, new CertificateOrder(CertificateColumn.ValidUntil, Descending: false), 0, PageSize, default)),
                await WorstAsync(() => catalogue.PageAsync(filter, new CertificateOrder(CertificateColumn.ValidUntil, Descending: true), 0, PageSize, default)),
                await WorstAsync(() => catalogue.PageAsync(filter, new CertificateOrder(CertificateColumn.ValidFrom, Descending: false), 0, PageSize, default)),
                await WorstAsync(() => catalogue.PageAsync(filter, new CertificateOrder(CertificateColumn.ValidUntil, Descending: false), total / 2, PageSize, default)),
                await WorstAsync(() => catalogue.PageAsync(filter, new CertificateOrder(CertificateColumn.ValidUntil, Descending: false), last, PageSize, default)),
                await WorstAsync(() => catalogue.PageAsync(filter, new CertificateOrder(CertificateColumn.Serial, Descending: false), 0, PageSize, default)));
        }
        table.Print();

        var others = new Table("The rest", "what", "worst ms");
        others.Add("counts of every status, begins and ends", await WorstAsync(async () =>
        {
            await using var context = await authority.Get<IDbContextFactory<SqliteChatDatabase>>().CreateDbContextAsync();
            await Summarise.HandleAsync(new Books(context), authority.Get<TimeProvider>().GetUtcNow(), default);
        }));
        others.Add("everything about one certificate", await WorstAsync(() => catalogue.FindAsync(some.Serial, default)));
        others.Add("has anything happened", await WorstAsync(() => catalogue.VersionAsync(default)));
        others.Add("keys of an act on everything", await WorstAsync(() => catalogue.TargetsAsync(CertificateFilter.All, default)));
        others.Add("export of everything, read", await WorstAsync(async () => await catalogue.AllAsync(CertificateFilter.All, default).CountAsync()));
        others.Print();
    }

    private static IEnumerable<(string, CertificateFilter)> Filters(ListedCertificate some)
    {
        yield return ("everything", CertificateFilter.All);
        foreach (var status in Enum.GetValues<CertificateStatus>())
            yield return ($"{status}", new CertificateFilter { Status = status });
        foreach (var profile in new[] { CertificateProfile.DeviceSignature, CertificateProfile.RecoveryEncryption })
            yield return ($"{profile}", new CertificateFilter { Profile = profile });
        yield return ("valid device signatures", new CertificateFilter { Status = CertificateStatus.Valid, Profile = CertificateProfile.DeviceSignature });
        yield return ("a person", new CertificateFilter { Users = [some.User] });
        yield return ("5,000 people", new CertificateFilter { Users = [.. Enumerable.Range(0, 5_000).Select(Person)] });
        yield return ("a device", new CertificateFilter { Device = DevicePrefix.Parse($"{Person(1_000)}") });
        yield return ("a device's beginning", new CertificateFilter { Device = DevicePrefix.Parse("a") });
        yield return ("a serial number", new CertificateFilter { Serial = SerialText.Parse(some.Serial) });
        yield return ("a serial number's beginning", new CertificateFilter { Serial = SerialText.Parse("10") });
        yield return ("a fingerprint", new CertificateFilter { Fingerprint = FingerprintText.Parse(some.Fingerprint) });
        yield return ("a fingerprint's beginning", new CertificateFilter { Fingerprint = FingerprintText.Parse("A") });
        yield return ("a key", new CertificateFilter { Kid = KidText.Parse(some.Kid) });
        yield return ("a key's beginning", new CertificateFilter { Kid = KidText.Parse("A") });
        yield return ("a month of ends", new CertificateFilter { ValidUntil = new Period(some.NotAfter.AddDays(-15), some.NotAfter.AddDays(15)) });
    }

    private static async Task<double> WorstAsync(Func<Task> ask)
    {
        var worst = TimeSpan.Zero;
        await ask(); // compiled
        for (var i = 0; i < Rounds; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await ask();
            var took = Stopwatch.GetElapsedTime(began);
            worst = took > worst ? took : worst;
        }
        return worst.TotalMilliseconds;
    }

    /// <summary>Writes so many certificates into the books of an opened authority, and publishes the list that says the same.</summary>
    public static async Task SeedAsync(IServiceProvider services, int count)
    {
        using var sig = RSA.Create(3072);
        using var enc = RSA.Create(3072);
        var like = (IssueResult.Issued)await services.GetRequiredService<IAuthority>().IssueAsync(MeasuredAuthority.Ask(sig, enc));
        for (var first = 0; first < count; first += Batch)
            await SeedAsync(services, like.Sig, first);
        await services.GetRequiredService<CrlPublisher>().PublishAsync();
    }

    /// <summary>Of each person two browsers and two recovery pairs; of ten keys one is revoked and one on hold.</summary>
    private static async Task SeedAsync(IServiceProvider services, IssuedCertificate like, int first)
    {
        await using var context = await services.GetRequiredService<IDbContextFactory<SqliteChatDatabase>>().CreateDbContextAsync();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        var last = await context.Set<LedgerRow>().OrderByDescending(row => row.Seq).FirstAsync();
        var page = new LedgerPage(context, last.Seq, last.Hash, last.At);
        for (var i = first; i < first + Batch; i++)
        {
            var person = i / PerPerson;
            var recovery = i / 2 % 4 >= 2;
            var key = new CertifiedKey
            {
                Kid = Kid(i),
                User = Person(person),
                Device = recovery ? KeyOwner.Recovery : $"{Person((person * 2) + (i / 2 % 2))}",
                Use = i % 2 == 0 ? KeyUse.Sig : KeyUse.Enc,
                PublicKey = like.PublicKey.ToArray(),
            };
            page.Add(key);
            // Ends over five months, two thirds of them to come.
            var end = page.Now.AddDays(-50 + (i * 7919L % 150)).AddMinutes(i % 1440);
            var der = like.Der.ToArray();
            BitConverter.TryWriteBytes(der.AsSpan(der.Length - 4), i); // a fingerprint of its own; nobody verifies it
            IssuedRows.Write(page, like with { Kid = key.Kid, Serial = SerialNumber.Next().ToString(), Owner = key.Owner, Use = key.Use, NotBefore = end.AddDays(-90), NotAfter = end, Der = der }, Actor.System);
            if (i % 10 > 1)
                continue;
            var (act, state) = i % 10 == 0 ? (LedgerAct.Revoke, KeyState.Revoked) : (LedgerAct.Hold, KeyState.Held);
            RevocationReason? reason = state == KeyState.Revoked ? RevocationReason.KeyCompromise : null;
            key.ChangedSeq = page.Write(act, Actor.System, new LedgerSubject(key.User, key.Device, key.Kid), reason?.ToString());
            (key.State, key.Since, key.Reason) = (state, page.Now, reason);
        }
        context.AddRange(page.Added);
        await context.SaveChangesAsync();
    }

    private static string Kid(int i) => CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($"key {i}")));

    private static Guid Person(int i) => new(SHA256.HashData(Encoding.ASCII.GetBytes($"person {i}")).AsSpan(0, 16));
}
