using BlazorChat.Tests.Support;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using BlazorChat.Web.Storage.Hosts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace BlazorChat.Tests.Storage.PostgreSql;

/// <summary>The keys of the sign-in, which all hosts have and the database alone does not give.</summary>
public sealed class SharedKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("blazorchat-").FullName;
    private readonly NpgsqlConnectionStringBuilder _database = PostgresServer.Shared.Make();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_one_host_has_sealed_another_opens()
    {
        await using var one = Host(Secret("a"));
        await using var two = Host(Secret("a"));
        await one.CheckSharedKeysAsync(CancellationToken.None);
        var cookie = Protector(one).Protect("ann");
        await two.CheckSharedKeysAsync(CancellationToken.None);
        Protector(two).Unprotect(cookie).ShouldBe("ann");
    }

    [Fact]
    public async Task The_database_has_no_key_to_read()
    {
        await using var host = Host(Secret("a"));
        Protector(host).Protect("ann");
        await using var context = PostgresServer.Open(_database);
        var stored = (await context.Database.SqlQuery<string>($"""SELECT "Xml" AS "Value" FROM "data_protection_keys" """).ToListAsync()).ShouldHaveSingleItem();
        stored.ShouldContain(SealWithSecret.Element);
        stored.ShouldNotContain("masterKey");
    }

    [Fact]
    public async Task A_host_with_another_secret_does_not_start()
    {
        await using (var one = Host(Secret("a")))
            Protector(one).Protect("ann");
        await using var other = Host(Secret("b"));
        (await Should.ThrowAsync<StartupException>(() => other.CheckSharedKeysAsync(CancellationToken.None))).Message.ShouldContain(HostsSecret.Setting);
    }

    [Fact]
    public async Task A_host_without_a_secret_starts_only_where_no_other_has_put_keys()
    {
        await using var without = new ServiceCollection().AddLogging().AddSharedPostgreSql(_database).BuildServiceProvider();
        await without.CheckSharedKeysAsync(CancellationToken.None);
        await using (var one = Host(Secret("a")))
            Protector(one).Protect("ann");
        (await Should.ThrowAsync<StartupException>(() => without.CheckSharedKeysAsync(CancellationToken.None))).Message.ShouldContain($"{HostsSecret.Setting} is not set");
    }

    [Fact]
    public async Task Of_two_hosts_that_start_together_with_different_secrets_one_does_not()
    {
        await using var one = Host(Secret("a"));
        await using var other = Host(Secret("b"));
        var starts = new[] { one, other }.Select(host => Task.Run(() => host.CheckSharedKeysAsync(CancellationToken.None))).ToArray();
        await ((Task)Task.WhenAll(starts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        starts.Where(start => start.IsFaulted).ShouldHaveSingleItem().Exception!.InnerException.ShouldBeOfType<StartupException>();
    }

    [Theory]
    [InlineData("too short", "fewer than 32")]
    [InlineData(null, "cannot be read")]
    public void A_secret_that_is_none_is_refused(string? text, string why)
    {
        var file = Path.Combine(_folder, "secret");
        if (text is not null)
            File.WriteAllText(file, text);
        Should.Throw<StartupException>(() => HostsSecret.Read(Setting(file), "/")).Message.ShouldContain(why);
    }

    [Fact]
    public void A_database_of_one_host_has_no_use_for_it() => Should.Throw<StartupException>(
        () => new ServiceCollection().AddSharedKeys(Setting(Secret("a")), "/", isShared: false)).Message.ShouldContain(StorageChoice.ProviderSetting);

    private string Secret(string letter)
    {
        var file = Path.Combine(_folder, letter);
        File.WriteAllText(file, string.Concat(Enumerable.Repeat(letter, HostsSecret.LeastBytes)) + "\n");
        return file;
    }

    private static IConfiguration Setting(string file) => new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(HostsSecret.Setting, (string?)file)]).Build();

    private static IDataProtector Protector(IServiceProvider host) => host.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private ServiceProvider Host(string secret)
    {
        var services = new ServiceCollection().AddLogging().AddSharedPostgreSql(_database);
        services.AddDataProtection().SetApplicationName("BlazorChat");
        return services.AddSharedKeys(Setting(secret), "/", isShared: true).BuildServiceProvider();
    }
}
