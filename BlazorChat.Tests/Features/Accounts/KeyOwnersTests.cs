using BlazorChat.Tests.Support;
using BlazorChat.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Features.Accounts;

public sealed class KeyOwnersTests
{
    [Fact]
    public async Task Keys_are_certified_for_accounts_that_may_be_used_also_by_what_another_host_did()
    {
        await using var host = await AccountsHost.StartAsync();
        var (user, _) = await host.SignedInAsync("alice");
        var owners = new KeyOwners(host.People);
        await using var database = await host.DatabaseAsync();
        (await owners.MayBeCertifiedAsync(user, null, default)).ShouldBeTrue();
        (await owners.MayBeCertifiedAsync(user, database, default)).ShouldBeTrue();
        (await owners.MayBeCertifiedAsync(Guid.NewGuid(), null, default)).ShouldBeFalse();

        await database.Set<User>().Where(row => row.Id == user).ExecuteUpdateAsync(set => set.SetProperty(row => row.Disabled, true));
        (await owners.MayBeCertifiedAsync(user, null, default)).ShouldBeTrue("this host has not heard of it");
        (await owners.MayBeCertifiedAsync(user, database, default)).ShouldBeFalse();
    }
}
