using System.Globalization;
using BlazorChat.Directories;
using BlazorChat.Pki;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Pki.Endings;
using BlazorChat.Pki.Ledger;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin.Catalogue;
using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin.Overview;

/// <summary>
/// How things stand: what needs attention first, how many certificates stand how, when they begin and end, how the parts do. What takes long
/// (the summary of 100,000 certificates, a directory that does not answer) is shown when it is there; the rest does not wait for it.
/// </summary>
public sealed partial class Overview
{
    private const string HealthAddress = "/admin#health"; // relative to the base, the mark alone would lead to "/"
    private static readonly CertificateStatus[] Statuses =
        [CertificateStatus.Valid, CertificateStatus.Ending30, CertificateStatus.Ending7, CertificateStatus.Expired, CertificateStatus.Held, CertificateStatus.Revoked];
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(10);

    private DirectoryStatus directory = new(null, null, []);
    private IReadOnlyList<AttentionList.Item> items = [];
    private CertificateSummary? summary;
    private int? devices; // null: not known yet
    private HealthReport? health;
    private DateTimeOffset healthAsked = DateTimeOffset.MinValue;
    private (long Crl, Pki.Ocsp.OcspHealth Ocsp, DateTimeOffset? Ledger) parts;

    [Inject] internal BulkActs Bulk { get; init; } = null!;
    [Inject] public required IAuthority Authority { get; init; }
    [Inject] public required ICertificateCatalogue Catalogue { get; init; }
    [Inject] public required IDirectoryPass Directory { get; init; }
    [Inject] public required IEndings Endings { get; init; }
    [Inject] public required ILedger Ledger { get; init; }
    [Inject] internal DueDevices Due { get; init; } = null!;
    [Inject] public required HealthCheckService Checks { get; init; }
    [Inject] public required IStringLocalizer<Texts> T { get; init; }

    private bool IsQuiet => items.Count == 0 && devices is not null && Endings.OfAuthority().Count == 0 && directory is { Problem: null, Held.Count: 0 };

    protected override Task<bool> ReadAsync()
    {
        var before = (directory, items.Count, parts);
        directory = Directory.Status;
        parts = (Authority.Crl.Number, Authority.Ocsp, Ledger.Check?.At);
        _ = BesideAsync(SummariseAsync);
        if (Clock.GetUtcNow() - healthAsked >= HealthInterval)
            _ = BesideAsync(CheckAsync);
        var known = items;
        items = [.. Attention()];
        return Task.FromResult(before != (directory, items.Count, parts) || !known.SequenceEqual(items));
    }

    private IEnumerable<AttentionList.Item> Attention()
    {
        if (Ledger.Check is { Verdict.Intact: false })
            yield return new("Ledger", 0, Audit.AuditView.Path);
        if (Waiting > 0)
            yield return new("Waiting", Waiting, "/admin/requests");
        if (Bulk.Current.Any(act => act.CanGoOn))
            yield return new("Bulk", 0, Certificates.Path);
        if (devices is > 0 and var ending)
            yield return new("Devices", ending, $"{Certificates.Path}?{CertificateView.Status}={CertificateStatus.Ending30}");
        if (Authority.Ocsp.Failed is > 0 and var failed)
            yield return new("Ocsp", (int)Math.Min(failed, int.MaxValue), HealthAddress);
        // What the directory's own note says is not said twice.
        if (health?.Entries.Any(part => part.Value.Status is not HealthStatus.Healthy && !(part.Key == DirectoryHealth.Check && directory.Problem is not null)) is true)
            yield return new("Parts", 0, HealthAddress);
    }

    private async Task SummariseAsync()
    {
        var read = await Catalogue.SummariseAsync(Left);
        if (ReferenceEquals(read, summary))
            return;
        summary = read;
        StateHasChanged();
        devices = await Due.CountAsync(read).WaitAsync(Left);
        items = [.. Attention()];
        StateHasChanged();
    }

    private async Task CheckAsync()
    {
        healthAsked = Clock.GetUtcNow();
        // On a thread of its own: a check may ask servers.
        health = await Task.Run(() => Checks.CheckHealthAsync(Left), Left);
        items = [.. Attention()];
        StateHasChanged();
    }

    private string Counted(CertificateStatus status) => summary is null ? "…" : WrittenNumber.Of(summary.Counts.Of(status));

    private static (string, int)[] Issued(CertificateSummary read) =>
        [.. read.IssuedByDay.Select((number, day) => (Day(read.At.AddDays(day + 1 - CertificateSummary.Days)), number))];

    private (string, int)[] Ending(CertificateSummary read) =>
        [.. read.EndingByWeek.Select((number, week) => (T["EndingWeek", Day(read.At.AddDays(7 * week))].Value, number))];

    /// <summary>Without the year, which is clear; of UTC, as certificates are.</summary>
    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("m", CultureInfo.CurrentUICulture);
}
