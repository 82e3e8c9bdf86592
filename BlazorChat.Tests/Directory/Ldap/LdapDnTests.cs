using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>RFC 4514.</summary>
public sealed class LdapDnTests
{
    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("James \"Jim\" Smith, III", @"James \""Jim\"" Smith\, III")] // RFC 4514 4
    [InlineData(" ann ", @"\ ann\ ")]
    [InlineData(" ", @"\ ")]
    [InlineData("#1", @"\#1")]
    [InlineData("a#1", "a#1")]
    [InlineData(@"a+b;c<d>e=f\g", @"a\+b\;c\<d\>e\=f\\g")]
    [InlineData("a\0b", @"a\00b")]
    [InlineData("ann,ou=admins", @"ann\,ou\=admins")]
    public void What_is_typed_is_escaped(string typed, string escaped) => Assert.Equal(escaped, LdapDn.Escape(typed));

    [Fact]
    public void A_name_has_its_parts_whatever_they_hold() =>
        Assert.Equal([@"cn=Smith\, Ann", "ou=a+cn=b", "dc=example"], LdapDn.Parts(@"cn=Smith\, Ann, ou=a+cn=b ,dc=example"));

    [Theory]
    [InlineData("dc=example,dc=org", true)]
    [InlineData("example.org", false)]
    [InlineData("dc=example,,dc=org", false)]
    [InlineData("dc=", false)]
    [InlineData("=x", false)]
    public void What_is_no_name_is_seen(string dn, bool plausible) => Assert.Equal(plausible, LdapDn.IsPlausible(dn));
}
