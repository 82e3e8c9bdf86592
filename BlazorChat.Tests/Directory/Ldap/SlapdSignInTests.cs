using System.Globalization;
using System.Text;
using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>What an OpenLDAP with password policies says about people, told apart.</summary>
[Collection(SlapdTests.Name)]
public sealed class SlapdSignInTests(SlapdFixture fixture) : IDisposable
{
    private const string Password = "Correct-Horse-7-battery";
    private readonly LdapClient client = LdapClient.For(fixture.Server);

    [Fact]
    public async Task After_too_many_wrong_passwords_somebody_is_locked_not_disabled()
    {
        await AddAsync("lock-ann");
        for (var i = 0; i < 5; i++)
            Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("lock-ann", "wrong"));
        await SlapdServer.LockCountsAsync();

        Assert.Equal(Refused(SignInRefusal.Locked), await SignInAsync("lock-ann"));
        Assert.False(Assert.Single(await client.Directory.SearchAsync("lock-ann", 5, default)).Disabled);
    }

    [Fact]
    public async Task An_expired_password_is_told_only_to_who_knows_it()
    {
        await AddAsync("old-ann", $"pwdPolicySubentry: {SlapdServer.ExpiringPolicy}");
        await Task.Delay(TimeSpan.FromSeconds(2.1)); // the policy's pwdMaxAge is one second, its clock whole seconds

        Assert.Equal(Refused(SignInRefusal.Expired), await SignInAsync("old-ann"));
        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("old-ann", "wrong"));
    }

    [Fact]
    public async Task A_password_that_an_administrator_set_must_be_changed_first()
    {
        await AddAsync("new-ann", $"pwdPolicySubentry: {SlapdServer.MustChangePolicy}", "pwdReset: TRUE");

        Assert.Equal(Refused(SignInRefusal.MustChange), await SignInAsync("new-ann"));
        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("new-ann", "wrong"));
    }

    [Fact]
    public async Task Two_entries_with_the_typed_name_let_nobody_in()
    {
        await AddAsync("twin-ann");
        await fixture.Server.ChangeAsync("""
            dn: ou=others,ou=people,dc=example,dc=org
            objectClass: organizationalUnit
            ou: others
            """);
        await fixture.Server.ChangeAsync(Entry("twin-ann", "uid=twin-ann,ou=others,ou=people,dc=example,dc=org"));

        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("twin-ann"));
    }

    [Fact]
    public async Task Who_is_renamed_moved_and_given_another_address_stays_the_same_person()
    {
        await AddAsync("before-ann", "mail: before@example.org");
        using var byMail = LdapClient.For(fixture.Server, ("UserFilter", "(&(objectClass=inetOrgPerson)(|(uid={username})(mail={username})))"));
        var before = Assert.IsType<SignInResult.Accepted>(await byMail.Directory.SignInAsync("Before@Example.org", Password, default)).User;
        await fixture.Server.ChangeAsync("""
            dn: ou=moved,ou=people,dc=example,dc=org
            objectClass: organizationalUnit
            ou: moved

            dn: uid=before-ann,ou=people,dc=example,dc=org
            changetype: modrdn
            newrdn: uid=after-ann
            deleteoldrdn: 1
            newsuperior: ou=moved,ou=people,dc=example,dc=org

            dn: uid=after-ann,ou=moved,ou=people,dc=example,dc=org
            changetype: modify
            replace: mail
            mail: after@example.org
            -
            replace: displayName
            displayName: Ann After
            """);

        var after = Assert.IsType<SignInResult.Accepted>(await byMail.Directory.SignInAsync("after@example.org", Password, default)).User;

        Assert.Equal(new DirectoryUser(before.Id, "after-ann", "Ann After", "after@example.org", Disabled: false), after with { PhotoRevision = null });
        Assert.Equal(after, await client.Directory.FindAsync(before.Id, default));
        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("before-ann"));
    }

    [Fact]
    public async Task Only_members_of_the_required_group_come_in_through_other_groups_too()
    {
        foreach (var name in new[] { "group-direct", "group-nested", "group-stranger" })
            await AddAsync(name);
        await fixture.Server.ChangeAsync("""
            dn: cn=inner\, circle,ou=groups,dc=example,dc=org
            objectClass: groupOfNames
            member: uid=group-nested,ou=people,dc=example,dc=org

            dn: cn=middle,ou=groups,dc=example,dc=org
            objectClass: groupOfNames
            member: cn=inner\, circle,ou=groups,dc=example,dc=org
            member: cn=middle,ou=groups,dc=example,dc=org

            dn: cn=chat,ou=groups,dc=example,dc=org
            objectClass: groupOfNames
            member: uid=group-direct,ou=people,dc=example,dc=org
            member: cn=middle,ou=groups,dc=example,dc=org
            """);
        using var members = LdapClient.For(fixture.Server, ("Groups:Required", "CN=Chat, ou=groups,dc=example, dc=org"));

        Assert.IsType<SignInResult.Accepted>(await members.Directory.SignInAsync("group-direct", Password, default));
        Assert.IsType<SignInResult.Accepted>(await members.Directory.SignInAsync("group-nested", Password, default));
        Assert.Equal(Refused(SignInRefusal.NotAllowed), await members.Directory.SignInAsync("group-stranger", Password, default));
        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await members.Directory.SignInAsync("group-stranger", "wrong", default));
        var everybody = Assert.IsType<DirectoryReading.Whole>(await members.Directory.ReadAsync(since: null, default));
        Assert.Equal(["group-direct", "group-nested"], everybody.Users.Select(user => user.Username).Order());
    }

    [Fact]
    public async Task An_entry_full_of_rubbish_and_a_large_photo_are_no_hindrance()
    {
        await AddAsync("photo-ann", $"jpegPhoto:: {Convert.ToBase64String(new byte[5 * 1024 * 1024])}", "userSMIMECertificate:: AAECAwQ=", $"displayName:: {Convert.ToBase64String(Encoding.UTF8.GetBytes("\u202e\0Ann\u200b \u0007 Photo\u0001"))}");

        var user = Assert.IsType<SignInResult.Accepted>(await SignInAsync("photo-ann")).User;

        Assert.Equal(("photo-ann", "Ann Photo"), (user.Username, user.DisplayName));
    }

    [Theory]
    [InlineData("ｓpell-ann")] // a wide letter
    [InlineData("spell\u00ad-ann")] // soft hyphen
    [InlineData("spell-\u200bann")] // zero width space
    [InlineData("spell-ann\ufe0f")] // variation selector
    [InlineData("spell-ann\u0001")]
    public async Task Spellings_that_only_look_like_the_name_are_not_the_name(string spelling)
    {
        if (!(await fixture.Server.SearchAsync("(uid=spell-ann)", "1.1")).Contains("spell-ann", StringComparison.Ordinal))
            await AddAsync("spell-ann");

        Assert.IsType<SignInResult.Accepted>(await SignInAsync("Spell-Ann"));
        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync(spelling));
    }

    [Fact]
    public async Task A_reference_to_another_server_is_not_followed()
    {
        await fixture.Server.ChangeAsync("""
            dn: ou=away,dc=example,dc=org
            objectClass: organizationalUnit
            ou: away

            dn: cn=elsewhere,ou=away,dc=example,dc=org
            objectClass: referral
            objectClass: extensibleObject
            cn: elsewhere
            ref: ldap://192.0.2.1/ou=people,dc=example,dc=net
            """);
        await fixture.Server.ChangeAsync(Entry("ref-ann", "uid=ref-ann,ou=away,dc=example,dc=org"));
        using var around = LdapClient.For(fixture.Server, ("BaseDn", "ou=away,dc=example,dc=org"));
        using var at = LdapClient.For(fixture.Server, ("BaseDn", "cn=elsewhere,ou=away,dc=example,dc=org"));

        Assert.IsType<SignInResult.Accepted>(await around.Directory.SignInAsync("ref-ann", Password, default));
        Assert.Equal(Refused(SignInRefusal.Unreachable), await at.Directory.SignInAsync("ref-ann", Password, default));
        Assert.Contains("references are not followed", Assert.IsType<DirectoryReading.Unreachable>(await at.Directory.ReadAsync(since: null, default)).Why.Sentence(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        await fixture.Server.ChangeAsync("dn: cn=elsewhere,ou=away,dc=example,dc=org\nchangetype: delete\n"); // ldapsearch tells of it everywhere
    }

    [Fact]
    public async Task An_account_without_a_password_lets_nobody_in()
    {
        await fixture.Server.ChangeAsync(Entry("empty-ann", "uid=empty-ann,ou=people,dc=example,dc=org", password: false));

        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("empty-ann", ""));
        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("empty-ann"));
    }

    [Fact]
    public async Task Of_many_at_once_each_is_let_in_as_themselves()
    {
        var names = Enumerable.Range(0, 20).Select(i => $"many-{i}").ToList();
        foreach (var name in names)
            await AddWithAsync(name, $"{Password}-{name}");
        using var few = LdapClient.For(fixture.Server, ("Connections", "3"));

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var name = names[i % 20];
            var right = i % 3 != 0;
            return (name, right, Result: await few.Directory.SignInAsync(name, $"{Password}-{(right ? name : names[(i + 1) % 20])}", default));
        }));

        // Wrong ones lock after five in a row; with three of ten wrong, none is.
        Assert.All(results, one => Assert.Equal(one.right ? one.name : null, (one.Result as SignInResult.Accepted)?.User.Username));
    }

    public void Dispose() => client.Dispose();

    private static SignInResult.Refused Refused(SignInRefusal refusal) => new(refusal);

    private Task<SignInResult> SignInAsync(string username, string password = Password) => client.Directory.SignInAsync(username, password, default);

    private Task AddAsync(string uid, params string[] more) => AddWithAsync(uid, Password, more);

    private Task AddWithAsync(string uid, string password, params string[] more) =>
        fixture.Server.ChangeAsync(Entry(uid, $"uid={uid},{SlapdServer.PeopleDn}", secret: password) + string.Concat(more.Select(line => $"{line}\n")));

    private static string Entry(string uid, string dn, bool password = true, string secret = Password) =>
        $"dn: {dn}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n{(password ? $"userPassword: {secret}\n" : "")}";
}
