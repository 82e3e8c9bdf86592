using System.Globalization;
using BlazorChat.Pki.Ceremony;
using BlazorChat.Tests.Authorities;
using BlazorChat.Web.Features.Admin;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Shell;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace BlazorChat.Tests.Features.Admin;

public sealed class VerifyLedgerCommandTests
{
    [Fact]
    public async Task The_command_says_that_all_fits_or_names_the_first_row_that_does_not()
    {
        await using var host = await TestAuthority.OpenAsync();
        await host.IssueAsync(TestDevice.New());
        var (code, text) = await RunAsync(host, "en");
        (code, text).ShouldBe((0, $"The ledger fits: 3 rows, each continuing the one before it, and every certificate, key and revocation list agrees with them.{Environment.NewLine}"));

        await host.ExecuteAsync("""UPDATE authority_ledger SET "Actor" = 'host' WHERE "Seq" = 2""");
        (code, text) = await RunAsync(host, "en");
        code.ShouldBe(1);
        text.ShouldStartWith("The ledger is broken at row 2: Row 2 was changed.");
        text.ShouldContain("Keep a copy of it as it is");
        (await RunAsync(host, "fr")).Text.ShouldStartWith("Le registre est rompu à la ligne 2");
    }

    [Fact]
    public async Task What_contradicts_the_rows_is_no_better_than_a_broken_row()
    {
        await using var host = await TestAuthority.OpenAsync();
        await host.IssueAsync(TestDevice.New());
        await host.ExecuteAsync("""UPDATE certified_keys SET "State" = 'Revoked' WHERE "Use" = 'Sig'""");
        var (code, text) = await RunAsync(host, "en");
        code.ShouldBe(1);
        text.ShouldStartWith("All 3 rows of the ledger fit, but something else does not fit them: The key ");
    }

    [Fact]
    public async Task It_needs_neither_keys_nor_an_opened_authority()
    {
        await using var host = await TestAuthority.OpenAsync();
        Directory.Delete(host.Keys, recursive: true);
        await using var second = host.Again();
        (await RunAsync(second, "en")).Code.ShouldBe(0);
    }

    [Fact]
    public void It_is_found_among_the_commands_and_the_others_are_named()
    {
        Commands.Find(["authority", "verify-ledger"]).ShouldNotBeNull();
        HostCeremony.Usage.ShouldContain("verify-ledger");
        Should.Throw<StartupException>(() => Commands.Find(["nonsense"])).Message.ShouldContain("authority …");
    }

    private static async Task<(int Code, string Text)> RunAsync(TestAuthority host, string language)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        try
        {
            await using var services = new ServiceCollection().AddLogging().AddLocalization().AddSingleton(host.Authority).BuildServiceProvider();
            await using var output = new StringWriter();
            return (await VerifyLedgerCommand.RunAsync(services, output, CancellationToken.None), output.ToString());
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }
}
