using System.Formats.Asn1;
using BlazorChat.Directories.Ldap.Wire;
using FsCheck.Xunit;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>Whatever a server sends, reading it ends in a message or in the one exception that says it is none.</summary>
public sealed class LdapMessageTests
{
    private static readonly byte[] Locked = Convert.FromHexString(
        "303B" + "020103" + "6107" + "0A0131" + "0400" + "0400" // BindResponse, invalidCredentials
        + "A02D" + "302B" + "0419" + "312E332E362E312E342E312E34322E322E32372E382E352E31" + "040E" + "300C" + "A007" + "8105" + "0000000001" + "810101");

    [Fact]
    public void A_result_is_read_with_what_the_policy_says_beside_it()
    {
        Assert.Equal(Locked.Length, LdapMessage.Measure(Locked));
        var message = LdapMessage.Read(Locked);

        Assert.Equal(3, message.Id);
        Assert.Equal(new LdapAnswer(LdapCode.InvalidCredentials, "", PasswordPolicyError.AccountLocked), LdapAnswer.Read(message));
    }

    [Fact]
    public void A_message_that_has_only_begun_is_waited_for()
    {
        Assert.Null(LdapMessage.Measure([]));
        Assert.Null(LdapMessage.Measure([0x30]));
        Assert.Null(LdapMessage.Measure([0x30, 0x82, 0x01]));
        Assert.Equal(4 + 0x0102, LdapMessage.Measure([0x30, 0x82, 0x01, 0x02]));
        Assert.Equal(int.MaxValue, LdapMessage.Measure([0x30, 0x84, 0xff, 0xff, 0xff, 0xff]));
    }

    [Theory]
    [InlineData("48545450")] // HTTP
    [InlineData("3080")] // no length
    [InlineData("3089")]
    [InlineData("150301")] // a TLS alert
    public void What_is_no_message_is_seen_at_its_beginning(string hex) => Assert.Throws<AsnContentException>(() => LdapMessage.Measure(Convert.FromHexString(hex)));

    [Property(MaxTest = 2000)]
    public void Any_octets_are_read_or_refused(byte[] octets) => ReadAll(octets);

    [Property(MaxTest = 5000)]
    public void A_message_with_octets_changed_is_read_or_refused(int place, byte value, int end)
    {
        var changed = Locked.ToArray();
        changed[(int)((uint)place % changed.Length)] = value;
        ReadAll(changed);
        ReadAll(changed[..(int)((uint)end % changed.Length)]);
    }

    private static void ReadAll(byte[] octets)
    {
        foreach (var read in new Action[] { () => LdapMessage.Measure(octets), () => LdapAnswer.Read(LdapMessage.Read(octets)), () => LdapEntry.Read(LdapMessage.Read(octets)) })
        {
            try
            {
                read();
            }
            catch (AsnContentException)
            {
                // What a caller expects.
            }
        }
    }
}
