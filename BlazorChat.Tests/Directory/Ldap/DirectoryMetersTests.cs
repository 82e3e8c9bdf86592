using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using Shouldly;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

[Collection(SlapdTests.Name)]
public sealed class DirectoryMetersTests(SlapdFixture fixture)
{
    [Fact]
    public async Task The_directory_is_timed_by_what_became_of_it_and_names_nobody()
    {
        using var measured = new Measured();
        using var client = LdapClient.For(fixture.Server);
        await client.Directory.SignInAsync("nobody-of-that-name", "wrong-password-7", default);
        measured.Count("blazorchat.directory.duration", "outcome=answered").ShouldBeGreaterThan(0);
        measured.Text.ShouldNotContain("nobody-of-that-name");
        using var away = LdapClient.Create(("Servers:0", $"ldap://127.0.0.1:{Ports.Next()}"), ("BaseDn", "dc=example"), ("AllowPasswordsInClearText", "true"));
        await away.Directory.SignInAsync("nobody-of-that-name", "wrong-password-7", default);
        measured.Text.ShouldContain("blazorchat.directory.duration outcome=NoConnection");
    }
}
