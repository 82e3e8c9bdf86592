namespace BlazorChat.Tests.Support.DirectoryServers;

/// <summary>
/// A throw-away OpenLDAP: own folder, own ports, LDAPS and StartTLS with a CA of its own, ppolicy, memberof and refint.
/// The service account may do what the product needs and, unlike the administrator, is subject to the password policy.
/// </summary>
public sealed class SlapdServer : IAsyncDisposable
{
    public const string BaseDn = "dc=example,dc=org";
    public const string PeopleDn = "ou=people,dc=example,dc=org";
    public const string ServiceDn = "cn=svc,dc=example,dc=org";
    public const string ServicePassword = "svc-password";

    /// <summary>Policies a person can be put under by pwdPolicySubentry.</summary>
    public const string ExpiringPolicy = "cn=expiring,ou=policies,dc=example,dc=org";
    public const string MustChangePolicy = "cn=mustchange,ou=policies,dc=example,dc=org";

    /// <summary>A service account that may read everything, but, as is the default, only 500 entries of it. Same password.</summary>
    public const string LimitedDn = "cn=limited,dc=example,dc=org";
    private const string AdminDn = "cn=admin,dc=example,dc=org";
    private const string AdminPassword = "admin-pw";
    private const string Program = "/usr/sbin/slapd";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly string folder;
    private ServerProcess? process;

    private SlapdServer(string folder)
    {
        this.folder = folder;
        Certificates = new TestCertificates(folder);
        Port = Ports.Next();
        TlsPort = Ports.Next();
    }

    public TestCertificates Certificates { get; }

    public int Port { get; }

    public int TlsPort { get; }

    /// <summary>How far its clock is off ours, from its next start on.</summary>
    public TimeSpan ClockOff { get; set; }

