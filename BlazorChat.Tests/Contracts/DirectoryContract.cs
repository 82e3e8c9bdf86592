using System.Security.Cryptography;
using BlazorChat.Directories;

namespace BlazorChat.Tests.Contracts;

/// <summary>What every directory behind <see cref="IUserDirectory"/> does alike: the embedded one, OpenLDAP, Active Directory.</summary>
public abstract class DirectoryContract
{
    /// <summary>Strong enough for every server's policy.</summary>
    protected const string Password = "Correct-Horse-7-battery";

    protected abstract IUserDirectory Users { get; }

    /// <summary>Tests share a server, so no two of them share a name.</summary>
    protected static string Unique(string name) => $"{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    [Fact]
    public async Task Who_registers_can_sign_in_as_the_same_person()
    {
        var name = Unique("alice");
        var user = await RegisterAsync(name, "Alice Example");

        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync(name, Password, default));
        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync($" {name.ToUpperInvariant()} ", Password, default));
        Assert.Equal(user, await Users.FindAsync(user.Id, default));
        Assert.Equal((name, "Alice Example", false), (user.Username, user.DisplayName, user.Disabled));
        Assert.NotEqual(Guid.Empty, user.Id);
    }

    [Fact]
    public async Task Anything_but_the_right_pair_is_one_refusal()
    {
        var name = Unique("bob");
        await RegisterAsync(name, "Bob Example");
        string[] usernames = ["", "*", $"{name[..5]}*", $"{name})(uid=*", "*)(|(uid=*", $"{name}\0", "\\2a", "a,b+c\"<>;=", "🐎", "\ud83d", new string('x', 10_000), $"uid={name},ou=people,dc=example,dc=org"];
        string[] passwords = ["", " ", "*", "wrong", Password.ToUpperInvariant(), $"{Password}\0", $" {Password}", "🐎", "\ud83d", new string('p', 10_000)];

        foreach (var username in usernames)
            Assert.Equal((username, Wrong), (username, await Users.SignInAsync(username, Password, default)));
        foreach (var password in passwords.Take(3)) // each server locks after a few
            Assert.Equal((password, Wrong), (password, await Users.SignInAsync(name, password, default)));
        Assert.IsType<SignInResult.Accepted>(await Users.SignInAsync(name, Password, default));
        foreach (var password in passwords.Skip(3))
        {
            Assert.Equal((password, Wrong), (password, await Users.SignInAsync(name, password, default)));
            Assert.IsType<SignInResult.Accepted>(await Users.SignInAsync(name, Password, default));
        }
    }

    [Theory]
    [InlineData("Caf\u00e9 \"au lait\" 7")]
    [InlineData("Horse-7-🐎🔋📎🐎🔋📎")]
    [InlineData("  Horse-7, in spaces  ")]
    [InlineData("*()\\,+\"<>;=#Ab1")]
    public async Task A_password_may_have_any_character(string password)
    {
        var name = Unique("carol");
        var user = await RegisterAsync(name, "Carol Example", password);

        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync(name, password, default));
        Assert.Equal(Wrong, await Users.SignInAsync(name, password[..^1], default));
    }

    [Theory]
    [InlineData("O'Brien, \"Zoé\" + <x>; a=b")]
    [InlineData("#1 (R&D) *")]
    [InlineData("李小龙")]
    [InlineData("Ann 🐎 Example")]
    public async Task A_display_name_comes_back_as_it_was_given(string displayName)
    {
        var user = await RegisterAsync(Unique("dora"), displayName);

        Assert.Equal(displayName, user.DisplayName);
        Assert.Equal(user, await Users.FindAsync(user.Id, default));
    }

    [Fact]
    public async Task A_username_is_taken_whatever_the_case()
    {
        var name = Unique("erin");
        await RegisterAsync(name, "Erin Example");

        var refused = Assert.IsType<RegistrationResult.Refused>(await Users.RegisterAsync(new NewAccount(name.ToUpperInvariant(), "Other", Password), default));
        Assert.Equal(new RegistrationProblem(AccountField.Username, RegistrationRefusal.Taken), Assert.Single(refused.Problems));
    }

    [Fact]
    public async Task Of_many_who_want_a_username_at_once_one_gets_it()
    {
        var name = Unique("frank");
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Users.RegisterAsync(new NewAccount(name, $"Frank {i}", Password), default)));

        var user = Assert.Single(results.OfType<RegistrationResult.Registered>()).User;
        Assert.Equal(7, results.OfType<RegistrationResult.Refused>().Count(refused => refused.Problems is [{ Reason: RegistrationRefusal.Taken }]));
        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync(name, Password, default));
    }

    [Fact]
    public async Task A_password_that_is_too_weak_is_refused_and_nothing_is_left_behind()
    {
        var name = Unique("grace");

        var refused = Assert.IsType<RegistrationResult.Refused>(await Users.RegisterAsync(new NewAccount(name, "Grace Example", "Ab1"), default));

        Assert.Equal(AccountField.Password, Assert.Single(refused.Problems).Field);
        Assert.Empty(await Users.SearchAsync(name, 10, default));
        await RegisterAsync(name, "Grace Example");
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var refused = Assert.IsType<RegistrationResult.Refused>(await Users.RegisterAsync(new NewAccount("uid=x,dc=y", "\u202e", ""), default));

        Assert.Equal(
            [
                new(AccountField.Username, RegistrationRefusal.NotAllowedCharacters),
                new(AccountField.DisplayName, RegistrationRefusal.NotAllowedCharacters),
                new(AccountField.Password, RegistrationRefusal.Missing),
            ],
            refused.Problems);
    }

    [Fact]
    public async Task Ten_thousand_characters_are_too_long_wherever_they_stand()
    {
        var refused = Assert.IsType<RegistrationResult.Refused>(await Users.RegisterAsync(new NewAccount(new string('x', 10_000), new string('é', 10_000), new string('p', 10_000)), default));

        Assert.Equal(
            [AccountField.Username, AccountField.DisplayName, AccountField.Password],
            refused.Problems.Where(problem => problem.Reason is RegistrationRefusal.TooLong).Select(problem => problem.Field));
        Assert.Empty(await Users.SearchAsync(new string('x', 10_000), 10, default));
    }

    [Fact]
    public async Task A_disabled_account_is_kept_out_until_it_is_enabled()
    {
        var name = Unique("heidi");
        var user = await RegisterAsync(name, "Heidi Example");

        Assert.True(await Users.SetDisabledAsync(user.Id, disabled: true, default));
        Assert.True(await Users.SetDisabledAsync(user.Id, disabled: true, default));
        Assert.Equal(new SignInResult.Refused(SignInRefusal.Disabled), await Users.SignInAsync(name, Password, default));
        Assert.True((await Users.FindAsync(user.Id, default))!.Disabled);

        Assert.True(await Users.SetDisabledAsync(user.Id, disabled: false, default));
        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync(name, Password, default));
        Assert.False(await Users.SetDisabledAsync(Guid.NewGuid(), disabled: true, default));
    }

    [Fact]
    public async Task Who_changes_their_password_signs_in_with_the_new_one_alone_as_the_same_person()
    {
        const string New = "*()\\,+\"<>;=#Ab1 Zo\u00e9 \U0001F40E";
        var name = Unique("nina");
        var user = await RegisterAsync(name, "Nina Example");

        Assert.IsType<PasswordChangeResult.Done>(await Users.ChangePasswordAsync(user.Id, Password, New, default));

        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync(name, New, default));
        Assert.Equal(Wrong, await Users.SignInAsync(name, Password, default));
        Assert.IsType<PasswordChangeResult.WrongOldPassword>(await Users.ChangePasswordAsync(user.Id, Password, "Another-Horse-8-battery", default));
        Assert.IsType<PasswordChangeResult.Done>(await Users.ChangePasswordAsync(user.Id, New, "Another-Horse-8-battery", default));
        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync(name, "Another-Horse-8-battery", default));
    }

    [Fact]
    public async Task Without_the_old_password_nothing_changes()
    {
        const string New = "Another-Horse-8-battery";
        var name = Unique("olga");
        var user = await RegisterAsync(name, "Olga Example");

        foreach (var wrong in new[] { "", "wrong", $"{Password}\0", "\ud83d", new string('p', 10_000) })
            Assert.IsType<PasswordChangeResult.WrongOldPassword>(await Users.ChangePasswordAsync(user.Id, wrong, New, default));
        Assert.IsType<PasswordChangeResult.WrongOldPassword>(await Users.ChangePasswordAsync(Guid.NewGuid(), Password, New, default));

        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync(name, Password, default));
        Assert.Equal(Wrong, await Users.SignInAsync(name, New, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ab1")]
    [InlineData("Another-Horse\0-8-battery")]
    public async Task A_new_password_that_cannot_be_taken_is_refused_and_the_old_one_stays(string weak)
    {
        var name = Unique("paul");
        var user = await RegisterAsync(name, "Paul Example");

        var refused = Assert.IsType<PasswordChangeResult.Refused>(await Users.ChangePasswordAsync(user.Id, Password, weak, default));

        Assert.Equal(AccountField.Password, refused.Problem.Field);
        Assert.Equal(new SignInResult.Accepted(user), await Users.SignInAsync(name, Password, default));
    }

    [Fact]
    public async Task Who_is_disabled_changes_no_password()
    {
        var user = await RegisterAsync(Unique("quinn"), "Quinn Example");
        await Users.SetDisabledAsync(user.Id, disabled: true, default);

        Assert.Equal(new PasswordChangeResult.KeptOut(SignInRefusal.Disabled), await Users.ChangePasswordAsync(user.Id, Password, "Another-Horse-8-battery", default));
    }

    [Fact]
    public async Task A_look_at_everybody_finds_those_who_registered_and_who_of_them_is_disabled()
    {
        var ann = await RegisterAsync(Unique("karl"), "Karl Example");
        var ben = await RegisterAsync(Unique("lea"), "Lea Example");
        await Users.SetDisabledAsync(ben.Id, disabled: true, default);

        var whole = Assert.IsType<DirectoryReading.Whole>(await Users.ReadAsync(since: null, default));

        Assert.Contains(ann, whole.Users);
        Assert.Contains(ben with { Disabled = true }, whole.Users);
        Assert.Equal(whole.Users.Count, whole.Users.DistinctBy(user => user.Id).Count());
        var later = await Users.ReadAsync(whole.Cursor, default);
        Assert.Contains(ann, later is DirectoryReading.Changed(var changed, _) ? changed : Assert.IsType<DirectoryReading.Whole>(later).Users); // just now
    }

    [Fact]
    public async Task Nobody_is_found_by_an_id_that_nobody_has() => Assert.Null(await Users.FindAsync(Guid.NewGuid(), default));

    [Fact]
    public async Task A_search_ignores_case_knows_no_wildcards_and_keeps_its_limit()
    {
        var tag = Unique("ivan");
        await RegisterAsync($"{tag}a", "Ivan Élan");
        await RegisterAsync($"{tag}b", $"Judy 100%_({tag})*");

        Assert.Equal([$"{tag}a", $"{tag}b"], await FoundAsync(tag.ToUpperInvariant()));
        Assert.Equal([$"{tag}b"], await FoundAsync($"100%_({tag})*"));
        Assert.Empty(await FoundAsync($"{tag}*b"));
        Assert.Empty(await FoundAsync($"{tag})(uid=*"));
        Assert.Single(await Users.SearchAsync(tag, 1, default));
    }

    protected async Task<DirectoryUser> RegisterAsync(string username, string displayName, string password = Password) =>
        Assert.IsType<RegistrationResult.Registered>(await Users.RegisterAsync(new NewAccount(username, displayName, password), default)).User;

    protected static SignInResult Wrong => new SignInResult.Refused(SignInRefusal.WrongPasswordOrUnknown);

    private async Task<IEnumerable<string>> FoundAsync(string query) => (await Users.SearchAsync(query, 10, default)).Select(user => user.Username);
}
