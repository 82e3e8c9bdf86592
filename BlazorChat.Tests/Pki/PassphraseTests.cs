using BlazorChat.Pki;
using BlazorChat.Pki.Keys;
using BlazorChat.Tests.Support;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

public class PassphraseTests
{
    private const string Long = "a passphrase of some length";

    [Fact]
    public async Task From_the_environment_it_opens_the_keys_and_is_written_nowhere()
    {
        await using var host = await TestAuthority.OpenAsync(("Pki:Passphrase", Long));
        host.Authority.Description.PassphraseFile.ShouldBe("the environment variable Pki__Passphrase");
        host.Authority.Description.PassphraseGenerated.ShouldBeFalse();
        host.Authority.Description.ToString().ShouldNotContain(Long);
        host.Get<AuthoritySettings>().ToString().ShouldNotContain(Long);
        File.Exists(Path.Combine(host.Folder, "passphrase")).ShouldBeFalse();
        await OpenSsl.RunAsync("pkey", "-noout", "-in", Path.Combine(host.Keys, "issuing.key"), "-passin", $"pass:{Long}");
        await using var again = host.Again(("Pki:Passphrase", "another passphrase"));
        var failure = await again.FailToStartAsync();
        failure.Message.ShouldContain("The passphrase from the environment variable Pki__Passphrase does not open");
        failure.Setting.ShouldBe("Pki:Passphrase");
    }

    [Fact]
    public async Task Too_short_it_is_refused_before_keys_are_made()
    {
        await using var host = TestAuthority.Make(("Pki:Passphrase", "short"));
        (await host.FailToStartAsync()).Setting.ShouldBe("Pki:Passphrase");
        Directory.Exists(host.Keys).ShouldBeFalse();
    }

    [Fact]
    public void On_the_command_line_it_is_refused()
    {
        var configuration = new ConfigurationBuilder().AddCommandLine([$"--Pki:Passphrase={Long}"]).Build();
        var failure = Should.Throw<AuthorityStartupException>(() => AuthoritySettings.Read(configuration, "/srv"));
        failure.Message.ShouldContain("every account of this machine reads it");
        failure.Message.ShouldNotContain(Long);
    }

    [Theory]
    [InlineData(Long, Long, null)]
    [InlineData(Long, "something else entirely", "The two passphrases differ.")]
    [InlineData("short", "short", "shorter than 12 characters")]
    [InlineData(null, null, "shorter than 12 characters")]
    public void At_the_terminal_a_new_one_is_typed_twice(string? first, string? second, string? problem)
    {
        var typed = new Queue<string?>([first, second]);
        var settings = Asking() with { Secret = () => typed.Dequeue() };
        if (problem is null)
            Passphrase.ReadOrGenerate(settings).Text.ShouldBe(Long);
        else
            Should.Throw<AuthorityStartupException>(() => Passphrase.ReadOrGenerate(settings)).Message.ShouldContain(problem);
    }

    [Fact]
    public void At_the_first_start_it_is_typed_no_third_time()
    {
        var home = Directory.CreateTempSubdirectory("blazorchat-typed-").FullName;
        var typed = new Queue<string?>([Long, Long]);
        var settings = Asking() with { Folder = Path.Combine(home, "pki"), Secret = () => typed.Dequeue() };
        using (var keys = new AuthorityFolder(settings, new CaKeySource(RsaPool.NextCa, Rounds: 1000), TimeProvider.System).OpenOrCreate())
            keys.Created.ShouldBeTrue();
        typed.ShouldBeEmpty();
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public void Without_a_terminal_asking_says_what_to_do() =>
        Should.Throw<AuthorityStartupException>(() => Passphrase.Read(Asking())).Message.ShouldContain("there is no terminal");

    private static AuthoritySettings Asking() =>
        AuthoritySettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Pki:AskPassphrase", "true")]).Build(), "/srv");
}
