using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>The directory's clock and ours are five minutes apart, which is what Kerberos allows (RFC 4120 8.2) and nobody notices.</summary>
public sealed class LdapClockTests
{
    private const string Password = "Correct-Horse-7-battery";

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task Signing_in_looking_and_publishing_do_not_ask_whose_clock_is_right(int minutes)
    {
        await using var server = await SlapdServer.StartAsync(clockOff: TimeSpan.FromMinutes(minutes));
        using var client = LdapClient.For(server);
        var ann = Assert.IsType<RegistrationResult.Registered>(await client.Directory.RegisterAsync(new NewAccount("clock-ann", "Ann Clock", Password), default)).User;

        Assert.IsType<SignInResult.Accepted>(await client.Directory.SignInAsync("clock-ann", Password, default));
        for (var i = 0; i < 5; i++)
            await client.Directory.SignInAsync("clock-ann", "wrong", default);
        await SlapdServer.LockCountsAsync();
        Assert.Equal(new SignInResult.Refused(SignInRefusal.Locked), await client.Directory.SignInAsync("clock-ann", Password, default));
        Assert.False((await client.Directory.FindAsync(ann.Id, default))!.Disabled);

        var whole = Assert.IsType<DirectoryReading.Whole>(await client.Directory.ReadAsync(since: null, default));
        await server.ChangeAsync($"dn: uid=clock-ann,{SlapdServer.PeopleDn}\nchangetype: modify\nreplace: displayName\ndisplayName: Ann Later\n");
        Assert.Equal("Ann Later", Assert.Single(Assert.IsType<DirectoryReading.Changed>(await client.Directory.ReadAsync(whole.Cursor, default)).Users).DisplayName);

        var certificate = SlapdPublishingTests.Certificate("ours");
        Assert.Equal(new PublishResult.Done(1, 0), await client.Directory.PublishAsync(new CertificatePublication(ann.Id, [certificate], SlapdPublishingTests.IsOurs), default));
        Assert.Equal([certificate], await server.CertificatesAsync("clock-ann"));
    }

    /// <summary>The same as a second server, whose clock is behind, that takes over.</summary>
    [Fact]
    public async Task A_clock_set_back_hides_no_change_from_the_next_look()
    {
        await using var server = await SlapdServer.StartAsync(clockOff: TimeSpan.FromMinutes(5));
        using var client = LdapClient.For(server);
        await client.Directory.RegisterAsync(new NewAccount("back-ann", "Ann Back", Password), default);
        var whole = Assert.IsType<DirectoryReading.Whole>(await client.Directory.ReadAsync(since: null, default));

        await server.StopAsync();
        server.ClockOff = TimeSpan.Zero;
        await server.ResumeAfterStopAsync();
        await server.ChangeAsync($"dn: uid=back-ann,{SlapdServer.PeopleDn}\nchangetype: modify\nreplace: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n");

        var changed = Assert.IsType<DirectoryReading.Changed>(await client.Directory.ReadAsync(whole.Cursor, default));
        Assert.True(Assert.Single(changed.Users).Disabled);
    }
}
