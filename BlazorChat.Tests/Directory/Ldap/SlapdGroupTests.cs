using BlazorChat.Directories;
using BlazorChat.Tests.Support.DirectoryServers;
using Shouldly;

namespace BlazorChat.Tests.DirectoryTests.Ldap;

/// <summary>Groups of an OpenLDAP, of each kind, and groups in groups.</summary>
[Collection(SlapdTests.Name)]
public sealed class SlapdGroupTests(SlapdFixture fixture) : IAsyncLifetime
{
    private readonly LdapClient client = LdapClient.For(fixture.Server, LdapClient.WithoutPhotos);
    private readonly string tag = $"g{Guid.NewGuid():N}"[..9];
    private Guid[] people = [];

    private IDirectoryGroups Groups => client.Get<IDirectoryGroups>();

    public async Task InitializeAsync()
    {
        people = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            var made = await client.Directory.RegisterAsync(new NewAccount(Username(i), $"Person {i}", "Correct-Horse-7-battery"), default);
            return made.ShouldBeOfType<RegistrationResult.Registered>(made.ToString()).User.Id;
        }));
    }

    public Task DisposeAsync()
    {
        client.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Groups_are_found_by_a_part_of_their_name_and_what_is_typed_is_no_filter()
    {
        await AddAsync("Tea", "groupOfNames", $"member: {Dn(0)}");
        await AddAsync("Teas (and *)", "groupOfNames", $"member: {Dn(1)}");

        (await NamesAsync($"{tag} te")).ShouldBe([$"{tag} Tea", $"{tag} Teas (and *)"]);
        (await NamesAsync($"{tag} teas (and *)")).ShouldBe([$"{tag} Teas (and *)"]);
        (await NamesAsync($"{tag}*tea")).ShouldBeEmpty();
        (await NamesAsync("*)(objectClass=*")).ShouldBeEmpty();
        (await NamesAsync("")).ShouldBeEmpty();
        (await Groups.SearchAsync(tag, 1, default)).Count.ShouldBe(1);
        (await NamesAsync(Username(0))).ShouldBeEmpty("a person is no group");
    }

    [Fact]
    public async Task People_are_found_in_groups_of_each_kind_and_in_groups_in_them()
    {
        await AddAsync("inner", "groupOfNames", $"member: {Dn(1)}", $"member: cn={tag} outer,{GroupsDn}");   // a circle
        await AddAsync("outer", "groupOfNames", $"member: {Dn(0)}", $"member: cn={tag} inner,{GroupsDn}", $"member: uid=nobody-{tag},{SlapdServer.PeopleDn}");
        await AddAsync("unique", "groupOfUniqueNames", $"uniqueMember: {Dn(2)}#'0101'B", $"uniqueMember: {Dn(3)}");
        await AddAsync("posix", "posixGroup", "gidNumber: 4711", $"memberUid: {Username(3)}", "memberUid: *", $"memberUid: nobody-{tag}");

        (await PeopleAsync("outer")).ShouldBe([people[0], people[1]], ignoreOrder: true);
        (await PeopleAsync("unique")).ShouldBe([people[2], people[3]], ignoreOrder: true);
        (await PeopleAsync("posix")).ShouldBe([people[3]]);
    }

    [Fact]
    public async Task Of_a_large_group_as_many_are_told_as_asked_for_and_that_there_are_more()
    {
        await AddAsync("all", "groupOfNames", [.. Enumerable.Range(0, 4).Select(i => $"member: {Dn(i)}")]);

        var found = (await Groups.PeopleAsync(await IdAsync("all"), 2, default))!;

        (found.Name, found.People.Count, found.More).ShouldBe(($"{tag} all", 2, true));
        (await Groups.PeopleAsync(people[0], 9, default)).ShouldBeNull("a person is no group");
        (await Groups.PeopleAsync(Guid.NewGuid(), 9, default)).ShouldBeNull();
    }

    [Fact]
    public void They_can_be_switched_off()
    {
        using var without = LdapClient.For(fixture.Server, ("Groups:Propose", "false"));
        Should.Throw<InvalidOperationException>(() => without.Get<IDirectoryGroups>());
    }

    private const string GroupsDn = $"ou=groups,{SlapdServer.BaseDn}";

    private string Username(int i) => $"{tag}-{i}";

    private string Dn(int i) => $"uid={Username(i)},{SlapdServer.PeopleDn}";

    private Task AddAsync(string name, string kind, params string[] members) =>
        fixture.Server.ChangeAsync($"dn: cn={tag} {name},{GroupsDn}\nobjectClass: {kind}\ncn: {tag} {name}\n{string.Join('\n', members)}\n");

    private async Task<string[]> NamesAsync(string query) => [.. (await Groups.SearchAsync(query, 9, default)).Select(group => group.Name)];

    private async Task<Guid> IdAsync(string name) => (await Groups.SearchAsync($"{tag} {name}", 9, default)).Single().Id;

    private async Task<IReadOnlyList<Guid>> PeopleAsync(string name) => (await Groups.PeopleAsync(await IdAsync(name), 9, default))!.People;
}
