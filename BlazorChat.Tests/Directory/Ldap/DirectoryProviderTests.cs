using System.Net;
using System.Net.Http.Json;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using Microsoft.Data.Sqlite;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>The whole program with <c>Directory:Provider=Ldap</c>.</summary>
[Collection(SlapdTests.Name)]
public sealed class DirectoryProviderTests(SlapdFixture fixture)
{
    [Fact]
    public async Task The_program_signs_people_in_against_the_directory()
    {
        await fixture.Server.ChangeAsync($"dn: uid=whole-ann,{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: whole-ann\ncn: Ann\nsn: Ann\nuserPassword: Correct-Horse-7-battery\n");
        await using var host = await HostProcess.StartAsync(
            ["--Directory:Provider=Ldap", .. LdapClient.SettingsFor(fixture.Server).Select(setting => $"--Directory:Ldap:{setting.Key}={setting.Value}")]);
        using var http = new HttpClient { BaseAddress = host.Address };

        Assert.Equal("Healthy", await http.GetStringAsync("readyz"));
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsJsonAsync("api/sign-in", new { username = "whole-ann", password = "Correct-Horse-7-battery" })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.PostAsJsonAsync("api/sign-in", new { username = "whole-ann", password = "wrong" })).StatusCode);
        Assert.DoesNotContain(SlapdServer.ServicePassword, host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_of_the_embedded_directory_are_not_taken_for_people_of_another()
    {
        await using var host = await HostProcess.StartAsync();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(host.Data, "chat.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var person = database.CreateCommand();
            person.CommandText = $"INSERT INTO users (Id, Username, DisplayName, Role, Disabled, DisabledInDirectory, CreatedAt, LastSignInAt) VALUES ('{Guid.NewGuid()}', 'ann', 'Ann', 'Member', 0, 0, 0, 0)";
            await person.ExecuteNonQueryAsync();
        }
        await host.StopAsync();

        var (code, output) = await HostProcess.RunAsync(
            ["--urls=http://127.0.0.1:0", $"--Data:Path={host.Data}", "--Directory:Provider=Ldap", .. LdapClient.SettingsFor(fixture.Server).Select(setting => $"--Directory:Ldap:{setting.Key}={setting.Value}")]);

        Assert.Equal(1, code);
        Assert.Contains("Directory:Provider: The people in this database come from another directory (Embedded) than the one that is set now (Ldap, OpenLdap, DC=EXAMPLE,DC=ORG)", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Directory:Provider=Nis", "Directory:Provider: \"Nis\" is not a directory")]
    [InlineData("--Directory:Provider=Ldap", "Directory:Ldap:BaseDn: It is not set. Set it to")]
    public async Task A_wrong_choice_stops_the_start_with_the_remedy(string setting, string sentence)
    {
        var data = System.IO.Directory.CreateTempSubdirectory("provider-").FullName;
        try
        {
            var (code, output) = await HostProcess.RunAsync("--urls=http://127.0.0.1:0", $"--Data:Path={data}", setting);

            Assert.Equal(1, code);
            Assert.Contains(sentence, output, StringComparison.Ordinal);
        }
        finally
        {
            System.IO.Directory.Delete(data, recursive: true);
        }
    }
}
