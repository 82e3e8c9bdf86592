using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using BlazorChat.Pki;
using BlazorChat.Pki.Certificates;
using BlazorChat.Pki.Crl;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ledger;
using BlazorChat.Pki.Revocation;
using BlazorChat.Web.Protocol;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Bench;

/// <summary>
/// From the act that revokes a device to the published list that has its certificates, in an authority that has issued 100,000 and revoked
/// 10,000. Keys, certificates and their rows of the ledger are written straight into the database; one real certificate stands for all.
/// Bar: 5 s.
/// </summary>
internal static class Revocations
{
    private const int Issued = 100_000;
    private const int Revoked = 10_000;
    private const int Batch = 2_000;
    private const int Acts = 40;

    public static async Task RunAsync()
    {
        await using var authority = await MeasuredAuthority.OpenAsync();
        using var sig = RSA.Create(3072);
        using var enc = RSA.Create(3072);
        var like = (await authority.IssueAsync(MeasuredAuthority.Ask(sig, enc))).Sig;
        for (var first = 0; first < Issued; first += Batch)
            await SeedAsync(authority, like, first);
        await authority.Get<CrlPublisher>().PublishAsync();

        var table = new Table($"Revocation to the list that has it, {Issued:#,##0} issued and {Revoked:#,##0} revoked before", "acts", "at a time", "p50 ms", "max ms", "list KiB");
        var next = Revoked / 2;
        foreach (var atATime in new[] { 1, 8 })
        {
            var times = new List<TimeSpan>();
            for (var i = 0; i < Acts; i += atATime)
                times.AddRange(await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => RevokeAsync(authority, next++))));
            var percentiles = new Percentiles(times);
            table.Add(times.Count, atATime, percentiles.At(50), percentiles.At(100), authority.Authority.Crl.Der.Length / 1024.0);
        }
        table.Print();
    }

    /// <summary>Two keys a device, as everywhere.</summary>
    private static async Task SeedAsync(MeasuredAuthority authority, IssuedCertificate like, int first)
    {
        await using var context = await authority.Get<IDbContextFactory<SqliteChatDatabase>>().CreateDbContextAsync();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        var last = await context.Set<LedgerRow>().OrderByDescending(row => row.Seq).FirstAsync();
        var page = new LedgerPage(context, last.Seq, last.Hash, last.At);
        for (var i = first; i < first + Batch; i++)
        {
            var key = new CertifiedKey { Kid = Kid(i), User = Device(i / 2), Device = Device(i / 2).ToString(), Use = i % 2 == 0 ? KeyUse.Sig : KeyUse.Enc, PublicKey = like.PublicKey.ToArray() };
            page.Add(key);
            IssuedRows.Write(page, like with { Kid = key.Kid, Serial = SerialNumber.Next().ToString(), Owner = key.Owner, Use = key.Use }, Actor.System);
            if (i >= Revoked)
                continue;
            key.ChangedSeq = page.Write(LedgerAct.Revoke, Actor.System, new LedgerSubject(key.User, key.Device, key.Kid), nameof(RevocationReason.KeyCompromise));
            (key.State, key.Since, key.Reason) = (KeyState.Revoked, page.Now, RevocationReason.KeyCompromise);
        }
        context.AddRange(page.Added);
        await context.SaveChangesAsync();
    }

    private static async Task<TimeSpan> RevokeAsync(MeasuredAuthority authority, int device)
    {
        var certificates = await authority.Authority.CertificatesOfAsync([Kid(2 * device), Kid((2 * device) + 1)]);
        var serials = certificates.Values.SelectMany(list => list).Select(certificate => Convert.FromHexString(certificate.Serial)).ToList();
        if (serials.Count != 2 || serials.Exists(IsListed))
            throw new InvalidOperationException("The device is not one that was issued to and stands.");
        var began = Stopwatch.GetTimestamp();
        await authority.Authority.RevokeAsync(KeySelection.OfDevice(Device(device), Device(device).ToString()), RevocationReason.KeyCompromise, Actor.System);
        var took = Stopwatch.GetElapsedTime(began);
        return serials.TrueForAll(IsListed) ? took : throw new InvalidOperationException("The list has not what was revoked.");

        bool IsListed(byte[] serial) => authority.Authority.Crl.Der.Span.IndexOf(serial) >= 0;
    }

    private static string Kid(int i) => CanonicalBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes($"key {i}")));

    private static Guid Device(int i) => new(SHA256.HashData(Encoding.ASCII.GetBytes($"device {i}")).AsSpan(0, 16));
}
