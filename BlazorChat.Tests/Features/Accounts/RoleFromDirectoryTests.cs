using System.Net;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Features.Accounts;

/// <summary>Roles by groups of a real directory, from sign-in to what a session may do.</summary>
[Collection(SlapdTests.Name)]
public sealed class RoleFromDirectoryTests(SlapdFixture fixture)
{
    private const string Password = "Correct-Horse-7-battery";

    [Theory]
    [InlineData(UserRole.Member, false, true, null, false, UserRole.Administrator, true)]
    [InlineData(UserRole.Member, false, true, true, false, UserRole.Administrator, true)]
    [InlineData(UserRole.Member, false, false, true, false, UserRole.Auditor, true)]
    [InlineData(UserRole.Administrator, true, false, true, true, UserRole.Auditor, true)]
    [InlineData(UserRole.Administrator, true, false, null, false, UserRole.Member, false)]
    [InlineData(UserRole.Administrator, false, false, null, false, UserRole.Administrator, false)]
    [InlineData(UserRole.Administrator, false, false, null, true, UserRole.Member, false)]
    [InlineData(UserRole.Administrator, false, null, null, true, UserRole.Administrator, false)]
    [InlineData(UserRole.Administrator, false, null, true, true, UserRole.Administrator, false)]
    [InlineData(UserRole.Auditor, true, null, false, false, UserRole.Member, false)]
    [InlineData(UserRole.Auditor, true, null, null, false, UserRole.Auditor, true)]
    public void The_directory_decides_where_it_speaks(UserRole role, bool fromDirectory, bool? administrator, bool? auditor, bool groupTookOver, UserRole then, bool thenFromDirectory)
    {
        var user = new User { Id = Guid.NewGuid(), Username = "ann", DisplayName = "Ann", CreatedAt = default, LastSignInAt = default, Role = role, RoleFromDirectory = fromDirectory };
        var person = new DirectoryUser(user.Id, "ann", "Ann", null, Disabled: false, administrator, auditor);

        Assert.Equal((then, thenFromDirectory), RoleFromDirectory.Of(user, person, groupTookOver));
    }

    [Fact]
    public async Task A_role_comes_at_sign_in_goes_in_the_pass_and_works_at_once_in_a_living_session()
    {
        foreach (var name in (string[])["role-chief", "role-deputy", "role-auditor", "role-member"])
            await fixture.Server.ChangeAsync($"dn: uid={name},{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {name}\nsn: {name}\nuserPassword: {Password}\n");
        await fixture.Server.ChangeAsync("""
            dn: cn=role-deputies,ou=groups,dc=example,dc=org
            objectClass: groupOfNames
            member: uid=role-deputy,ou=people,dc=example,dc=org

            dn: cn=role-admins,ou=groups,dc=example,dc=org
            objectClass: groupOfNames
            member: uid=role-chief,ou=people,dc=example,dc=org
            member: cn=role-deputies,ou=groups,dc=example,dc=org

            dn: cn=role-auditors,ou=groups,dc=example,dc=org
            objectClass: groupOfNames
            member: uid=role-auditor,ou=people,dc=example,dc=org
            """);
        await using var host = await AccountsHost.StartAsync(services => services.AddLdapDirectory(LdapClient.Configuration(
            [.. LdapClient.SettingsFor(fixture.Server), ("Groups:Administrators", "cn=role-admins,ou=groups,dc=example,dc=org"), ("Groups:Auditors", "cn=role-auditors,ou=groups,dc=example,dc=org")]), AppContext.BaseDirectory));
        var founder = await SignInAsync(host, "role-member");
        var link = (await host.FirstAdministrator.LinkAsync(default))!.Split('=')[1];
        Assert.True(await host.FirstAdministrator.RedeemAsync(link, founder, default));

        // The link's administrator stays one while nobody of the group has been here.
        await PassAsync(host);
        Assert.True(Session(host, founder).IsAdmin);

        var (chief, deputy, auditor) = (await SignInAsync(host, "role-chief"), await SignInAsync(host, "role-deputy"), await SignInAsync(host, "role-auditor"));
        Assert.Equal([(true, false), (true, false), (false, true)], ((Guid[])[chief, deputy, auditor]).Select(user => (Session(host, user).IsAdmin, Session(host, user).IsAuditor)));
        await PassAsync(host);
        Assert.False(Session(host, founder).IsAdmin);
        Assert.True(Session(host, chief).IsAdmin);

        await fixture.Server.ChangeAsync("""
            dn: cn=role-admins,ou=groups,dc=example,dc=org
            changetype: modify
            delete: member
            member: cn=role-deputies,ou=groups,dc=example,dc=org
            """);
        await PassAsync(host);
        Assert.False(Session(host, deputy).IsAdmin);
        Assert.True(Session(host, chief).IsAdmin);

        // A group that is gone has no members, so the last role goes too.
        await fixture.Server.ChangeAsync("dn: cn=role-admins,ou=groups,dc=example,dc=org\nchangetype: delete\n");
        await PassAsync(host);
        Assert.False(Session(host, chief).IsAdmin);
    }

    private static Task PassAsync(AccountsHost host) => host.Services.GetRequiredService<DirectoryPass>().RunAsync(default);

    private static ChatSession Session(AccountsHost host, Guid user) => host.Sessions.Find(host.SessionOf(user))!;

    private static async Task<Guid> SignInAsync(AccountsHost host, string username)
    {
        using var client = host.Client();
        var answer = await client.SubmitAsync(await client.PageAsync("/login"), "Sign in", ("Username", username), ("Password", Password));
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return host.People.Current.ByName.Single(person => person.Username == username).Id;
    }
}
