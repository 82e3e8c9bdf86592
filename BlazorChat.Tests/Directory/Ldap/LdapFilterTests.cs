using System.Formats.Asn1;
using System.Text;
using BlazorChat.Directories.Ldap.Wire;
using FsCheck;
using FsCheck.Xunit;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>RFC 4515, and RFC 4511 4.5.1.7 as octets.</summary>
public sealed class LdapFilterTests
{
    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("*", @"\2a")]
    [InlineData("Parens R Us (for all your parenthetical needs)", @"Parens R Us \28for all your parenthetical needs\29")] // RFC 4515 4
    [InlineData(@"C:\MyFile", @"C:\5cMyFile")]
    [InlineData("a\0b", @"a\00b")]
    [InlineData("zoé 🐎", "zoé 🐎")]
    public void What_is_typed_is_escaped(string typed, string escaped) => Assert.Equal(escaped, LdapFilter.Escape(typed));

    [Theory]
    [InlineData("(uid=ann)", "A30A0403756964 0403616E6E")]
    [InlineData("(uid=*)", "8703756964")]
    [InlineData(@"(uid=\2a)", "A3080403756964 04012A")]
    [InlineData("(uid=a*b*c)", "A4100403756964 3009 800161 810162 820163")]
    [InlineData("(uid=*b*)", "A40A0403756964 3003 810162")]
    [InlineData("(&(a=1)(!(b>=2)))", "A012 A3060401610401 31 A208 A506040162040132")]
    [InlineData("(|(a<=1)(a~=2))", "A110 A606040161040131 A806040161040132")]
    [InlineData("(member:1.2.3:=x)", "A912 8105312E322E33 82066D656D626572 830178")]
    [InlineData("(ou:dn:=x)", "A90A 82026F75 830178 8401FF")]
    public void A_filter_is_written_as_the_standard_has_it(string filter, string hex)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        LdapFilter.Write(writer, filter);
        Assert.Equal(hex.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(writer.Encode()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("uid=ann")]
    [InlineData("(uid=ann")]
    [InlineData("(uid=ann))")]
    [InlineData("(&)")]
    [InlineData("(=ann)")]
    [InlineData("(uid)")]
    [InlineData("(u id=ann)")]
    [InlineData(@"(uid=\zz)")]
    [InlineData(@"(uid=\2)")]
    [InlineData("(!(a=1)(b=2))")]
    public void What_is_no_filter_is_refused_with_a_reason(string filter)
    {
        Assert.False(LdapFilter.IsValid(filter, out var wrong));
        Assert.False(string.IsNullOrEmpty(wrong));
    }

    [Fact]
    public void A_filter_nested_without_end_is_refused() =>
        Assert.False(LdapFilter.IsValid(string.Concat(Enumerable.Repeat("(!", 10_000)) + "(a=1)" + new string(')', 10_000), out _));

    [Property(MaxTest = 500)]
    public void Whatever_is_typed_stays_one_value(NonNull<string> typed)
    {
        var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(typed.Get)); // whole characters
        var writer = new AsnWriter(AsnEncodingRules.BER);
        LdapFilter.Write(writer, $"(uid={LdapFilter.Escape(text)})");

        var pair = new AsnReader(writer.Encode(), AsnEncodingRules.BER).ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 3));
        pair.ReadOctetString();
        Assert.Equal(Encoding.UTF8.GetBytes(text), pair.ReadOctetString());
    }

    [Property(MaxTest = 500)]
    public void Any_octets_can_be_looked_for(byte[] octets)
    {
        if (octets.Length == 0)
            return;
        var writer = new AsnWriter(AsnEncodingRules.BER);
        LdapFilter.Write(writer, $"(objectGUID={LdapFilter.Escape(octets)})");

        var pair = new AsnReader(writer.Encode(), AsnEncodingRules.BER).ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 3));
        pair.ReadOctetString();
        Assert.Equal(octets, pair.ReadOctetString());
    }
}
