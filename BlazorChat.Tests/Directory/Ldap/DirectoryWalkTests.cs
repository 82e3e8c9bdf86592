using System.Globalization;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using BlazorChat.Web.Features.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>The set-up help: what each step says of a real server, right or wrong, and that nothing stays behind.</summary>
[Collection(SlapdTests.Name)]
public sealed class DirectoryWalkTests(SlapdFixture fixture)
{
    private const string Password = "Correct-Horse-7-battery";
    private const string Group = "cn=walkers,ou=groups,dc=example,dc=org";

    [Fact]
    public async Task Where_all_is_well_every_step_passes_and_nothing_stays_behind()
    {
        await AddAsync("walk-ann");
        await fixture.Server.ChangeAsync($"dn: {Group}\nobjectClass: groupOfNames\nmember: uid=walk-ann,{SlapdServer.PeopleDn}\n");
        var before = await fixture.Server.SearchAsync("(uid=walk-ann)", "+", "*");

        var results = await WalkAsync("walk-ann", Password, ("Groups:Required", Group), ("Registration:UidNumberCounterDn", "cn=uidnext,dc=example,dc=org"));

        Assert.Equal(
        [
            DirectoryFinding.Resolved, DirectoryFinding.Connected, DirectoryFinding.Secured, DirectoryFinding.AccountIn, DirectoryFinding.BaseThere, DirectoryFinding.PersonFound,
            DirectoryFinding.PasswordRight, DirectoryFinding.GroupMember, DirectoryFinding.MayWrite, DirectoryFinding.MayWrite, DirectoryFinding.MayWrite, DirectoryFinding.MayRegister,
        ], results.Select(result => result.Finding));
        Assert.All(results, result => Assert.Equal(DirectoryTestOutcome.Passed, result.Outcome));
        // The bind of the person is the only thing that may show, and here it does not.
        Assert.Equal(before, await fixture.Server.SearchAsync("(uid=walk-ann)", "+", "*"));
        Assert.DoesNotContain("blazorchat-test", await fixture.Server.SearchAsync("(uid=blazorchat-test-*)", "uid"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired", DirectoryFinding.TlsExpired, "u")]
    [InlineData("other name", DirectoryFinding.TlsOtherName, "ldap.example.org")]
    [InlineData("other authority", DirectoryFinding.TlsUnknownAuthority, "CN=Test directory CA")]
    public async Task Wrong_certificates_are_told_apart_and_end_the_walk(string wrong, DirectoryFinding finding, string detail)
    {
        await using var server = await SlapdServer.StartAsync(certificate: certificates => wrong switch
        {
            "expired" => certificates.Issue(expiredFor: TimeSpan.FromDays(1)),
            "other name" => certificates.Issue(["ldap.example.org"]),
            _ => certificates.Issue(),
        });
        var trusted = wrong == "other authority" ? fixture.Server.Certificates.CaFile : server.Certificates.CaFile;
        foreach (var (address, startTls) in new[] { ($"ldaps://127.0.0.1:{server.TlsPort}", "false"), ($"ldap://127.0.0.1:{server.Port}", "true") })
        {
            var last = (await WalkAsync(null, null, ("Servers:0", address), ("StartTls", startTls), ("CaFile", trusted)))[^1];

            Assert.Equal((DirectoryTestStep.Tls, DirectoryTestOutcome.Failed, finding), (last.Step, last.Outcome, last.Finding));
            Assert.Contains(last.Details, one => one.Contains(detail, StringComparison.OrdinalIgnoreCase) || wrong == "expired");
            Assert.Equal(wrong == "other authority" ? 1 : 2, last.Details.Count);
        }
    }

    [Theory]
    [InlineData("Servers:0", "ldaps://no-such-host.invalid", DirectoryFinding.NotResolved)]
    [InlineData("Servers:0", "ldaps://127.0.0.1:1", DirectoryFinding.NotConnected)]
    [InlineData("BindPassword", "wrong", DirectoryFinding.AccountNotLetIn)]
    [InlineData("BaseDn", "ou=nowhere,dc=example,dc=org", DirectoryFinding.BaseMissing)]
    public async Task What_cannot_be_passed_over_is_the_last_result(string key, string value, DirectoryFinding finding)
    {
        var results = await WalkAsync(null, null, (key, value));

        Assert.Equal((DirectoryTestOutcome.Failed, finding), (results[^1].Outcome, results[^1].Finding));
        Assert.All(results.SkipLast(1), result => Assert.Equal(DirectoryTestOutcome.Passed, result.Outcome));
    }

    [Fact]
    public async Task A_silent_server_costs_its_deadline_and_the_next_one_is_walked_all_the_same()
    {
        await using var silent = new TcpProxy(0);
        var results = await WalkAsync(null, null, ("Servers:0", $"ldap://127.0.0.1:{silent.Port}"), ("Servers:1", $"ldaps://127.0.0.1:{fixture.Server.TlsPort}"), ("Timeout", "1"));

        Assert.Equal((DirectoryTestStep.Account, DirectoryFinding.Silent), results.Where(result => result.Server.EndsWith($":{silent.Port}", StringComparison.Ordinal)).Select(result => (result.Step, result.Finding)).Last());
        Assert.Contains(results, result => result is { Finding: DirectoryFinding.BaseThere } && result.Server.EndsWith($":{fixture.Server.TlsPort}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("485454502F312E3120343030", DirectoryFinding.NotLdap)] // HTTP
    [InlineData("300C02010161070A013304000400", DirectoryFinding.Busy)] // BindResponse, busy
    [InlineData("", DirectoryFinding.Ended)]
    public async Task What_answers_otherwise_than_a_directory_has_a_finding_of_its_own(string hex, DirectoryFinding finding)
    {
        var octets = Convert.FromHexString(hex);
        await using var middle = new TcpProxy(0) { Answer = _ => octets, FromClient = piece => octets.Length == 0 ? null : piece };

        var failed = Assert.Single(await WalkAsync(null, null, ("Servers:0", $"ldap://127.0.0.1:{middle.Port}")), result => result.Outcome is DirectoryTestOutcome.Failed);

        Assert.Equal((finding, 0), (failed.Finding, failed.Details.Count)); // nothing that only the log's language has
    }

    [Fact]
    public async Task A_StartTLS_that_is_refused_is_said_in_the_readers_language_with_the_servers_own_words()
    {
        var answer = Convert.FromHexString("301102010178" + "0C0A01350400" + "04056E6F0A7721"); // ExtendedResponse, unwillingToPerform, "no\nw!"
        await using var middle = new TcpProxy(0) { Answer = _ => answer };

        var last = (await WalkAsync(null, null, ("Servers:0", $"ldap://127.0.0.1:{middle.Port}"), ("StartTls", "true")))[^1];

        Assert.Equal((DirectoryTestStep.Tls, DirectoryFinding.StartTlsRefused), (last.Step, last.Finding));
        Assert.StartsWith("StartTLS was refused (code 53: now!). Nothing was sent in clear.", last.Sentence(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.StartsWith("StartTLS a été refusé (code 53\u00A0: now!). Rien n’a été envoyé en clair.", last.Sentence(CultureInfo.GetCultureInfo("fr")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_passwords_and_groups_that_do_not_fit_are_said()
    {
        await AddAsync("walk-bob");
        Assert.Equal([DirectoryFinding.PersonUnknown], Failed(await WalkAsync("walk-nobody", Password)));
        Assert.Equal([DirectoryFinding.PersonUnknown], Failed(await WalkAsync("*", Password)));
        Assert.Equal([DirectoryFinding.PersonAmbiguous], Failed(await WalkAsync("walk-bob", Password, ("UserFilter", "(|(uid={username})(objectClass=inetOrgPerson))"))));
        Assert.Equal([DirectoryFinding.NobodyFound], Failed(await WalkAsync(null, null, ("UserFilter", "(&(uid={username})(title=nothing))"))));
        Assert.Equal([DirectoryFinding.PasswordWrong, DirectoryFinding.GroupMissing], Failed(await WalkAsync("walk-bob", "wrong", ("Groups:Required", "cn=none,ou=groups,dc=example,dc=org"))));
        Assert.Contains(await WalkAsync("walk-bob", null), result => result is { Step: DirectoryTestStep.Password, Outcome: DirectoryTestOutcome.Skipped });
    }

    [Fact]
    public async Task An_account_without_rights_is_told_which_ones_it_lacks()
    {
        await AddAsync("walk-cy");

        Assert.Equal(
            [DirectoryFinding.MayNotWriteCertificates, DirectoryFinding.MayNotWriteDisabled, DirectoryFinding.MayNotCount, DirectoryFinding.MayNotRegister],
            Failed(await WalkAsync("walk-cy", null, ("BindDn", SlapdServer.LimitedDn), ("Registration:UidNumberCounterDn", "cn=uidnext,dc=example,dc=org"))));
        Assert.Equal([DirectoryFinding.MayNotRegister], Failed(await WalkAsync("walk-cy", null, ("Registration:Dn", "uid={username},ou=nowhere,dc=example,dc=org"))));
    }

    [Fact]
    public async Task The_command_prints_a_line_for_each_step_and_never_a_password()
    {
        await AddAsync("walk-dan");
        var (code, text) = await CommandAsync("walk-dan", () => Password);
        Assert.Equal(0, code);
        Assert.Contains("  ok       Sign-in: The directory takes the password.", text, StringComparison.Ordinal);
        Assert.Contains("  skipped  Group: No group is required", text, StringComparison.Ordinal);
        Assert.EndsWith("Everything that was tried works.", text.Trim(), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
        Assert.DoesNotContain(SlapdServer.ServicePassword, text, StringComparison.Ordinal);

        (code, text) = await CommandAsync("walk-dan", () => "wrong");
        Assert.Equal(1, code);
        Assert.Contains("  FAILED   Sign-in: The directory does not take the password.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_has_the_command()
    {
        var data = System.IO.Directory.CreateTempSubdirectory("walk-").FullName;
        try
        {
            var (code, output) = await HostProcess.RunAsync(["directory", "test", $"--Data:Path={data}"]);
            Assert.Equal(0, code);
            Assert.Contains("Directory:Provider", output, StringComparison.Ordinal);

            (code, output) = await HostProcess.RunAsync(
                ["directory", "test", $"--Data:Path={data}", "--Directory:Provider=Ldap", .. LdapClient.SettingsFor(fixture.Server).Select(setting => $"--Directory:Ldap:{setting.Key}={setting.Value}"), "--Directory:Ldap:BindPassword=wrong"]);
            Assert.Equal(1, code);
            Assert.Contains($"ldaps://127.0.0.1:{fixture.Server.TlsPort}", output, StringComparison.Ordinal);
            Assert.Contains("Directory:Ldap:BindDn", output, StringComparison.Ordinal);
        }
        finally
        {
            System.IO.Directory.Delete(data, recursive: true);
        }
    }

    private static DirectoryFinding[] Failed(IEnumerable<DirectoryTestResult> results) =>
        [.. results.Where(result => result.Outcome is DirectoryTestOutcome.Failed).Select(result => result.Finding)];

    private async Task<List<DirectoryTestResult>> WalkAsync(string? username, string? password, params (string, string?)[] more)
    {
        using var client = LdapClient.For(fixture.Server, more);
        return await client.WalkAsync(username, password);
    }

    private async Task<(int Code, string Text)> CommandAsync(string username, Func<string?> readPassword)
    {
        using var client = LdapClient.For(fixture.Server);
        await using var services = new ServiceCollection().AddLogging().AddLocalization().AddSingleton(client.Get<IDirectoryTest>()).BuildServiceProvider();
        await using var output = new StringWriter();
        return (await DirectoryCommand.RunAsync(services, username, readPassword, output, default), output.ToString());
    }

    private Task AddAsync(string uid) =>
        fixture.Server.ChangeAsync($"dn: uid={uid},{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\nuserPassword: {Password}\n");
}

/// <summary>The same on Active Directory, which tells what an account may write.</summary>
[Collection(SambaTests.Name)]
public sealed class SambaWalkTests(SambaFixture fixture)
{
    private const string Password = "Correct-Horse-7-battery";

    [Fact]
    public async Task All_steps_pass_for_an_account_that_may_write_and_the_rights_are_missing_to_one_that_may_not()
    {
        using var client = LdapClient.For(fixture.Server, ("Groups:Required", "CN=Domain Users,CN=Users,DC=chat,DC=test"));
        foreach (var name in new[] { "walk-ann", "walk-bob" })
            Assert.IsType<RegistrationResult.Registered>(await client.Directory.RegisterAsync(new NewAccount(name, $"{name} Example", Password), default));
        using var right = LdapClient.For(fixture.Server);

        var results = await right.WalkAsync("walk-ann", Password);

        Assert.Equal(
        [
            DirectoryFinding.Resolved, DirectoryFinding.Connected, DirectoryFinding.Secured, DirectoryFinding.AccountIn, DirectoryFinding.BaseThere, DirectoryFinding.PersonFound,
            DirectoryFinding.PasswordRight, DirectoryFinding.GroupNotRequired, DirectoryFinding.MayWrite, DirectoryFinding.MayWrite, DirectoryFinding.MayRegister,
        ], results.Select(result => result.Finding));

        using var limited = LdapClient.For(fixture.Server, ("BindDn", "CN=walk-bob,CN=Users,DC=chat,DC=test"), ("BindPassword", Password));
        Assert.Equal(
            [DirectoryFinding.MayNotWriteCertificates, DirectoryFinding.MayNotWriteDisabled, DirectoryFinding.MayNotRegister],
            (await limited.WalkAsync("walk-ann", null)).Where(result => result.Outcome is DirectoryTestOutcome.Failed).Select(result => result.Finding));
    }
}
