using System.Runtime.CompilerServices;
using BlazorChat.Pki.Catalogue;
using BlazorChat.Web.Features.Devices;

namespace BlazorChat.Web.Features.Admin.Overview;

/// <summary>
/// How many devices did not renew themselves, counted with each summary once for all who look: with thousands that end it takes as long as the
/// summary itself.
/// </summary>
internal sealed class DueDevices(IOwnEndings endings)
{
    private readonly ConditionalWeakTable<CertificateSummary, Task<int>> counted = [];

    /// <summary>Does not hold up the circuit that asks.</summary>
    public async Task<int> CountAsync(CertificateSummary summary)
    {
        var counting = counted.GetValue(summary, _ => Task.Run(() => endings.CountAsync(CancellationToken.None)));
        try
        {
            return await counting;
        }
        catch
        {
            counted.Remove(summary);
            throw;
        }
    }
}
