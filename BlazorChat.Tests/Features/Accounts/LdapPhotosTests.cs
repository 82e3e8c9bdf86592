using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Tests.Support.DirectoryServers;
using BlazorChat.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Features.Accounts;

/// <summary>Photos on their way from a real directory to the readers.</summary>
[Collection(SlapdTests.Name)]
public sealed class LdapPhotosTests(SlapdFixture fixture) : IAsyncLifetime
{
    private const string Password = "Correct-Horse-7-battery";
    private TcpProxy middle = null!;
    private AccountsHost host = null!;

    public async Task InitializeAsync()
    {
        middle = new TcpProxy(fixture.Server.Port);
        // Not over TLS, so that what is asked for can be read on the way.
        host = await AccountsHost.StartAsync(services => services.AddLdapDirectory(
            LdapClient.Configuration([.. LdapClient.SettingsFor(fixture.Server), ("Servers:0", $"ldap://127.0.0.1:{middle.Port}")]), AppContext.BaseDirectory));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await middle.DisposeAsync();
    }

    private DirectoryPass Pass => host.Services.GetRequiredService<DirectoryPass>();

    [Fact]
    public async Task A_photo_comes_at_sign_in_changes_with_the_directory_and_goes_with_it()
    {
        await AddAsync("face-ann", Pictures.Jpeg);
        var (ann, client) = await SignedInAsync("face-ann");

        var first = await HashAsync(client, ann);
        var answer = await client.GetAsync($"/api/users/{ann}/photo/{first}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(DirectoryPhoto.Read(Pictures.Jpeg, out _)!.Content, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("max-age=31536000, private, immutable", answer.Headers.CacheControl!.ToString());
        Assert.Equal($"\"{first}\"", answer.Headers.ETag!.Tag);

        await fixture.Server.SetPhotosAsync("face-ann", Pictures.Png);
        await Pass.RunAsync(default);
        var second = await HashAsync(client, ann);
        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/users/{ann}/photo/{first}")).StatusCode);
        Assert.Equal("image/png", (await client.GetAsync($"/api/users/{ann}/photo/{second}")).Content.Headers.ContentType!.ToString());

        await fixture.Server.SetPhotosAsync("face-ann");
        await Pass.RunAsync(default);
        Assert.Null(await HashAsync(client, ann));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/api/users/{ann}/photo/{second}")).StatusCode);
        await using var database = await host.DatabaseAsync();
        Assert.False(await database.Set<UserPhoto>().AnyAsync());
    }

    [Fact]
    public async Task An_unchanged_photo_is_asked_for_once()
    {
        await AddAsync("face-once", Pictures.Jpeg);
        var (user, client) = await SignedInAsync("face-once");
        for (var i = 0; i < 6; i++)
            await Pass.RunAsync(default);
        using var again = host.Client();
        (await SignInAsync(again, "face-once")).EnsureSuccessStatusCode();

        Assert.NotNull(await HashAsync(client, user));
        Assert.Equal(1, Count(middle.Said, "jpegPhoto"u8));
    }

    [Fact]
    public async Task A_photo_that_cannot_be_shown_hinders_nobody_and_takes_the_older_one_away()
    {
        await AddAsync("face-large", Pictures.Jpeg);
        var (user, client) = await SignedInAsync("face-large");
        Assert.NotNull(await HashAsync(client, user));

        await fixture.Server.SetPhotosAsync("face-large", new byte[5 * 1024 * 1024]);
        using var again = host.Client();
        (await SignInAsync(again, "face-large")).EnsureSuccessStatusCode();
        Assert.Null(await HashAsync(client, user));
        await Pass.RunAsync(default);

        Assert.Null(await HashAsync(client, user));
        Assert.Null(Pass.Status.Problem);
    }

    [Fact]
    public async Task Only_people_of_the_chat_with_a_device_see_photos()
    {
        await AddAsync("face-shy", Pictures.Jpeg);
        var (user, client) = await SignedInAsync("face-shy");
        var photo = $"/api/users/{user}/photo/{await HashAsync(client, user)}";

        using var stranger = host.Client();
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(photo)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync($"/api/photos?user={user}")).StatusCode);
        (await SignInAsync(stranger, "face-shy")).EnsureSuccessStatusCode();
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.GetAsync(photo)).StatusCode);
        foreach (var path in (string[])[$"/api/users/{user}/photo/x", $"/api/users/{Guid.NewGuid()}/photo/x", "/api/users/..%2f/photo/x"])
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("/api/photos?" + string.Join('&', Enumerable.Range(0, 101).Select(_ => $"user={user}")))).StatusCode);
    }

    [Fact]
    public async Task Who_is_shut_out_is_not_shown_until_they_are_back()
    {
        await AddAsync("face-out", Pictures.Jpeg);
        await AddAsync("face-reader", null);
        var (user, _) = await SignedInAsync("face-out");
        var (_, reader) = await SignedInAsync("face-reader");
        var before = await HashAsync(reader, user);

        await host.Accounts.DisableAsync(user, Guid.NewGuid(), default);
        await Pass.RunAsync(default);
        Assert.Null(await HashAsync(reader, user));
        Assert.Equal(HttpStatusCode.NotFound, (await reader.GetAsync($"/api/users/{user}/photo/{before}")).StatusCode);

        await host.Accounts.EnableAsync(user, Guid.NewGuid(), default);
        for (var i = 0; i < 5; i++) // one of them is at everybody
            await Pass.RunAsync(default);
        Assert.Equal(before, await HashAsync(reader, user));
    }

    [Fact]
    public async Task Where_there_are_none_a_page_is_told_to_ask_no_more()
    {
        await using var embedded = await AccountsHost.StartAsync();
        var (user, client) = await embedded.WithDeviceAsync("alice");

        Assert.Equal("{\"photos\":null}", await client.GetStringAsync($"/api/photos?user={user}"));
    }

    private static async Task<string?> HashAsync(HttpClient client, Guid user)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>($"/api/photos?user={user}&user={Guid.NewGuid()}&user=nonsense");
        return answer.GetProperty("photos").TryGetProperty($"{user}", out var hash) ? hash.GetString() : null;
    }

    private async Task AddAsync(string uid, byte[]? photo)
    {
        await fixture.Server.ChangeAsync($"dn: uid={uid},{SlapdServer.PeopleDn}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\nuserPassword: {Password}\n");
        if (photo is not null)
            await fixture.Server.SetPhotosAsync(uid, photo);
    }

    private async Task<(Guid User, HttpClient Client)> SignedInAsync(string username)
    {
        var client = host.Client();
        (await SignInAsync(client, username)).EnsureSuccessStatusCode();
        var user = host.People.Current.ByName.Single(person => person.Username == username).Id;
        await host.Sessions.BindDeviceAsync(host.SessionOf(user), Guid.NewGuid(), default);
        return (user, client);
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient client, string username) => client.PostAsJsonAsync("/api/sign-in", new { username, password = Password });

    private static int Count(ReadOnlySpan<byte> all, ReadOnlySpan<byte> part) => all.Count(part);
}
