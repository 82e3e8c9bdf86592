using BlazorChat.Directories;
using BlazorChat.Directories.Embedded;
using BlazorChat.Tests.Support;
using BlazorChat.Web.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.DirectoryTests;

public sealed class EmbeddedDirectoryTests : IAsyncLifetime
{
    private const string Password = "correct horse battery staple";
    private readonly string folder = Directory.CreateTempSubdirectory("directory-").FullName;
    private readonly AdjustableClock clock = new();
    private ServiceProvider services = null!;

    private IUserDirectory Embedded => services.GetRequiredService<IUserDirectory>();

    private IOwnAccounts Own => services.GetRequiredService<IOwnAccounts>();

    public Task InitializeAsync()
    {
        services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(new PasswordHashing(iterations: 1_000))
            .AddSqlite($"Data Source={Path.Combine(folder, "chat.db")};Pooling=False")
            .AddEmbeddedDirectory<ChatDatabase>()
            .BuildServiceProvider();
        EmptyDatabase.MakeSure(Path.Combine(folder, "chat.db"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Who_registers_can_sign_in_as_the_same_person()
    {
        var user = await RegisterAsync("alice", "Alice Example");

        Assert.Equal(new SignInResult.Accepted(user), await Embedded.SignInAsync("ALICE", Password, default));
        Assert.Equal(user, await Embedded.FindAsync(user.Id, default));
        Assert.Equal(("alice", "Alice Example", false), (user.Username, user.DisplayName, user.Disabled));
    }

    [Theory]
    [InlineData(null, RegistrationMode.Open)]
    [InlineData(" ", RegistrationMode.Open)]
    [InlineData("open", RegistrationMode.Open)]
    [InlineData(" Invitation ", RegistrationMode.Invitation)]
    [InlineData("Off", RegistrationMode.Off)]
    public void Registration_is_as_the_setting_says(string? set, RegistrationMode mode)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Directory:Embedded:Registration:Mode", set)]).Build();
        using var provider = new ServiceCollection().AddSqlite("Data Source=:memory:").AddUserDirectory<ChatDatabase>(configuration, folder).BuildServiceProvider();
        Assert.Equal(mode, provider.GetRequiredService<IUserDirectory>().Rules.Registration);
    }

    [Theory]
    [InlineData("Friends")]
    [InlineData("1")]
    [InlineData("Open, Off")]
    public void A_registration_mode_that_is_none_is_named_with_the_remedy(string set)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Directory:Embedded:Registration:Mode", set)]).Build();
        var refused = Assert.Throws<DirectoryStartupException>(() => new ServiceCollection().AddUserDirectory<ChatDatabase>(configuration, folder));
        Assert.Equal($"Directory:Embedded:Registration:Mode: \"{set}\" is none of its values. Use Open, Invitation (by links that administrators make) or Off.", refused.Message);
    }

    [Fact]
    public async Task A_password_set_without_the_old_one_holds_to_the_rules()
    {
        var user = await RegisterAsync("alice", "Alice Example");

        var refused = Assert.IsType<PasswordChangeResult.Refused>(await Own.SetPasswordAsync(user.Id, "alice12345", default));
        Assert.Equal(RegistrationRefusal.TooCloseToName, refused.Problem.Reason);
        Assert.Equal(new SignInResult.Accepted(user), await Embedded.SignInAsync("alice", Password, default));
        Assert.IsType<PasswordChangeResult.Done>(await Own.SetPasswordAsync(user.Id, "another horse, another battery", default));
        Assert.Equal(new SignInResult.Accepted(user), await Embedded.SignInAsync("alice", "another horse, another battery", default));
        Assert.IsType<SignInResult.Refused>(await Embedded.SignInAsync("alice", Password, default));

        await Embedded.SetDisabledAsync(user.Id, disabled: true, default);
        Assert.IsType<PasswordChangeResult.KeptOut>(await Own.SetPasswordAsync(user.Id, Password, default));
        Assert.IsType<PasswordChangeResult.KeptOut>(await Own.SetPasswordAsync(Guid.NewGuid(), Password, default));
    }

    [Fact]
    public async Task A_deleted_account_is_gone_and_its_username_is_nobodys_again()
    {
        var alice = await RegisterAsync("alice", "Alice Example");
        await RegisterAsync("bob", "Bob Example");

        await Own.DeleteAsync(alice.Id, default);
        await Own.DeleteAsync(alice.Id, default);

        Assert.Null(await Embedded.FindAsync(alice.Id, default));
        Assert.Equal(new SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown), await Embedded.SignInAsync("alice", Password, default));
        Assert.Equal(["bob"], (await Embedded.SearchAsync("example", 10, default)).Select(user => user.Username));
        var refused = Assert.IsType<RegistrationResult.Refused>(await Embedded.RegisterAsync(new NewAccount("ALICE", "Alice Example", Password), default));
        Assert.Equal(new RegistrationProblem(AccountField.Username, RegistrationRefusal.Taken), Assert.Single(refused.Problems));
        await using var database = await DatabaseAsync();
        Assert.DoesNotContain(await database.Set<Account>().ToListAsync(), account => account.Id == alice.Id);
    }

