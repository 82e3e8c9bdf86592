using System.Text;
using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>What registering leaves in an OpenLDAP, as an outsider sees it with ldapsearch.</summary>
[Collection(SlapdTests.Name)]
public sealed class SlapdRegistrationTests(SlapdFixture fixture)
{
    private const string Password = "Correct-Horse-7-battery";
    private const string PasswordModify = "1.3.6.1.4.1.4203.1.11.1";

    [Fact]
    public async Task The_entry_is_a_person_with_a_hashed_password()
    {
        using var client = LdapClient.For(fixture.Server);

        var user = await RegisterAsync(client, "reg-ann", "Ann van der Example");

        var seen = await fixture.Server.SearchAsync("(uid=reg-ann)", "*", "entryUUID");
        Assert.Contains("dn: uid=reg-ann,ou=people,dc=example,dc=org\n", seen, StringComparison.Ordinal);
        Assert.Contains("objectClass: inetOrgPerson\n", seen, StringComparison.Ordinal);
        Assert.Contains("cn: Ann van der Example\n", seen, StringComparison.Ordinal);
        Assert.Contains("sn: Example\n", seen, StringComparison.Ordinal);
        Assert.Contains($"entryUUID: {user.Id}\n", seen, StringComparison.Ordinal);
        var stored = seen.Split('\n').Single(line => line.StartsWith("userPassword:: ", StringComparison.Ordinal))["userPassword:: ".Length..];
        Assert.StartsWith("{SSHA}", Encoding.ASCII.GetString(Convert.FromBase64String(stored)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policys_refusal_is_told()
    {
        using var client = LdapClient.For(fixture.Server);

        var refused = Assert.IsType<RegistrationResult.Refused>(await client.Directory.RegisterAsync(new NewAccount("reg-weak", "Weak Example", "short"), default));

        Assert.Equal(
            new RegistrationProblem(AccountField.Password, RegistrationRefusal.TooShort), Assert.Single(refused.Problems));
        Assert.Equal("", await fixture.Server.SearchAsync("(uid=reg-weak)"));
    }

    [Fact]
    public async Task Each_posix_account_has_a_number_of_its_own()
    {
        using var client = LdapClient.For(fixture.Server,
            ("Registration:ObjectClasses:0", "inetOrgPerson"), ("Registration:ObjectClasses:1", "posixAccount"),
            ("Registration:UidNumberCounterDn", "cn=uidnext,dc=example,dc=org"), ("Registration:Attributes:uidNumber", "{uidNumber}"),
            ("Registration:Attributes:gidNumber", "100"), ("Registration:Attributes:homeDirectory", "/home/{username}"));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RegisterAsync(client, $"posix-{i}", $"Posix {i}")));

        var seen = await fixture.Server.SearchAsync("(&(objectClass=posixAccount)(uid=posix-*))", "uidNumber", "homeDirectory");
        var numbers = seen.Split('\n').Where(line => line.StartsWith("uidNumber: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, numbers.Count);
        Assert.Equal(6, numbers.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("homeDirectory: /home/posix-3\n", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_lost_between_entry_and_password_leaves_nothing_behind()
    {
        await using var proxy = new TcpProxy(fixture.Server.Port);
        proxy.FromClient = piece => Encoding.Latin1.GetString(piece).Contains(PasswordModify, StringComparison.Ordinal) ? null : piece;
        using var client = LdapClient.For(fixture.Server, ("Servers:0", $"ldap://127.0.0.1:{proxy.Port}"), ("Servers:1", $"ldap://127.0.0.1:{fixture.Server.Port}"));

        Assert.IsType<RegistrationResult.Unreachable>(await client.Directory.RegisterAsync(new NewAccount("reg-lost", "Lost Example", Password), default));

        Assert.Contains("reg-lost", Encoding.UTF8.GetString(proxy.Said), StringComparison.Ordinal);
        Assert.Equal("", await fixture.Server.SearchAsync("(uid=reg-lost)"));
        await RegisterAsync(client, "reg-lost", "Lost Example");
    }

    [Fact]
    public async Task Where_registration_is_off_nothing_is_written()
    {
        using var client = LdapClient.For(fixture.Server, ("Registration:Mode", "Off"), ("WriteDisabled", "false"));

        Assert.Equal(RegistrationMode.Off, client.Directory.Rules.Registration);
        Assert.IsType<RegistrationResult.NotOffered>(await client.Directory.RegisterAsync(new NewAccount("reg-off", "Off Example", Password), default));
        Assert.Equal("", await fixture.Server.SearchAsync("(uid=reg-off)"));
        using var writing = LdapClient.For(fixture.Server);
        var user = await RegisterAsync(writing, "reg-on", "On Example");
        Assert.False(await client.Directory.SetDisabledAsync(user.Id, disabled: true, default));
        Assert.False((await client.Directory.FindAsync(user.Id, default))!.Disabled);
    }

    private static async Task<DirectoryUser> RegisterAsync(LdapClient client, string username, string displayName) =>
        Assert.IsType<RegistrationResult.Registered>(await client.Directory.RegisterAsync(new NewAccount(username, displayName, Password), default)).User;
}
