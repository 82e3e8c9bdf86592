using BlazorChat.Web.Operations;
using BlazorChat.Web.Shell;
using Shouldly;

namespace BlazorChat.Tests.Shell;

public sealed class CommandsTests
{
    [Fact]
    public void A_command_behind_the_settings_is_refused_and_does_not_start_another_host()
    {
        Should.Throw<StartupException>(() => Commands.Find(["--Data:Path=/srv/chat", "approve", "alice"])).Message.ShouldStartWith("approve belongs to no setting.");
        Should.Throw<StartupException>(() => Commands.Find(["directory", "test", "Ann", "Example", "--urls", "http://localhost:5080"])).Message.ShouldStartWith("Example is one word too many");
        Commands.Find(["directory", "test", "ann", "Data:Path=/srv/chat"]).ShouldNotBeNull();
        Commands.Find(["directory", "test", "ann", "--urls", "http://localhost:5080"]).ShouldNotBeNull();
        Commands.Find(["--Data:Path=/srv/chat", "--urls", "http://localhost:5080", "Https:Enabled=true"]).ShouldBeNull();
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("help", "approve")]
    [InlineData("authority", "show", "--help")]
    public void Who_asks_for_help_reads_what_there_is_and_nothing_is_started(params string[] arguments)
    {
        using var output = new StringWriter();
        Commands.Help(arguments, output).ShouldBeTrue();
        output.ToString().ShouldContain("approve USER [CODE]");
        output.ToString().ShouldContain("authority verify-ledger");
        output.ToString().ShouldContain("docs/configuration.md");
    }

    [Fact]
    public void Somebody_named_help_can_be_approved()
    {
        using var output = new StringWriter();
        Commands.Help(["approve", "help"], output).ShouldBeFalse();
        Commands.Find(["approve", "help"]).ShouldNotBeNull();
        output.ToString().ShouldBeEmpty();
    }
}
