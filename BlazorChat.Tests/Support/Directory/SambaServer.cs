namespace BlazorChat.Tests.Support.DirectoryServers;

/// <summary>
/// A throw-away Active Directory domain controller (Samba): own folder, LDAP and LDAPS on 127.0.0.1. Its ports are fixed (389, 636),
/// so it needs root and the ports free; where it cannot start, the tests that want it fail with the reason.
/// </summary>
public sealed class SambaServer : IAsyncDisposable
{
    public const string BaseDn = "DC=chat,DC=test";
    public const string ServiceDn = "CN=Administrator,CN=Users,DC=chat,DC=test";
    public const string ServicePassword = "Adm1n-Passw0rd!";
    public const int Port = 389;
    public const int TlsPort = 636;
    private const string Program = "/usr/sbin/samba";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan TurnLimit = TimeSpan.FromMinutes(5);

    private readonly string folder = System.IO.Directory.CreateTempSubdirectory("samba-").FullName;
    private ServerProcess? process;
    private FileStream? turn;

    private SambaServer() => Certificates = new TestCertificates(folder);

    public TestCertificates Certificates { get; }

    public static async Task<SambaServer> StartAsync()
    {
        if (Environment.UserName != "root")
            throw new InvalidOperationException("Samba needs ports 389 and 636: run these tests as root (sudo ./test.sh).");
        var server = new SambaServer();
        try
        {
            await server.ProvisionAsync();
            server.turn = await TakeTurnAsync();
            var file = server.ConfigurationFile;
            server.process = await ServerProcess.StartAsync(
                Program, ["-s", file, "-i", "--no-process-group", "--debug-stdout", "-d1"], [Port, TlsPort], StartLimit);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs LDIF as the administrator; entries without a changetype are added.</summary>
    public Task ChangeAsync(string ldif) => Tool.RunAsync(
        "ldapmodify", ["-a", "-x", "-H", $"ldaps://127.0.0.1:{TlsPort}", "-D", ServiceDn, "-w", ServicePassword], ldif, ("LDAPTLS_CACERT", Certificates.CaFile));

    /// <summary>What an outsider sees with ldapsearch over LDAPS, as the administrator.</summary>
    public Task<string> SearchAsync(string filter, params string[] attributes) => Tool.RunAsync(
        "ldapsearch", ["-LLL", "-x", "-o", "ldif-wrap=no", "-H", $"ldaps://127.0.0.1:{TlsPort}", "-D", ServiceDn, "-w", ServicePassword, "-b", BaseDn, filter, .. attributes],
        environment: ("LDAPTLS_CACERT", Certificates.CaFile));

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        if (turn is not null)
            await turn.DisposeAsync();
        Certificates.Dispose();
        System.IO.Directory.Delete(folder, recursive: true);
    }

    private string ConfigurationFile => Path.Combine(folder, "etc", "smb.conf");

    /// <summary>The ports are one machine's: another run of the tests waits for this one.</summary>
    private static async Task<FileStream> TakeTurnAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), "blazorchat-tests-samba.lock");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (watch.Elapsed < TurnLimit)
            {
                await Task.Delay(200);
            }
        }
    }

    private async Task ProvisionAsync()
    {
        await Tool.RunAsync("samba-tool",
        [
            "domain", "provision", "--realm=CHAT.TEST", "--domain=CHAT", $"--adminpass={ServicePassword}", "--server-role=dc", "--dns-backend=NONE",
            $"--targetdir={folder}", "--use-rfc2307", "--host-name=dc1", "--host-ip=127.0.0.1",
            "--option=interfaces=lo", "--option=bind interfaces only=yes", "--option=vfs objects=dfs_samba4",
        ]);
        await Tool.RunAsync("samba-tool",
        [
            "domain", "passwordsettings", "set", "--account-lockout-threshold=4", "--account-lockout-duration=5", "--min-pwd-age=0", "-H", Path.Combine(folder, "private", "sam.ldb"),
        ]);
        System.IO.Directory.CreateDirectory(Path.Combine(folder, "run"));
        System.IO.Directory.CreateDirectory(Path.Combine(folder, "ncalrpc"));
        var (certificate, key) = Certificates.Issue();
        var settings = await File.ReadAllTextAsync(ConfigurationFile);
        await File.WriteAllTextAsync(ConfigurationFile, settings.Replace("[global]", $"""
            [global]
            server services = ldap
            old password allowed period = 0
            pid directory = {folder}/run
            ncalrpc dir = {folder}/ncalrpc
            log file = {folder}/samba.log
            tls enabled = yes
            tls cafile = {Certificates.CaFile}
            tls certfile = {certificate}
            tls keyfile = {key}
            """, StringComparison.Ordinal));
    }
}
