using BlazorChat.Pki;
using BlazorChat.Pki.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>What an operator reads when the authority cannot start: the setting and the remedy.</summary>
public class AuthorityStartupTests
{
    private const string Passphrase = "a passphrase of some length";

    [Fact]
    public async Task A_passphrase_file_of_the_operator_is_used()
    {
        await using var host = TestAuthority.Make();
        var file = host.Write("secret", Passphrase + "\n");
        await using var own = host.Again(("Pki:PassphraseFile", file));
        var description = await own.StartAsync();
        description.PassphraseGenerated.ShouldBeFalse();
        description.PassphraseFile.ShouldBe(file);
        File.Exists(Path.Combine(own.Folder, "passphrase")).ShouldBeFalse();
        await OpenSsl.RunAsync("pkey", "-noout", "-in", Path.Combine(own.Keys, "root.key"), "-passin", $"pass:{Passphrase}");
    }

    [Fact]
    public async Task A_wrong_passphrase_names_its_setting_and_the_key_it_does_not_open()
    {
        await using var host = await TestAuthority.OpenAsync();
        var file = host.Write("other", "another passphrase");
        await using var again = host.Again(("Pki:PassphraseFile", file));
        var failure = await again.FailToStartAsync();
        failure.Setting.ShouldBe("Pki:PassphraseFile");
        failure.Message.ShouldContain($"The passphrase from {file} does not open {Path.Combine(host.Keys, "root.key")}.");
    }

    [Theory]
    [InlineData("", "empty or shorter")]
    [InlineData("short", "empty or shorter")]
    [InlineData(null, "does not exist")]
    public async Task A_passphrase_file_that_is_missing_or_too_short_is_named(string? content, string problem)
    {
        await using var host = TestAuthority.Make();
        var file = content is null ? Path.Combine(host.Home, "nowhere", "secret") : host.Write("secret", content);
        await using var own = host.Again(("Pki:PassphraseFile", file));
        var failure = await own.FailToStartAsync();
        failure.Setting.ShouldBe("Pki:PassphraseFile");
        failure.Message.ShouldContain(file);
        failure.Message.ShouldContain(problem);
        Directory.Exists(own.Keys).ShouldBeFalse("nothing is made with a bad passphrase");
    }

