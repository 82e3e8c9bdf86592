using BlazorChat.Directories;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;

namespace BlazorChat.Tests.Features.Accounts;

/// <summary>The people of one directory are nobody in another.</summary>
public sealed class DirectoryOriginTests
{
    private const string Ldap = "Ldap, OpenLdap, DC=EXAMPLE,DC=ORG";

    [Fact]
    public async Task Another_directory_is_refused_once_people_are_there_and_the_same_one_is_not()
    {
        await using var host = await AccountsHost.StartAsync();
        await host.SignedInAsync("ann");
        await using var database = await host.DatabaseAsync();

        var refused = await Assert.ThrowsAsync<StartupException>(() => DirectoryOrigin.CheckAsync(database, Ldap, default));

        Assert.StartsWith("Directory:Provider: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"({DirectoryRules.Embedded}) than the one that is set now ({Ldap})", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Data:Path", refused.Message, StringComparison.Ordinal);
        await DirectoryOrigin.CheckAsync(database, DirectoryRules.Embedded, default);
    }

    [Fact]
    public async Task Before_anybody_came_the_choice_may_change()
    {
        await using var host = await AccountsHost.StartAsync();
        await using var database = await host.DatabaseAsync();

        await DirectoryOrigin.CheckAsync(database, Ldap, default);
        await host.SignedInAsync("ann");

        await Assert.ThrowsAsync<StartupException>(() => DirectoryOrigin.CheckAsync(database, DirectoryRules.Embedded, default));
    }

    [Fact]
    public async Task A_database_from_before_this_was_remembered_takes_the_directory_that_is_set()
    {
        await using var host = await AccountsHost.StartAsync();
        await host.SignedInAsync("ann");
        await using var database = await host.DatabaseAsync();
        database.Remove(database.Set<DirectoryOrigin>().Single());
        await database.SaveChangesAsync();

        await DirectoryOrigin.CheckAsync(database, Ldap, default);

        Assert.Equal(Ldap, database.Set<DirectoryOrigin>().Single().Origin);
    }
}