    [Theory]
    [InlineData("alice", "wrong")]
    [InlineData("alice", "")]
    [InlineData("alice", "CORRECT HORSE BATTERY STAPLE")]
    [InlineData("alice", Password + " ")]
    [InlineData("bob", Password)]
    [InlineData("' OR username LIKE '%", Password)]
    public async Task Anything_but_the_right_pair_is_one_refusal(string username, string password)
    {
        await RegisterAsync("alice", "Alice Example");

        Assert.Equal(new SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown), await Embedded.SignInAsync(username, password, default));
    }

    [Fact]
    public async Task A_password_is_the_same_however_the_keyboard_composes_it()
    {
        await RegisterAsync("zoe", "Zoé", "café au lait ①");

        Assert.IsType<SignInResult.Accepted>(await Embedded.SignInAsync("zoe", "cafe\u0301 au lait 1", default));
    }

    [Fact]
    public async Task A_username_is_taken_whatever_the_case()
    {
        await RegisterAsync("alice", "Alice Example");

        var refused = Assert.IsType<RegistrationResult.Refused>(await Embedded.RegisterAsync(new NewAccount("ALICE", "Other", Password), default));
        Assert.Equal(new RegistrationProblem(AccountField.Username, RegistrationRefusal.Taken), Assert.Single(refused.Problems));
    }

    [Fact]
    public async Task Of_many_who_want_a_username_at_once_one_gets_it()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Embedded.RegisterAsync(new NewAccount("alice", $"Alice {i}", Password), default)));

        Assert.Single(results.OfType<RegistrationResult.Registered>());
        Assert.Equal(7, results.OfType<RegistrationResult.Refused>().Count(refused => refused.Problems is [{ Reason: RegistrationRefusal.Taken }]));
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once_and_nothing_is_created()
    {
        var refused = Assert.IsType<RegistrationResult.Refused>(await Embedded.RegisterAsync(new NewAccount("1", new string('x', 10_000), "short"), default));

        Assert.Equal(
            [
                new(AccountField.Username, RegistrationRefusal.TooShort),
                new(AccountField.DisplayName, RegistrationRefusal.TooLong),
                new(AccountField.Password, RegistrationRefusal.TooShort),
            ],
            refused.Problems);
        await using var database = await DatabaseAsync();
        Assert.Empty(await database.Set<Account>().ToListAsync());
    }

    [Fact]
    public async Task The_password_itself_is_nowhere_in_the_database()
    {
        await RegisterAsync("alice", "Alice Example");

        await using var database = await DatabaseAsync();
        var account = await database.Set<Account>().SingleAsync();
        Assert.DoesNotContain(Password, account.PasswordHash, StringComparison.Ordinal);
        Assert.StartsWith("AQAAAAI", account.PasswordHash, StringComparison.Ordinal); // format 3, HMAC-SHA512
    }

    [Fact]
    public async Task A_hash_of_older_strength_is_renewed_at_the_next_sign_in()
    {
        await RegisterAsync("alice", "Alice Example");
        using var stronger = new PasswordHashing(iterations: 2_000);
        var later = new EmbeddedDirectory<ChatDatabase>(services.GetRequiredService<IDbContextFactory<ChatDatabase>>(), stronger, clock, new EmbeddedRegistration(RegistrationMode.Open));
        var before = await HashAsync();

        await later.SignInAsync("alice", "wrong password", default);
        Assert.Equal(before, await HashAsync());
        Assert.IsType<SignInResult.Accepted>(await later.SignInAsync("alice", Password, default));

        var after = await HashAsync();
        Assert.NotEqual(before, after);
        Assert.IsType<SignInResult.Accepted>(await later.SignInAsync("alice", Password, default));
        Assert.Equal(after, await HashAsync());
    }

    [Fact]
    public async Task A_disabled_account_is_named_so_only_to_who_knows_its_password()
    {
        var user = await RegisterAsync("alice", "Alice Example");
        Assert.True(await Embedded.SetDisabledAsync(user.Id, disabled: true, default));

        Assert.Equal(new SignInResult.Refused(SignInRefusal.Disabled), await Embedded.SignInAsync("alice", Password, default));
        Assert.Equal(new SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown), await Embedded.SignInAsync("alice", "wrong", default));
        Assert.True((await Embedded.FindAsync(user.Id, default))!.Disabled);

        Assert.True(await Embedded.SetDisabledAsync(user.Id, disabled: false, default));
        Assert.IsType<SignInResult.Accepted>(await Embedded.SignInAsync("alice", Password, default));
        Assert.False(await Embedded.SetDisabledAsync(Guid.NewGuid(), disabled: true, default));
    }

    [Theory]
    [InlineData("LIC", "alice")]
    [InlineData("élan", "bob")]
    [InlineData("ÉLAN", "bob")]
    [InlineData("100%_", "carol")]
    [InlineData("%", "carol")]
    [InlineData("'; DROP TABLE", "")]
    public async Task A_search_ignores_case_and_knows_no_wildcards(string query, string found)
    {
        await RegisterAsync("alice", "Alice Example");
        await RegisterAsync("bob", "Bob Élan");
        await RegisterAsync("carol", "Carol 100%_sure");

        var people = await Embedded.SearchAsync(query, 10, default);

        Assert.Equal(found.Length == 0 ? [] : [found], people.Select(person => person.Username));
    }

    private async Task<DirectoryUser> RegisterAsync(string username, string displayName, string password = Password) =>
        Assert.IsType<RegistrationResult.Registered>(await Embedded.RegisterAsync(new NewAccount(username, displayName, password), default)).User;

    private async Task<string> HashAsync()
    {
        await using var database = await DatabaseAsync();
        return (await database.Set<Account>().SingleAsync()).PasswordHash;
    }

    private Task<ChatDatabase> DatabaseAsync() => services.GetRequiredService<IDbContextFactory<ChatDatabase>>().CreateDbContextAsync();
}