    /// <param name="scheme">SSHA or ARGON2: how new passwords are hashed.</param>
    /// <param name="certificate">Another server certificate than a right one.</param>
    /// <param name="clockOff">How far its clock is off ours.</param>
    public static async Task<SlapdServer> StartAsync(string scheme = "SSHA", Func<TestCertificates, (string Certificate, string Key)>? certificate = null, TimeSpan clockOff = default)
    {
        var server = new SlapdServer(System.IO.Directory.CreateTempSubdirectory("slapd-").FullName) { ClockOff = clockOff };
        try
        {
            System.IO.Directory.CreateDirectory(Path.Combine(server.folder, "db"));
            var (certificateFile, keyFile) = certificate?.Invoke(server.Certificates) ?? server.Certificates.Issue();
            await File.WriteAllTextAsync(server.ConfigurationFile, Configuration(server.folder, scheme, server.Certificates.CaFile, certificateFile, keyFile));
            await server.ResumeAfterStopAsync();
            await server.ChangeAsync(Tree);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs LDIF as the administrator; entries without a changetype are added. References are entries here (-M).</summary>
    public Task ChangeAsync(string ldif) =>
        Tool.RunAsync("ldapmodify", ["-a", "-M", "-x", "-H", $"ldap://127.0.0.1:{Port}", "-D", AdminDn, "-w", AdminPassword], ldif);

    /// <summary>People talker0, talker1, … of one password.</summary>
    public async Task AddPeopleAsync(int count, string password)
    {
        var hash = await Tool.RunAsync("/usr/sbin/slappasswd", ["-s", password]);
        await ChangeAsync(string.Join('\n', Enumerable.Range(0, count).Select(i => $"""
            dn: uid=talker{i},{PeopleDn}
            objectClass: inetOrgPerson
            uid: talker{i}
            cn: Talker {i}
            sn: {i}
            displayName: Talker {i}
            userPassword: {hash.Trim()}

            """)));
    }

    /// <summary>What an outsider sees with ldapsearch over LDAPS, as the service account.</summary>
    public Task<string> SearchAsync(string filter, params string[] attributes) => Tool.RunAsync(
        "ldapsearch", ["-LLL", "-x", "-o", "ldif-wrap=no", "-H", $"ldaps://127.0.0.1:{TlsPort}", "-D", ServiceDn, "-w", ServicePassword, "-b", BaseDn, filter, .. attributes],
        environment: ("LDAPTLS_CACERT", Certificates.CaFile));

    /// <summary>The certificates on somebody's entry, DER, as an outsider finds them.</summary>
    public async Task<List<byte[]>> CertificatesAsync(string username)
    {
        const string Value = "userCertificate;binary:: ";
        var found = await SearchAsync($"(uid={username})", "userCertificate;binary");
        return [.. found.Split('\n').Where(line => line.StartsWith(Value, StringComparison.Ordinal)).Select(line => Convert.FromBase64String(line[Value.Length..]))];
    }

    /// <summary>Gives somebody these photos, whatever they are, instead of those before.</summary>
    public Task SetPhotosAsync(string username, params byte[][] photos) => ChangeAsync(
        $"dn: uid={username},{PeopleDn}\nchangetype: modify\nreplace: jpegPhoto\n{string.Concat(photos.Select(photo => $"jpegPhoto:: {Convert.ToBase64String(photo)}\n"))}");

    /// <summary>
    /// Until a lock that it just wrote counts. It writes the time by one clock and reads it by the kernel's coarse one, which is up to a tick behind:
    /// as a second begins, the lock lies in the future, and slapd lets the right password in (ppolicy.c, account_locked).
    /// </summary>
    public static Task LockCountsAsync() => Task.Delay(TimeSpan.FromMilliseconds(20));

    public Task PauseAsync() => process!.SignalAsync("STOP");

    public Task ContinueAsync() => process!.SignalAsync("CONT");

    /// <summary>Ends it at once, as a crash would.</summary>
    public async Task StopAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        process = null;
    }

    /// <summary>Starts it (again) with what it holds.</summary>
    public async Task ResumeAfterStopAsync()
    {
        string[] arguments = ["-d", "0", "-f", ConfigurationFile, "-h", $"ldap://127.0.0.1:{Port}/ ldaps://127.0.0.1:{TlsPort}/"];
        // Its timers keep the true time, or it would sleep for minutes.
        process = ClockOff == TimeSpan.Zero
            ? await ServerProcess.StartAsync(Program, arguments, [Port, TlsPort], StartLimit)
            : await ServerProcess.StartAsync(
                "/usr/bin/faketime", ["--exclude-monotonic", "-f", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ClockOff.TotalSeconds:+0;-0}s"), Program, .. arguments], [Port, TlsPort], StartLimit);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Certificates.Dispose();
        System.IO.Directory.Delete(folder, recursive: true);
    }

    private string ConfigurationFile => Path.Combine(folder, "slapd.conf");

    private static string Configuration(string folder, string scheme, string ca, string certificate, string key) => $"""
        include /etc/ldap/schema/core.schema
        include /etc/ldap/schema/cosine.schema
        include /etc/ldap/schema/inetorgperson.schema
        include /etc/ldap/schema/nis.schema
        modulepath /usr/lib/ldap
        moduleload back_mdb
        moduleload ppolicy
        moduleload memberof
        moduleload refint
        moduleload argon2
        {"password-hash {" + scheme + "}"}
        pidfile {folder}/slapd.pid
        argsfile {folder}/slapd.args
        loglevel none
        TLSCACertificateFile {ca}
        TLSCertificateFile {certificate}
        TLSCertificateKeyFile {key}
        TLSVerifyClient never
        access to attrs=userPassword by dn.exact="{ServiceDn}" write by self write by anonymous auth by * none
        access to * by dn.exact="{ServiceDn}" write by dn.exact="{LimitedDn}" read by self read by * none
        database mdb
        suffix "{BaseDn}"
        rootdn "{AdminDn}"
        rootpw {AdminPassword}
        directory {folder}/db
        maxsize 268435456
        limits dn.exact="{ServiceDn}" size=unlimited size.prtotal=unlimited
        dbnosync
        index objectClass,uid,mail,member,memberOf,entryUUID,entryCSN eq
        overlay memberof
        memberof-group-oc groupOfNames
        memberof-refint TRUE
        overlay refint
        refint_attributes member
        overlay ppolicy
        ppolicy_default "cn=default,ou=policies,{BaseDn}"
        ppolicy_hash_cleartext
        ppolicy_use_lockout

        """;

    private const string Tree = $"""
        dn: {BaseDn}
        objectClass: dcObject
        objectClass: organization
        o: Example
        dc: example

        dn: {PeopleDn}
        objectClass: organizationalUnit
        ou: people

        dn: ou=groups,{BaseDn}
        objectClass: organizationalUnit
        ou: groups

        dn: ou=policies,{BaseDn}
        objectClass: organizationalUnit
        ou: policies

        dn: cn=default,ou=policies,{BaseDn}
        objectClass: device
        objectClass: pwdPolicy
        cn: default
        pwdAttribute: userPassword
        pwdLockout: TRUE
        pwdMaxFailure: 5
        pwdLockoutDuration: 300
        pwdFailureCountInterval: 30
        pwdMinLength: 8
        pwdCheckQuality: 2

        dn: {ExpiringPolicy}
        objectClass: device
        objectClass: pwdPolicy
        cn: expiring
        pwdAttribute: userPassword
        pwdMaxAge: 1

        dn: {MustChangePolicy}
        objectClass: device
        objectClass: pwdPolicy
        cn: mustchange
        pwdAttribute: userPassword
        pwdMustChange: TRUE

        dn: {ServiceDn}
        objectClass: organizationalRole
        objectClass: simpleSecurityObject
        cn: svc
        userPassword: {ServicePassword}

        dn: {LimitedDn}
        objectClass: organizationalRole
        objectClass: simpleSecurityObject
        cn: limited
        userPassword: {ServicePassword}

        dn: cn=uidnext,{BaseDn}
        objectClass: device
        objectClass: posixAccount
        cn: uidnext
        uid: uidnext
        uidNumber: 10000
        gidNumber: 100
        homeDirectory: /nonexistent

        """;
}
