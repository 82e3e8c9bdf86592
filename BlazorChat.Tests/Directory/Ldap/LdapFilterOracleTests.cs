using System.Formats.Asn1;
using BlazorChat.Directories.Ldap.Wire;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>Our filters against those of OpenLDAP's own client, byte by byte.</summary>
[Collection(SlapdTests.Name)]
public sealed class LdapFilterOracleTests(SlapdFixture fixture)
{
    [Theory]
    [InlineData("(&(objectClass=inetOrgPerson)(|(uid=ann)(mail=ann@example.org)))")]
    [InlineData(@"(uid=a\2a\28b\29\5cc)")]
    [InlineData("(cn=*zoé*🐎*)")]
    [InlineData("(!(userPassword=*))")]
    [InlineData("(&(uidNumber>=10)(uidNumber<=20)(cn~=ann))")]
    [InlineData("(memberOf:1.2.840.113556.1.4.1941:=cn=a,dc=example,dc=org)")]
    [InlineData(@"(objectGUID=\00\ff\2a\80)")]
    public async Task A_filter_is_sent_as_ldapsearch_sends_it(string filter)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        LdapFilter.Write(writer, filter);
        await using var proxy = new TcpProxy(fixture.Server.Port);

        await Tool.RunAsync("ldapsearch", ["-LLL", "-x", "-H", $"ldap://127.0.0.1:{proxy.Port}", "-D", SlapdServer.ServiceDn, "-w", SlapdServer.ServicePassword, "-b", SlapdServer.BaseDn, filter, "1.1"]);

        Assert.Contains(Convert.ToHexString(writer.Encode()), Convert.ToHexString(proxy.Said), StringComparison.Ordinal);
    }
}
