using BlazorChat.Directories;
using BlazorChat.Directories.Ldap;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>A wrong setting stops the start, is named, and the remedy stands beside it.</summary>
public sealed class LdapSettingsTests
{
    private static readonly (string, string?)[] Right = [("Servers:0", "ldaps://ldap.example.org"), ("BaseDn", "dc=example,dc=org")];

    [Theory]
    [InlineData("Servers:0", null, "No server is set")]
    [InlineData("Servers:0", "ldap.example.org", "not the address of a directory")]
    [InlineData("Servers:0", "http://ldap.example.org", "not the address of a directory")]
    [InlineData("Servers:0", "ldaps://user:secret@ldap.example.org", "not the address of a directory")]
    [InlineData("Servers:0", "ldap://ldap.example.org", "in clear")]
    [InlineData("Servers:1", "ldap://10.0.0.1:1389", "in clear")]
    [InlineData("BaseDn", null, "not set")]
    [InlineData("BaseDn", "example.org", "not the name of an entry")]
    [InlineData("UserFilter", "(uid=ann)", "{username}")]
    [InlineData("UserFilter", "(&(uid={username})", "not a filter")]
    [InlineData("UserFilter", "(uid={username}*)", "{username}")]
    [InlineData("CaFile", "no-such-file.pem", "cannot be read")]
    [InlineData("BindDn", "cn=svc,dc=example,dc=org", "no password", "BindPasswordFile")]
    [InlineData("BindPassword", "secret", "no account", "BindDn")]
    [InlineData("Timeout", "0", "out of range")]
    [InlineData("Connections", "100000", "out of range")]
    [InlineData("Kind", "Novell", "Use one of: OpenLdap, ActiveDirectory.")]
    [InlineData("Kind", "1", "none of its values")]
    [InlineData("Timeout", "soon", "Write a whole number.")]
    [InlineData("StartTls", "yes", "Use true or false.")]
    [InlineData("BindPasword", "secret", "no such setting")] // a slip of the finger is not ignored
    [InlineData("Groups:Requried", "cn=chat,dc=example,dc=org", "no such setting")]
    [InlineData("Groups", "cn=chat,dc=example,dc=org", "no value of its own")]
    [InlineData("Servers", "ldaps://ldap.example.org", "Directory:Ldap:Servers:0")]
    [InlineData("Groups:MemberAttribute", "member)(uid=*", "not the name of an attribute")]
    [InlineData("Attributes:Username", "*", "not the name of an attribute")]
    [InlineData("Attributes:Photo", "jpeg photo", "not the name of an attribute")]
    [InlineData("WriteDisabled", "true", "without an account")]
    [InlineData("PublishCertificates", "true", "without an account")]
    [InlineData("Registration:Mode", "Open", "without an account")]
    [InlineData("Registration:Mode", "Invitation", "without an account")]
    [InlineData("Registration:Mode", "Friends", "Use one of: Off, Invitation, Open.")]
    [InlineData("Groups:Required", "chat users", "not the name of an entry")]
    [InlineData("Groups:Administrators", "chat admins", "not the name of an entry")]
    [InlineData("Groups:Auditors", "chat auditors", "not the name of an entry")]
    public void A_wrong_setting_is_named(string key, string? value, string problem, string? named = null)
    {
        var refused = Assert.Throws<DirectoryStartupException>(() => LdapClient.Create([.. Right, (key, value)]));

        var setting = $"Directory:Ldap:{named ?? key}";
        Assert.Equal(setting, refused.Setting);
        Assert.StartsWith(setting, refused.Message, StringComparison.Ordinal);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message.Replace("user:secret@", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Registration:Dn", "ou=people,dc=example,dc=org", "{username}")]
    [InlineData("Registration:Attributes:login shell", "/bin/sh", "not the name of an attribute")]
    [InlineData("Registration:Attributes:uidNumber", "{uidNumber}", "nothing counts them", "Registration:UidNumberCounterDn")]
    public void A_wrong_template_is_named(string key, string value, string problem, string? named = null)
    {
        var refused = Assert.Throws<DirectoryStartupException>(() => LdapClient.Create(
            [.. Right, ("BindDn", "cn=svc,dc=example,dc=org"), ("BindPassword", "x"), ("Registration:Mode", "Open"), (key, value)]));

        Assert.Equal($"Directory:Ldap:{named ?? key}", refused.Setting);
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ldap://127.0.0.1", "false")]
    [InlineData("ldap://localhost:1389", "false")]
    [InlineData("ldap://[::1]", "false")]
    [InlineData("ldap://ldap.example.org", "true")]
    [InlineData("ldaps://ldap.example.org:1636", "false")]
    public void An_address_that_keeps_passwords_to_itself_is_taken(string server, string startTls)
    {
        using var client = LdapClient.Create([.. Right, ("Servers:0", server), ("StartTls", startTls)]);
        Assert.Equal(RegistrationMode.Off, client.Directory.Rules.Registration);
    }

    [Theory]
    [InlineData("Open", RegistrationMode.Open)]
    [InlineData("invitation", RegistrationMode.Invitation)]
    [InlineData("Off", RegistrationMode.Off)]
    public void Registration_is_as_the_setting_says(string set, RegistrationMode mode)
    {
        using var client = LdapClient.Create([.. Right, ("BindDn", "cn=svc,dc=example,dc=org"), ("BindPassword", "x"), ("Registration:Mode", set)]);
        Assert.Equal(mode, client.Directory.Rules.Registration);
    }

    [Fact]
    public void What_is_set_to_nothing_is_as_if_it_were_not_set()
    {
        using var client = LdapClient.Create([.. Right, ("Groups:MemberAttribute", ""), ("Groups:Required", " "), ("Attributes:Id", ""), ("PublishCertificates", ""), ("Registration:Dn", "")]);
        var settings = client.Get<LdapSettings>();
        Assert.Equal(("member", null, "entryUUID", false), (settings.Groups.MemberAttribute, settings.Groups.Required, settings.Attributes.Id, settings.PublishCertificates));
    }

    [Fact]
    public void Passwords_in_clear_need_the_setting_that_says_so()
    {
        using var client = LdapClient.Create([.. Right, ("Servers:0", "ldap://ldap.example.org"), ("AllowPasswordsInClearText", "true")]);
        Assert.Null(client.Directory.Rules.MinPasswordLength);
    }

    [Fact]
    public void A_password_is_in_no_text_of_the_settings()
    {
        using var client = LdapClient.Create([.. Right, ("BindDn", "cn=svc,dc=example,dc=org"), ("BindPassword", "hunter2-hunter2")]);
        Assert.DoesNotContain("hunter2", client.Get<LdapSettings>().ToString(), StringComparison.Ordinal);
    }
}
