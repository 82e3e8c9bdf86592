using BlazorChat.Pki;
using Microsoft.Extensions.Localization;

namespace BlazorChat.Web.Features.Admin;

/// <summary>
/// <c>authority verify-ledger</c> on the host: recomputes the chain of the authority's ledger, compares it with certificates, keys and CRL, and
/// names the first row that does not fit. Reads only, and needs no key: the running host is not disturbed.
/// </summary>
public static class VerifyLedgerCommand
{
    public const string Name = "verify-ledger";

    /// <param name="services">Of the host.</param>
    /// <param name="output">Where it says what it found.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The exit code: 0 all fits, 1 something does not.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancellation)
    {
        var texts = services.GetRequiredService<IStringLocalizer<Texts>>();
        var verdict = await services.GetRequiredService<IAuthority>().VerifyLedgerAsync(cancellation);
        await output.WriteLineAsync(verdict switch
        {
            { Intact: true } => texts["LedgerIntact", verdict.Rows],
            { FirstBroken: { } row } => texts["LedgerBroken", row, verdict.Why!],
            _ => texts["LedgerContradicted", verdict.Rows, verdict.Why!],
        });
        if (!verdict.Intact)
            await output.WriteLineAsync(texts["LedgerRemedy"]);
        return verdict.Intact ? 0 : 1;
    }
}