    [Fact]
    public async Task Of_two_hosts_that_make_an_authority_for_one_database_at_once_one_has_made_it()
    {
        await using var one = TestAuthority.Make();
        await using var other = one.Again(("Pki:Path", Path.Combine(one.Home, "other")));
        var starts = new[] { one, other }.Select(host => Task.Run(async () => await Record.ExceptionAsync(host.StartAsync))).ToArray();
        var failures = (await Task.WhenAll(starts)).OfType<AuthorityStartupException>().ToList();
        failures.ShouldHaveSingleItem().Message.ShouldContain("are not those of the authority in the database");
        await using var database = await one.DatabaseAsync();
        (await database.Set<LedgerRow>().CountAsync(row => row.Act == LedgerAct.Open)).ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_generated_passphrase_is_not_replaced_by_another()
    {
        await using var host = await TestAuthority.OpenAsync();
        File.Delete(Path.Combine(host.Folder, "passphrase"));
        await using var again = host.Again();
        var failure = await again.FailToStartAsync();
        failure.Setting.ShouldBe("Pki:Path");
        failure.Remedy.ShouldContain("backup");
        File.Exists(Path.Combine(host.Folder, "passphrase")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("root.key")]
    [InlineData("issuing.key")]
    public async Task A_damaged_key_is_told_apart_from_a_wrong_passphrase(string name)
    {
        await using var host = await TestAuthority.OpenAsync();
        var path = Path.Combine(host.Keys, name);
        var text = await File.ReadAllTextAsync(path);
        string[] damages = ["", "rubbish", text[..(text.Length / 2)], text.Replace("MII", "MIH", StringComparison.Ordinal), text.Replace("ENCRYPTED ", "", StringComparison.Ordinal)];
        foreach (var damage in damages)
        {
            await File.WriteAllTextAsync(path, damage);
            await using var again = host.Again();
            var failure = await again.FailToStartAsync();
            failure.Setting.ShouldBe("Pki:Path");
            failure.Message.ShouldContain($"The key {path} is damaged");
        }
    }

    [Theory]
    [InlineData("issuing.key", "The key ")]
    [InlineData("issuing.crt", "The certificate ")]
    [InlineData("root.crt", "The certificate ")]
    public async Task A_missing_file_is_named(string name, string what)
    {
        await using var host = await TestAuthority.OpenAsync();
        File.Delete(Path.Combine(host.Keys, name));
        await using var again = host.Again();
        (await again.FailToStartAsync()).Message.ShouldContain(what + Path.Combine(host.Keys, name));
    }

    [Fact]
    public async Task A_damaged_certificate_is_named()
    {
        await using var host = await TestAuthority.OpenAsync();
        var path = Path.Combine(host.Keys, "issuing.crt");
        await File.WriteAllTextAsync(path, "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
        await using var again = host.Again();
        (await again.FailToStartAsync()).Problem.ShouldContain($"The certificate {path} is missing or damaged");
    }

    [Theory]
    [InlineData("issuing.crt", "issuing.crt")]
    [InlineData("root.crt", "root.crt")]
    public async Task Files_of_two_authorities_do_not_mix(string name, string blamed)
    {
        await using var host = await TestAuthority.OpenAsync();
        await using var other = await TestAuthority.OpenAsync();
        File.Copy(Path.Combine(other.Keys, name), Path.Combine(host.Keys, name), overwrite: true);
        await using var again = host.Again();
        var failure = await again.FailToStartAsync();
        failure.Problem.ShouldContain("does not belong to");
        failure.Problem.ShouldContain(blamed);
    }

    [Fact]
    public async Task A_key_of_another_authority_with_the_same_passphrase_is_refused()
    {
        await using var made = TestAuthority.Make();
        await using var otherMade = TestAuthority.Make();
        var secret = ("Pki:PassphraseFile", made.Write("secret", Passphrase));
        await using var host = made.Again(secret);
        await using var other = otherMade.Again(secret);
        await host.StartAsync();
        await other.StartAsync();
        File.Copy(Path.Combine(other.Keys, "issuing.key"), Path.Combine(host.Keys, "issuing.key"), overwrite: true);
        await using var again = host.Again(secret);
        (await again.FailToStartAsync()).Problem.ShouldContain("issuing.crt does not belong to");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        await using var host = TestAuthority.Make();
        var file = host.Write("file", "in the way");
        await using var again = host.Again(("Pki:Path", Path.Combine(file, "pki")));
        var failure = await again.FailToStartAsync();
        failure.Setting.ShouldBe("Pki:Path");
        failure.Message.ShouldContain($"cannot be created in {Path.Combine(file, "pki")}");
        failure.Remedy.ShouldContain("write access");
    }

    [Fact]
    public async Task A_database_without_its_keys_gets_no_new_ones()
    {
        await using var host = await TestAuthority.OpenAsync();
        Directory.Move(host.Folder, host.Folder + "-away");
        await using var again = host.Again();
        var failure = await again.FailToStartAsync();
        failure.Setting.ShouldBe("Pki:Path");
        failure.Message.ShouldContain("holds no keys");
        Directory.Exists(host.Folder).ShouldBeFalse();
    }

    [Fact]
    public async Task Keys_of_another_installation_are_refused()
    {
        await using var host = await TestAuthority.OpenAsync();
        await using var other = await TestAuthority.OpenAsync();
        await using var again = host.Again(("Pki:Path", other.Folder));
        (await again.FailToStartAsync()).Problem.ShouldContain("not those of the authority in the database");
    }

    [Theory]
    [InlineData("chat.example")]
    [InlineData("ftp://chat.example")]
    [InlineData("http://chat.example/?a=b")]
    [InlineData("http://me@chat.example")]
    public async Task A_public_address_that_is_none_is_refused(string address)
    {
        await using var host = TestAuthority.Make(("Pki:PublicUrl", address));
        var failure = await host.FailToStartAsync();
        failure.Setting.ShouldBe("Pki:PublicUrl");
        failure.Message.ShouldContain(address);
    }

    [Theory]
    [InlineData("http://*:5080;https://*:5081", "http://localhost:5080/")]
    [InlineData("http://[::]:80", "http://localhost/")]
    [InlineData("http://0.0.0.0:5080", "http://localhost:5080/")]
    [InlineData("https://chat.example:444", "https://chat.example:444/")]
    [InlineData("", "http://localhost:5080/")]
    public async Task Without_a_public_address_the_listening_one_is_taken_and_that_is_known(string urls, string expected)
    {
        await using var host = TestAuthority.Make(("Pki:PublicUrl", ""), ("urls", urls));
        var settings = host.Get<BlazorChat.Pki.AuthoritySettings>();
        settings.PublicUrl.AbsoluteUri.ShouldBe(expected);
        settings.PublicUrlAssumed.ShouldBeTrue();
    }
}
