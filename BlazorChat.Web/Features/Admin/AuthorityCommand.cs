using BlazorChat.Web.Operations;

namespace BlazorChat.Web.Features.Admin;

/// <summary>Commands about the certificate authority, on the host: <c>authority …</c>.</summary>
internal static class AuthorityCommand
{
    public const string Name = "authority";
    public const string All = VerifyLedgerCommand.Name;

    /// <param name="rest">The words after <c>authority</c>.</param>
    /// <exception cref="StartupException">They are no command.</exception>
    public static Func<IServiceProvider, Task<int>> Find(string[] rest) => rest switch
    {
        [VerifyLedgerCommand.Name, ..] => services => VerifyLedgerCommand.RunAsync(services, Console.Out, CancellationToken.None),
        _ => throw new StartupException($"Say what: {Name} {All}"),
    };
}
