using BlazorChat.Directories.Ldap.Wire;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Directories.Ldap.Servers;

/// <summary>
/// One server: connections for the service account, connections for the passwords of people, and whether it answers. When it
/// does not, nobody is sent to it any more; it is tried in the background until it answers, so that no sign-in pays for the trying.
/// </summary>
internal sealed partial class DirectoryServer : IDisposable
{
    private const int ServiceConnections = 16;
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TryLimit = TimeSpan.FromSeconds(2);

    // Wrong passwords of the service account, tried every second, would lock it.
    private static readonly TimeSpan TryAccountAgainAfter = TimeSpan.FromSeconds(30);

    private readonly LdapSettings settings;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly CancellationTokenSource ended = new();
    private LdapFaultException? trouble;

    public DirectoryServer(ServerAddress address, LdapSettings settings, TimeProvider clock, ILogger logger)
    {
        Address = address;
        this.settings = settings;
        this.clock = clock;
        this.logger = logger;
        Service = new ConnectionPool(address, ServiceConnections, clock, OpenServiceAsync);
        People = new ConnectionPool(address, settings.Connections, clock, cancellation => LdapConnection.OpenAsync(address, settings.Trust, cancellation));
    }

    public ServerAddress Address { get; }

    /// <summary>Bound as the service account.</summary>
    public ConnectionPool Service { get; }

    /// <summary>Bound as whoever signed in last; whoever takes one binds first.</summary>
    public ConnectionPool People { get; }

    /// <summary>Why nobody is sent here now; null: it answers.</summary>
    public LdapFaultException? Trouble => Volatile.Read(ref trouble);

    /// <summary>Remembers that it does not answer, and begins to try it.</summary>
    public void WentDown(LdapFaultException why)
    {
        if (Interlocked.CompareExchange(ref trouble, why, null) is not null)
            return;
        LogDown(logger, why.Message);
        Service.Clear();
        People.Clear();
        _ = TryUntilItAnswersAsync();
    }

    public void Dispose()
    {
        ended.Cancel();
        Service.Dispose();
        People.Dispose();
    }

    private async Task TryUntilItAnswersAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Trouble is { Fault: LdapFault.ServiceAccount } ? TryAccountAgainAfter : TryAgainAfter, clock, ended.Token);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
                limit.CancelAfter(TryLimit);
                using (await OpenServiceAsync(limit.Token))
                    Volatile.Write(ref trouble, null);
                LogUp(logger, Address);
                return;
            }
            catch (OperationCanceledException)
            {
                // Silent still, or we end.
            }
            catch (LdapFaultException e)
            {
                Volatile.Write(ref trouble, e); // the reason may have changed
            }
        }
    }

    private async Task<LdapConnection> OpenServiceAsync(CancellationToken cancellation)
    {
        var connection = await LdapConnection.OpenAsync(Address, settings.Trust, cancellation);
        try
        {
            if (settings.Account.Dn is not { } account)
                return connection;
            var password = await settings.Account.ReadPasswordAsync(cancellation);
            // RFC 4513 5.1.2: without a password it would be let in, as nobody.
            if (password.Length == 0)
                throw new LdapFaultException(LdapFault.ServiceAccount, DirectoryFinding.AccountWithoutPassword) { Server = Address };
            var answer = await connection.CallAsync(LdapOperation.Bind(account, password), cancellation);
            return answer.Code is LdapCode.Success ? connection : throw Refused(account, answer);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private LdapFaultException Refused(string account, LdapAnswer answer) => answer.Code switch
    {
        LdapCode.Busy or LdapCode.Unavailable => new(LdapFault.Unavailable, DirectoryFinding.Busy) { Server = Address },
        LdapCode.ConfidentialityRequired or LdapCode.StrongerAuthRequired => new(LdapFault.ServiceAccount, DirectoryFinding.NeedsTls) { Server = Address },
        _ => new(LdapFault.ServiceAccount, DirectoryFinding.AccountNotLetIn, account, answer.Number, answer.Diagnostic) { Server = Address },
    };

    [LoggerMessage(9001, LogLevel.Error, "The directory is left alone until it answers again. {Reason}")]
    private static partial void LogDown(ILogger logger, string reason);

    [LoggerMessage(9002, LogLevel.Information, "The directory {Server} answers again.")]
    private static partial void LogUp(ILogger logger, ServerAddress server);
}
