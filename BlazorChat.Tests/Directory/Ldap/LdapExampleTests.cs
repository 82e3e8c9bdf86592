using System.Text;
using System.Text.RegularExpressions;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using Microsoft.Extensions.Configuration;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>The examples of docs/ldap.md, as they stand there but for addresses and passwords, on real servers.</summary>
[Collection(SlapdTests.Name)]
public sealed partial class LdapExampleTests(SlapdFixture fixture)
{
    private const string Password = "Correct-Horse-7-battery";

    [Theory]
    [InlineData("OpenLDAP", "doc-open", "dn: uid=doc-open,ou=people,dc=example,dc=org")]
    [InlineData("With POSIX accounts", "doc-posix", "dn: uid=doc-posix,ou=people,dc=example,dc=org")]
    [InlineData("The tree of the original project", "doc-tree", "dn: cn=doc-tree,cn=members,ou=chat,dc=example,dc=org")]
    public async Task An_example_registers_and_signs_in(string heading, string username, string dn)
    {
        if (heading.StartsWith("The tree", StringComparison.Ordinal))
        {
            await fixture.Server.ChangeAsync("""
                dn: ou=chat,dc=example,dc=org
                objectClass: organizationalUnit
                ou: chat

                dn: cn=members,ou=chat,dc=example,dc=org
                objectClass: posixGroup
                cn: members
                gidNumber: 500
                """);
        }
        using var client = Example(heading,
            ("CaFile", fixture.Server.Certificates.CaFile), ("Servers:0", $"ldaps://127.0.0.1:{fixture.Server.TlsPort}"), ("Servers:1", null),
            ("BindDn", SlapdServer.ServiceDn), ("BindPasswordFile", null), ("BindPassword", SlapdServer.ServicePassword));

        var user = Assert.IsType<RegistrationResult.Registered>(await client.Directory.RegisterAsync(new NewAccount(username, "Doc Example", Password), default)).User;

        Assert.Equal((username, "Doc Example"), (user.Username, user.DisplayName));
        Assert.Equal(new SignInResult.Accepted(user), await client.Directory.SignInAsync(username, Password, default));
        Assert.StartsWith(dn + "\n", await fixture.Server.SearchAsync($"(entryUUID={user.Id})", "1.1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Active Directory")]
    [InlineData("Samba")]
    public void An_example_is_taken(string heading)
    {
        using var client = Example(heading, ("CaFile", fixture.Server.Certificates.CaFile), ("BindPasswordFile", null), ("BindPassword", "x"));
        Assert.Equal(heading == "Samba" ? RegistrationMode.Open : RegistrationMode.Off, client.Directory.Rules.Registration);
    }

    private static LdapClient Example(string heading, params (string Key, string? Value)[] changed)
    {
        var section = Regex.Split(File.ReadAllText(Repository.Folder("docs/ldap.md")), "^##+ ", RegexOptions.Multiline).Single(part => part.StartsWith($"{heading}\n", StringComparison.Ordinal));
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(Block().Match(section).Groups["json"].Value));
        var settings = new ConfigurationBuilder().AddJsonStream(json).Build().GetSection("Directory:Ldap").AsEnumerable(makePathsRelative: true)
            .Where(setting => setting.Value is not null).Select(setting => (setting.Key, setting.Value));
        return LdapClient.Create([.. settings, .. changed]);
    }

    [GeneratedRegex("```json\n(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
