using BlazorChat.Directories;
using BlazorChat.Directories.Ldap.Servers;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>Photos on people's entries in OpenLDAP.</summary>
[Collection(SlapdTests.Name)]
public sealed class SlapdPhotoTests(SlapdFixture fixture) : IDisposable
{
    private readonly LogLines log = new();
    private LdapClient? made;

    private LdapClient Client => made ??= LdapClient.For(fixture.Server, services => services.AddLogging(logging => logging.AddProvider(log)));

    [Fact]
    public async Task A_photo_is_found_and_each_change_of_it_is_seen_however_soon()
    {
        var user = await AddAsync("photo-eva");
        var none = (await FindAsync(user)).PhotoRevision;
        Assert.Null(await PhotoAsync(user));

        var revisions = new HashSet<string?> { none };
        foreach (var picture in new[] { Pictures.Jpeg, Pictures.Png, Pictures.Grey(40, 40), null })
        {
            await SetAsync("photo-eva", picture is null ? [] : [picture]);
            Assert.True(revisions.Add((await FindAsync(user)).PhotoRevision)); // within one second
            Assert.Equal(picture is null ? null : DirectoryPhoto.Read(picture, out _)!.Hash, (await PhotoAsync(user))?.Hash);
        }
    }

    [Fact]
    public async Task A_photo_of_five_megabytes_is_left_out_and_the_server_is_not_blamed()
    {
        var user = await AddAsync("photo-large");
        await SetAsync("photo-large", new byte[5 * 1024 * 1024]);

        Assert.Null(await PhotoAsync(user));

        Assert.Null(Client.Get<DirectoryServers>().All[0].Trouble);
        Assert.NotNull(await FindAsync(user));
        var line = Assert.Single(log.All, line => line.Contains("is not shown", StringComparison.Ordinal));
        Assert.Equal($"The photo of {user} in jpegPhoto is not shown: it has more than 4 MiB.", line);
    }

    [Fact]
    public async Task Of_several_values_the_first_that_can_be_shown_is_and_what_is_no_picture_is_in_the_log_by_id()
    {
        var user = await AddAsync("photo-rubbish");
        await SetAsync("photo-rubbish", "<script>alert(1)</script>"u8.ToArray());
        Assert.Null(await PhotoAsync(user));
        Assert.Equal($"The photo of {user} in jpegPhoto is not shown: it is neither JPEG nor PNG.", Assert.Single(log.All, line => line.Contains("is not shown", StringComparison.Ordinal)));

        await SetAsync("photo-rubbish", "rubbish"u8.ToArray(), Pictures.Png);
        Assert.Equal("image/png", (await PhotoAsync(user))?.MediaType);
    }

    [Fact]
    public async Task Switched_off_nothing_is_asked_for()
    {
        var user = await AddAsync("photo-off");
        await SetAsync("photo-off", Pictures.Jpeg);
        await using var middle = new TcpProxy(fixture.Server.Port);
        using var off = LdapClient.For(fixture.Server, ("Servers:0", $"ldap://127.0.0.1:{middle.Port}"), ("Attributes:Photo", " "));

        Assert.Throws<InvalidOperationException>(() => off.Get<IDirectoryPhotos>());
        Assert.Null((await off.Directory.FindAsync(user, default))!.PhotoRevision);
        Assert.False(middle.Said.AsSpan().IndexOf("jpegPhoto"u8) >= 0 || middle.Said.AsSpan().IndexOf("entryCSN"u8) >= 0);
    }

    [Fact]
    public async Task Another_attribute_is_another_photo_of_the_same_entry()
    {
        var user = await AddAsync("photo-other");
        using var other = LdapClient.For(fixture.Server, ("Attributes:Photo", "photo"));

        Assert.NotEqual((await FindAsync(user)).PhotoRevision, (await other.Directory.FindAsync(user, default))!.PhotoRevision);
    }

    public void Dispose()
    {
        made?.Dispose();
        log.Dispose();
    }

    private Task<DirectoryPhoto?> PhotoAsync(Guid user) => Client.Get<IDirectoryPhotos>().FindAsync(user, default);

    private async Task<DirectoryUser> FindAsync(Guid user) => (await Client.Directory.FindAsync(user, default))!;

    private Task SetAsync(string uid, params byte[][] pictures) => fixture.Server.SetPhotosAsync(uid, pictures);

    private async Task<Guid> AddAsync(string uid)
    {
        await fixture.Server.ChangeAsync($"dn: uid={uid},{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\n");
        return Assert.Single(await Client.Directory.SearchAsync(uid, 2, default)).Id;
    }
}

/// <summary>The same in Active Directory.</summary>
[Collection(SambaTests.Name)]
public sealed class SambaPhotoTests(SambaFixture fixture) : IDisposable
{
    private readonly LdapClient client = LdapClient.For(fixture.Server);

    [Fact]
    public async Task A_photo_is_found_and_each_change_of_it_is_seen_however_soon()
    {
        var user = Assert.IsType<RegistrationResult.Registered>(await client.Directory.RegisterAsync(new NewAccount("ad-photo", "Ad Photo", "Correct-Horse-7-battery"), default)).User.Id;
        var revisions = new HashSet<string?> { (await client.Directory.FindAsync(user, default))!.PhotoRevision };

        foreach (var picture in new[] { Pictures.Jpeg, Pictures.Png, null })
        {
            await fixture.Server.ChangeAsync("dn: CN=ad-photo,CN=Users,DC=chat,DC=test\nchangetype: modify\nreplace: thumbnailPhoto\n"
                + (picture is null ? "" : $"thumbnailPhoto:: {Convert.ToBase64String(picture)}\n"));
            Assert.True(revisions.Add((await client.Directory.FindAsync(user, default))!.PhotoRevision));
            Assert.Equal(picture is null ? null : DirectoryPhoto.Read(picture, out _)!.Hash, (await client.Get<IDirectoryPhotos>().FindAsync(user, default))?.Hash);
        }
        Assert.DoesNotContain(null, revisions);
    }

    public void Dispose() => client.Dispose();
}
