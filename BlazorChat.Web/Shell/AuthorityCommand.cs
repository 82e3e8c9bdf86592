using BlazorChat.Pki.Ceremony;
using BlazorChat.Web.Features.Admin;

namespace BlazorChat.Web.Shell;

/// <summary><c>authority …</c>: the ceremonies of docs/authority.md, on the host or where the root's key is, and the look at the ledger.</summary>
internal static class AuthorityCommand
{
    public const string Name = "authority";

    private static Terminal Terminal => new(Console.Out, Console.ReadLine, HiddenInput.Reader);

    /// <summary>What needs a root's key and no host: it runs on a machine that has neither data folder nor settings.</summary>
    /// <returns>The exit code; null: it is no such command.</returns>
    public static int? RunOffline(string[] args) => args is [Name, .. var rest]
        ? new OfflineCeremony(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build(), Terminal).Run(Words(rest))
        : null;

    public static Task<int> RunAsync(IServiceProvider services, string[] rest) => rest is [VerifyLedgerCommand.Name, ..]
        ? VerifyLedgerCommand.RunAsync(services, Console.Out, CancellationToken.None)
        : new HostCeremony(services, Terminal).RunAsync(Words(rest));

    private static string[] Words(string[] rest) => [.. rest.TakeWhile(word => !word.StartsWith("--", StringComparison.Ordinal))];
}
