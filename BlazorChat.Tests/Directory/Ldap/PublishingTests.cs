using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>Certificates on people's entries, as an outsider with ldapsearch sees them.</summary>
[Collection(SlapdTests.Name)]
public sealed class SlapdPublishingTests(SlapdFixture fixture) : IDisposable
{
    private readonly LdapClient client = LdapClient.For(fixture.Server);

    [Fact]
    public async Task Ours_come_and_go_and_what_others_keep_there_stays()
    {
        var user = await RegisterAsync("pub-ann");
        var (theirs, first, second, third) = (Certificate("theirs"), Certificate("ours 1"), Certificate("ours 2"), Certificate("ours 3"));
        await fixture.Server.ChangeAsync($"dn: uid=pub-ann,{SlapdServer.PeopleDn}\nchangetype: modify\nadd: userCertificate;binary\nuserCertificate;binary:: {Convert.ToBase64String(theirs)}\n");

        Assert.Equal(new PublishResult.Done(2, 0), await PublishAsync(user, first, second));
        Assert.Equal(Sorted(theirs, first, second), await SeenAsync("pub-ann"));
        Assert.Equal(new PublishResult.Done(0, 0), await PublishAsync(user, second, first));

        Assert.Equal(new PublishResult.Done(1, 1), await PublishAsync(user, second, third));
        Assert.Equal(Sorted(theirs, second, third), await SeenAsync("pub-ann"));

        Assert.Equal(new PublishResult.Done(0, 2), await PublishAsync(user));
        Assert.Equal(Sorted(theirs), await SeenAsync("pub-ann"));
    }

    [Fact]
    public async Task What_somebody_took_away_is_put_back()
    {
        var user = await RegisterAsync("pub-bob");
        var ours = Certificate("ours");
        await PublishAsync(user, ours);
        await fixture.Server.ChangeAsync($"dn: uid=pub-bob,{SlapdServer.PeopleDn}\nchangetype: modify\ndelete: userCertificate;binary\n");
        Assert.Equal(new PublishResult.Done(1, 0), await PublishAsync(user, ours));
        Assert.Equal(Sorted(ours), await SeenAsync("pub-bob"));
    }

    [Fact]
    public async Task Nobody_an_entry_that_cannot_have_them_and_an_account_without_rights_are_told_apart()
    {
        Assert.IsType<PublishResult.NoEntry>(await PublishAsync(Guid.NewGuid(), Certificate("ours")));

        await fixture.Server.ChangeAsync($"dn: uid=pub-plain,{SlapdServer.PeopleDn}\nobjectClass: account\nobjectClass: simpleSecurityObject\nuid: pub-plain\nuserPassword: x\n");
        using var plain = LdapClient.For(fixture.Server, ("UserFilter", "(uid={username})"));
        var read = Assert.IsType<DirectoryReading.Whole>(await plain.Directory.ReadAsync(null, default));
        var entry = read.Users.Single(person => person.Username == "pub-plain");
        var cannot = Assert.IsType<PublishResult.Failed>(await plain.Directory.PublishAsync(new CertificatePublication(entry.Id, [Certificate("ours")], IsOurs), default));
        Assert.Contains("object class", cannot.Why, StringComparison.Ordinal);
        Assert.False(cannot.ForEverybody);

        var user = await RegisterAsync("pub-cy");
        using var limited = LdapClient.For(fixture.Server, ("BindDn", SlapdServer.LimitedDn));
        var may = Assert.IsType<PublishResult.Failed>(await limited.Directory.PublishAsync(new CertificatePublication(user, [Certificate("ours")], IsOurs), default));
        Assert.Contains("may not write", may.Why, StringComparison.Ordinal);
        Assert.True(may.ForEverybody);
    }

    public void Dispose() => client.Dispose();

    private async Task<Guid> RegisterAsync(string username) => Assert.IsType<RegistrationResult.Registered>(
        await client.Directory.RegisterAsync(new NewAccount(username, "Published Person", "correct horse battery 42"), default)).User.Id;

    private Task<PublishResult> PublishAsync(Guid user, params byte[][] certificates) =>
        client.Directory.PublishAsync(new CertificatePublication(user, [.. certificates.Select(certificate => new ReadOnlyMemory<byte>(certificate))], IsOurs), default);

    private async Task<string[]> SeenAsync(string username) => Sorted([.. await fixture.Server.CertificatesAsync(username)]);

    internal static string[] Sorted(params byte[][] certificates) => [.. certificates.Select(Convert.ToBase64String).Order(StringComparer.Ordinal)];

    internal static bool IsOurs(ReadOnlyMemory<byte> value)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(value.Span);
            return certificate.Subject.StartsWith("CN=ours", StringComparison.Ordinal);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    internal static byte[] Certificate(string name)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now, now.AddDays(1));
        return certificate.RawData;
    }
}

/// <summary>The same in an Active Directory, which takes any octets.</summary>
[Collection(SambaTests.Name)]
public sealed class SambaPublishingTests(SambaFixture fixture)
{
    [Fact]
    public async Task Ours_come_and_go_and_what_others_keep_there_stays_rubbish_too()
    {
        using var client = LdapClient.For(fixture.Server);
        var user = Assert.IsType<RegistrationResult.Registered>(
            await client.Directory.RegisterAsync(new NewAccount("pub-ad", "Published Person", "Correct-Horse-7-battery"), default)).User;
        var (rubbish, first, second) = ("rubbish, no certificate"u8.ToArray(), SlapdPublishingTests.Certificate("ours 1"), SlapdPublishingTests.Certificate("ours 2"));
        Assert.Equal(new PublishResult.Done(1, 0), await PublishAsync(rubbish));
        Assert.Equal(new PublishResult.Done(2, 0), await PublishAsync(rubbish, first, second));

        Assert.Equal(new PublishResult.Done(0, 1), await PublishAsync(second));

        var seen = (await fixture.Server.SearchAsync("(sAMAccountName=pub-ad)", "userCertificate")).Split('\n')
            .Where(line => line.StartsWith("userCertificate", StringComparison.Ordinal)).Select(line => line.Split(": ")[1]).ToArray();
        Assert.Equal(2, seen.Length);
        Assert.Contains(Convert.ToBase64String(second), seen);

        Task<PublishResult> PublishAsync(params byte[][] certificates) => client.Directory.PublishAsync(
            new CertificatePublication(user.Id, [.. certificates.Select(certificate => new ReadOnlyMemory<byte>(certificate))], SlapdPublishingTests.IsOurs), default);
    }
}
