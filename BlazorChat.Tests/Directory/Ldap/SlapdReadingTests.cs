using System.Globalization;
using System.Text;
using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>Looks at a whole OpenLDAP, page by page.</summary>
[Collection(SlapdTests.Name)]
public sealed class SlapdReadingTests(SlapdFixture fixture)
{
    private const int Crowd = 1_100;
    private const string CrowdDn = "ou=crowd,dc=example,dc=org";

    [Fact]
    public async Task More_people_than_a_server_gives_at_once_are_read_or_the_limit_is_named()
    {
        var people = new StringBuilder($"dn: {CrowdDn}\nobjectClass: organizationalUnit\nou: crowd\n\n");
        for (var i = 0; i < Crowd; i++)
            people.Append($"dn: uid=crowd-{i},{CrowdDn}\nobjectClass: inetOrgPerson\nuid: crowd-{i}\ncn: Crowd\nsn: {i}\n\n");
        await fixture.Server.ChangeAsync(people.ToString());
        using var client = LdapClient.For(fixture.Server, ("BaseDn", CrowdDn));
        using var limited = LdapClient.For(fixture.Server, ("BaseDn", CrowdDn), ("BindDn", SlapdServer.LimitedDn));

        var whole = Assert.IsType<DirectoryReading.Whole>(await client.Directory.ReadAsync(since: null, default));
        Assert.Equal(Crowd, whole.Users.Count);
        Assert.Contains("Raise its size limit", Assert.IsType<DirectoryReading.Unreachable>(await limited.Directory.ReadAsync(since: null, default)).Why.Sentence(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(50, (await limited.Directory.SearchAsync("crowd-", 50, default)).Count);
    }

    [Fact]
    public async Task A_server_that_refuses_pages_is_named_and_its_first_page_is_not_taken_for_everybody()
    {
        // To the server it is an extension that it does not know and must not ignore (RFC 4511 4.1.11).
        await using var middle = new TcpProxy(fixture.Server.Port) { FromClient = piece => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(piece).Replace("1.2.840.113556.1.4.319", "1.2.840.113556.1.4.999", StringComparison.Ordinal)) };
        using var client = LdapClient.For(fixture.Server, ("Servers:0", $"ldap://127.0.0.1:{middle.Port}"));

        var why = Assert.IsType<DirectoryReading.Unreachable>(await client.Directory.ReadAsync(since: null, default)).Why.Sentence(CultureInfo.InvariantCulture);

        Assert.Contains("refuses paged results (RFC 2696; code 12", why, StringComparison.Ordinal);
        Assert.Contains("Allow them to the service account", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_look_brings_what_changed()
    {
        using var client = LdapClient.For(fixture.Server);
        var cursor = "20200101000000Z";
        await fixture.Server.ChangeAsync($"dn: uid=later-ann,{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: later-ann\ncn: Later\nsn: Ann\n");

        var changed = Assert.IsType<DirectoryReading.Changed>(await client.Directory.ReadAsync(cursor, default));
        Assert.Contains(changed.Users, user => user.Username == "later-ann");
        Assert.Matches("^20[0-9]{12}Z$", changed.Cursor);

        var none = Assert.IsType<DirectoryReading.Changed>(await client.Directory.ReadAsync("20990101000000Z", default));
        Assert.Empty(none.Users);
    }

    [Fact]
    public async Task A_group_that_is_not_there_makes_nobody_a_stranger()
    {
        using var client = LdapClient.For(fixture.Server, ("Groups:Required", "cn=nowhere,ou=groups,dc=example,dc=org"));

        Assert.Contains("Check Directory:Ldap:Groups:Required", Assert.IsType<DirectoryReading.Unreachable>(await client.Directory.ReadAsync(since: null, default)).Why.Sentence(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
