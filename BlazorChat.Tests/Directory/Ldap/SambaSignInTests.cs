using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>What an Active Directory says about people, told apart; and what registering leaves in it.</summary>
[Collection(SambaTests.Name)]
public sealed class SambaSignInTests(SambaFixture fixture) : IDisposable
{
    private const string Password = "Correct-Horse-7-battery";
    private readonly LdapClient client = LdapClient.For(fixture.Server, LdapClient.WithoutPhotos);

    [Fact]
    public async Task Somebody_signs_in_by_either_name()
    {
        var user = await RegisterAsync("ad-ann");

        Assert.Equal(new SignInResult.Accepted(user), await SignInAsync("AD-Ann"));
        Assert.Equal(new SignInResult.Accepted(user), await SignInAsync("ad-ann@chat.test"));
    }

    [Fact]
    public async Task The_entry_is_a_user_that_is_enabled()
    {
        var user = await RegisterAsync("ad-entry");

        var seen = await fixture.Server.SearchAsync("(sAMAccountName=ad-entry)", "objectClass", "userAccountControl", "userPrincipalName", "objectGUID");
        Assert.Contains("objectClass: user\n", seen, StringComparison.Ordinal);
        Assert.Contains("userAccountControl: 512\n", seen, StringComparison.Ordinal);
        Assert.Contains("userPrincipalName: ad-entry@chat.test\n", seen, StringComparison.Ordinal);
        Assert.Contains($"objectGUID:: {Convert.ToBase64String(user.Id.ToByteArray())}\n", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_policys_refusal_reaches_the_person_in_words()
    {
        var refused = Assert.IsType<RegistrationResult.Refused>(await client.Directory.RegisterAsync(new NewAccount("ad-weak", "Weak Example", "Ab1"), default));

        var problem = Assert.Single(refused.Problems);
        Assert.Equal((AccountField.Password, RegistrationRefusal.Policy), (problem.Field, problem.Reason));
        Assert.StartsWith("The password is too short.", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_too_many_wrong_passwords_somebody_is_locked_not_disabled()
    {
        var user = await RegisterAsync("ad-lock");
        for (var i = 0; i < 4; i++)
            Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("ad-lock", "wrong"));

        Assert.Equal(Refused(SignInRefusal.Locked), await SignInAsync("ad-lock"));
        Assert.False((await client.Directory.FindAsync(user.Id, default))!.Disabled);
    }

    [Theory]
    [InlineData("ad-must", "pwdLastSet: 0", SignInRefusal.MustChange)]
    [InlineData("ad-over", "accountExpires: 129000000000000000", SignInRefusal.Expired)] // in 2009
    [InlineData("ad-hours", "logonHours:: AAAAAAAAAAAAAAAAAAAAAAAAAAAA", SignInRefusal.NotAllowed)] // never
    public async Task A_reason_is_told_only_to_who_knows_the_password(string name, string attribute, SignInRefusal reason)
    {
        await RegisterAsync(name);
        await fixture.Server.ChangeAsync($"""
            dn: CN={name},CN=Users,DC=chat,DC=test
            changetype: modify
            replace: {attribute.Split(':')[0]}
            {attribute}
            """);

        Assert.Equal(Refused(reason), await SignInAsync(name));
        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync(name, "wrong"));
    }

    [Fact]
    public async Task Disabling_changes_one_bit_and_no_other()
    {
        var user = await RegisterAsync("ad-bits");
        await fixture.Server.ChangeAsync("""
            dn: CN=ad-bits,CN=Users,DC=chat,DC=test
            changetype: modify
            replace: userAccountControl
            userAccountControl: 66048
            """); // the password never expires

        Assert.True(await client.Directory.SetDisabledAsync(user.Id, disabled: true, default));
        Assert.Contains("userAccountControl: 66050\n", await fixture.Server.SearchAsync("(sAMAccountName=ad-bits)", "userAccountControl"), StringComparison.Ordinal);
        Assert.Equal(Refused(SignInRefusal.WrongPasswordOrUnknown), await SignInAsync("ad-bits", "wrong"));
        Assert.True(await client.Directory.SetDisabledAsync(user.Id, disabled: false, default));
        Assert.Contains("userAccountControl: 66048\n", await fixture.Server.SearchAsync("(sAMAccountName=ad-bits)", "userAccountControl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_members_of_the_required_group_come_in_through_other_groups_too()
    {
        await RegisterAsync("ad-member");
        await RegisterAsync("ad-stranger");
        await fixture.Server.ChangeAsync("""
            dn: CN=inner,CN=Users,DC=chat,DC=test
            objectClass: group
            sAMAccountName: inner
            member: CN=ad-member,CN=Users,DC=chat,DC=test

            dn: CN=chat,CN=Users,DC=chat,DC=test
            objectClass: group
            sAMAccountName: chat
            member: CN=inner,CN=Users,DC=chat,DC=test
            """);
        using var roles = LdapClient.For(fixture.Server, LdapClient.WithoutPhotos, ("Groups:Administrators", "cn=chat,cn=users,dc=chat,dc=test"), ("Groups:Auditors", "CN=nobody,CN=Users,DC=chat,DC=test"));
        foreach (var (name, administers) in ((string, bool)[])[("ad-member", true), ("ad-stranger", false)])
            await HasRolesAsync(roles, name, administers);
        using var members = LdapClient.For(fixture.Server, ("Groups:Required", "cn=chat,cn=users,dc=chat,dc=test"));

        Assert.IsType<SignInResult.Accepted>(await members.Directory.SignInAsync("ad-member", Password, default));
        Assert.Equal(Refused(SignInRefusal.NotAllowed), await members.Directory.SignInAsync("ad-stranger", Password, default));
        var everybody = Assert.IsType<DirectoryReading.Whole>(await members.Directory.ReadAsync(since: null, default));
        Assert.Equal(["ad-member"], everybody.Users.Select(user => user.Username));
    }

    [Fact]
    public async Task A_group_is_found_by_name_with_the_people_of_groups_in_it()
    {
        var (direct, deep) = (await RegisterAsync("ad-direct"), await RegisterAsync("ad-deep"));
        await fixture.Server.ChangeAsync("""
            dn: CN=Deep (tea),CN=Users,DC=chat,DC=test
            objectClass: group
            sAMAccountName: deep-tea
            member: CN=ad-deep,CN=Users,DC=chat,DC=test

            dn: CN=Tea (all),CN=Users,DC=chat,DC=test
            objectClass: group
            sAMAccountName: tea-all
            member: CN=ad-direct,CN=Users,DC=chat,DC=test
            member: CN=Deep (tea),CN=Users,DC=chat,DC=test
            """);
        var groups = client.Get<IDirectoryGroups>();

        var all = Assert.Single(await groups.SearchAsync("tea (a", 9, default));
        var found = (await groups.PeopleAsync(all.Id, 9, default))!;

        Assert.Equal(("Tea (all)", false), (found.Name, found.More));
        Assert.Equal(new[] { direct.Id, deep.Id }.Order(), found.People.Order());
        Assert.True((await groups.PeopleAsync(all.Id, 1, default))!.More);
        Assert.Null(await groups.PeopleAsync(direct.Id, 9, default));
    }

    private static async Task HasRolesAsync(LdapClient roles, string name, bool administers)
    {
        var user = Assert.IsType<SignInResult.Accepted>(await roles.Directory.SignInAsync(name, Password, default)).User;
        Assert.Equal((administers, false), (user.IsAdministrator, user.IsAuditor));
        Assert.Contains(user, Assert.IsType<DirectoryReading.Whole>(await roles.Directory.ReadAsync("20200101000000.0Z", default)).Users);
    }

    public void Dispose() => client.Dispose();

    private static SignInResult.Refused Refused(SignInRefusal refusal) => new(refusal);

    private Task<SignInResult> SignInAsync(string username, string password = Password) => client.Directory.SignInAsync(username, password, default);

    private async Task<DirectoryUser> RegisterAsync(string username) =>
        Assert.IsType<RegistrationResult.Registered>(await client.Directory.RegisterAsync(new NewAccount(username, $"{username} Example", Password), default)).User;
}
