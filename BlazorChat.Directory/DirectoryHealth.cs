using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BlazorChat.Directories;

/// <summary>How the check of the directory says what is wrong: in English for programs and logs, as faults for who puts them into the reader's language.</summary>
public static class DirectoryHealth
{
    /// <summary>The name of the check.</summary>
    public const string Check = "directory";

    private const string Faults = "faults";

    /// <summary>Degraded at worst: see <see cref="Ldap.LdapHealth"/>. The same said of two servers is said once.</summary>
    public static HealthCheckResult Of(IEnumerable<DirectoryFault> faults)
    {
        var found = faults.DistinctBy(fault => fault.Sentence(CultureInfo.InvariantCulture), StringComparer.Ordinal).ToList();
        return found.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(string.Join(' ', found.Select(fault => fault.Sentence(CultureInfo.InvariantCulture))), data: new Dictionary<string, object> { [Faults] = found });
    }

    /// <summary>What the check found; nothing, where all is well or it did not run.</summary>
    public static IReadOnlyList<DirectoryFault> FaultsIn(HealthReport? report) =>
        report is not null && report.Entries.TryGetValue(Check, out var entry) && entry.Data.TryGetValue(Faults, out var found) ? (IReadOnlyList<DirectoryFault>)found : [];
}
