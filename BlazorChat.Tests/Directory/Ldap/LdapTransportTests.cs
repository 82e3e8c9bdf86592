using System.Diagnostics;
using System.Text;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>Nothing is said to a server that is not the one it should be, and nobody waits for one that is silent.</summary>
[Collection(SlapdTests.Name)]
public sealed class LdapTransportTests(SlapdFixture fixture)
{
    private const string Password = "Correct-Horse-7-battery";
    private const int BindResponse = 0x61;
    private static readonly byte[] StartTlsRefused = [0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 2, 4, 0, 4, 0];
    private static readonly byte[] StartTlsAccepted = [0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0];
    private static readonly byte[] BindAccepted = [0x30, 0x0c, 2, 1, 2, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0];

    [Fact]
    public async Task A_stripped_StartTLS_is_refused_and_nothing_is_said_in_clear()
    {
        await using var middle = new TcpProxy(0) { Answer = _ => StartTlsRefused };

        Assert.Contains("StartTLS was refused", await ReasonAsync($"ldap://127.0.0.1:{middle.Port}", ("StartTls", "true")), StringComparison.Ordinal);
        Assert.DoesNotContain("svc", Encoding.Latin1.GetString(middle.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_slipped_in_before_TLS_is_refused()
    {
        await using var middle = new TcpProxy(0) { Answer = _ => [.. StartTlsAccepted, .. BindAccepted] };

        Assert.Contains("came in clear", await ReasonAsync($"ldap://127.0.0.1:{middle.Port}", ("StartTls", "true")), StringComparison.Ordinal);
        Assert.DoesNotContain("svc", Encoding.Latin1.GetString(middle.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_StartTLS_that_is_accepted_but_not_done_is_refused()
    {
        await using var middle = new TcpProxy(0) { Answer = piece => piece[0] == 0x30 ? StartTlsAccepted : BindAccepted };

        Assert.Contains("TLS could not be set up", await ReasonAsync($"ldap://127.0.0.1:{middle.Port}", ("StartTls", "true")), StringComparison.Ordinal);
        Assert.DoesNotContain("svc", Encoding.Latin1.GetString(middle.Said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_TLS_somebody_in_the_middle_reads_nothing()
    {
        await using var middle = new TcpProxy(fixture.Server.Port);
        using var client = LdapClient.For(fixture.Server, ("Servers:0", $"ldap://127.0.0.1:{middle.Port}"), ("StartTls", "true"));
        await client.Directory.RegisterAsync(new NewAccount("tls-ann", "Tls Ann", Password), default);

        Assert.IsType<SignInResult.Accepted>(await client.Directory.SignInAsync("tls-ann", Password, default));
        var said = Encoding.Latin1.GetString(middle.Said);
        Assert.DoesNotContain("tls-ann", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, said, StringComparison.Ordinal);
        Assert.DoesNotContain(SlapdServer.ServicePassword, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired", "not valid now")]
    [InlineData("other name", "not for “127.0.0.1” but for ldap.example.org")]
    [InlineData("other authority", "not from a CA that Directory:Ldap:CaFile names")]
    [InlineData("machine's authorities", "not from a CA that this machine trusts")]
    public async Task A_certificate_that_is_not_right_is_refused_with_its_reason(string wrong, string reason)
    {
        await using var server = await SlapdServer.StartAsync(certificate: certificates => wrong switch
        {
            "expired" => certificates.Issue(expiredFor: TimeSpan.FromDays(1)),
            "other name" => certificates.Issue(["ldap.example.org"]),
            _ => certificates.Issue(),
        });
        var trusted = wrong switch { "other authority" => fixture.Server.Certificates.CaFile, "machine's authorities" => null, _ => server.Certificates.CaFile };

        Assert.Contains(reason, await ReasonAsync($"ldaps://127.0.0.1:{server.TlsPort}", ("CaFile", trusted)), StringComparison.Ordinal);
        Assert.Contains(reason, await ReasonAsync($"ldap://127.0.0.1:{server.Port}", ("CaFile", trusted), ("StartTls", "true")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_only_vouches_for_itself_is_refused_unless_it_is_named()
    {
        using var other = new TestCertificates(System.IO.Path.GetDirectoryName(fixture.Server.Certificates.CaFile)!, "Nobody");
        await using var server = await SlapdServer.StartAsync(certificate: _ => other.IssueSelfSigned());

        Assert.Contains("not from a CA", await ReasonAsync($"ldaps://127.0.0.1:{server.TlsPort}", ("CaFile", server.Certificates.CaFile)), StringComparison.Ordinal);
        Assert.Null(await ReasonAsync($"ldaps://127.0.0.1:{server.TlsPort}", ("CaFile", other.SelfSignedFile)));
    }

    [Theory]
    [InlineData("at connect")]
    [InlineData("at bind")]
    [InlineData("at search")]
    [InlineData("at the person's bind")]
    public async Task Nobody_waits_longer_than_the_deadline_for_a_server_that_is_silent(string where)
    {
        await using var middle = new TcpProxy(where == "at connect" ? 0 : fixture.Server.Port);
        var binds = 0;
        middle.FromServer = piece => (Tag(piece), where) switch
        {
            (BindResponse, "at bind") => [],
            (not BindResponse, "at search") => [],
            (BindResponse, "at the person's bind") when Interlocked.Increment(ref binds) > 1 => [],
            _ => piece,
        };
        using var right = LdapClient.For(fixture.Server);
        var name = $"silent-{where.Length}";
        await right.Directory.RegisterAsync(new NewAccount(name, "Silent Example", Password), default);
        using var client = LdapClient.For(fixture.Server, ("Servers:0", $"ldap://127.0.0.1:{middle.Port}"), ("Timeout", "1"));

        var watch = Stopwatch.StartNew();
        Assert.Equal(new SignInResult.Refused(SignInRefusal.Unreachable), await client.Directory.SignInAsync(name, Password, default));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 1.8);

        watch.Restart();
        Assert.Equal(new SignInResult.Refused(SignInRefusal.Unreachable), await client.Directory.SignInAsync(name, Password, default));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 0.5); // once is enough
    }

    [Fact]
    public async Task A_person_who_goes_away_ends_their_sign_in()
    {
        await using var middle = new TcpProxy(0);
        using var client = LdapClient.For(fixture.Server, ("Servers:0", $"ldap://127.0.0.1:{middle.Port}"));
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Directory.SignInAsync("anybody", Password, gone.Token));
    }

    [Theory]
    [InlineData("485454502F312E3120343030", "not LDAP")] // HTTP
    [InlineData("3084FFFFFFFF", "larger than")]
    [InlineData("300C02010961070A010004000400", "was asked for")]
    [InlineData("", "closed the connection")]
    public async Task A_server_that_talks_nonsense_is_named(string hex, string reason)
    {
        var octets = Convert.FromHexString(hex);
        await using var middle = new TcpProxy(0) { Answer = _ => octets };
        if (octets.Length == 0)
            middle.FromClient = _ => null;

        Assert.Contains(reason, await ReasonAsync($"ldap://127.0.0.1:{middle.Port}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BindPassword", "wrong", "cn=svc,dc=example,dc=org was not let in")]
    [InlineData("BaseDn", "ou=nowhere,dc=example,dc=org", "There is no entry ou=nowhere,dc=example,dc=org")]
    [InlineData("Servers:0", "ldaps://127.0.0.1:1", "Nothing answers on port 1 (")]
    [InlineData("Servers:0", "ldaps://no-such-host.invalid", "no-such-host.invalid cannot be resolved")]
    public async Task Health_says_what_is_wrong(string key, string value, string reason)
    {
        using var client = LdapClient.For(fixture.Server, (key, value));
        var report = await client.Get<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains(reason, report.Entries["directory"].Description, StringComparison.Ordinal);
        Assert.Equal(new SignInResult.Refused(SignInRefusal.Unreachable), await client.Directory.SignInAsync("anybody", Password, default));
        await Assert.ThrowsAnyAsync<DirectoryUnavailableException>(() => client.Directory.FindAsync(Guid.NewGuid(), default));
    }

    [Fact]
    public async Task That_a_server_is_gone_is_in_the_log_once_however_many_are_refused_meanwhile()
    {
        using var log = new LogLines();
        using var client = LdapClient.For(fixture.Server, services => services.AddLogging(logging => logging.AddProvider(log)), ("Servers:0", "ldaps://127.0.0.1:1"));

        for (var i = 0; i < 10; i++)
            Assert.Equal(new SignInResult.Refused(SignInRefusal.Unreachable), await client.Directory.SignInAsync("anybody", Password, default));

        Assert.Contains("Nothing answers on port 1", Assert.Single(log.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_good_where_all_is_well()
    {
        using var client = LdapClient.For(fixture.Server);
        Assert.Equal(HealthStatus.Healthy, (await client.Get<HealthCheckService>().CheckHealthAsync()).Status);
    }

    /// <summary>Why the directory cannot be used over this address; null: it can.</summary>
    private async Task<string?> ReasonAsync(string server, params (string, string?)[] more)
    {
        using var client = LdapClient.For(fixture.Server, [("Servers:0", server), ("Timeout", "2"), .. more]);
        Assert.Equal(
            new SignInResult.Refused(await HealthAsync(client) is null ? SignInRefusal.WrongPasswordOrUnknown : SignInRefusal.Unreachable),
            await client.Directory.SignInAsync("nobody-at-all", Password, default));
        return await HealthAsync(client);
    }

    private static async Task<string?> HealthAsync(LdapClient client) => (await client.Get<HealthCheckService>().CheckHealthAsync()).Entries["directory"].Description;

    /// <summary>Of a short answer: SEQUENCE, length, INTEGER with the number, operation.</summary>
    private static int Tag(byte[] piece) => piece.Length > 5 ? piece[5] : 0;
}
