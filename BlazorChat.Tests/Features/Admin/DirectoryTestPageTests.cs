using BlazorChat.Directories;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Shouldly;
using DirectoryTestPage = BlazorChat.Web.Features.Admin.DirectoryTest;

namespace BlazorChat.Tests.Features.Admin;

public sealed class DirectoryTestPageTests : AdminComponentContext
{
    private const string Server = "ldaps://ldap.example.org:636";
    private readonly IDirectoryTest test = Substitute.For<IDirectoryTest>();

    [Fact]
    public void Each_step_is_shown_with_its_status_and_what_to_do()
    {
        Finds(
            new(Server, DirectoryTestStep.Resolve, DirectoryTestOutcome.Passed, DirectoryFinding.Resolved, ["192.0.2.1"]),
            new(Server, DirectoryTestStep.Tls, DirectoryTestOutcome.Failed, DirectoryFinding.TlsOtherName, ["ldap.example.org", "<b>other</b>"]));
        var page = Render<DirectoryTestPage>();

        page.Find("form").Submit();

        page.Find("h2").TextContent.ShouldBe(Server);
        var steps = page.FindAll("li");
        steps.Count.ShouldBe(2);
        steps[0].TextContent.ShouldContain("The name stands for 192.0.2.1.");
        steps[1].QuerySelector(".bc-status--revoked")!.TextContent.ShouldBe("FAILED");
        steps[1].TextContent.ShouldContain("not for “ldap.example.org” but for <b>other</b>. Use a name of the certificate in Directory:Ldap:Servers");
        page.Find("form [role=status]").TextContent.ShouldBe("Failed steps: 1.");
    }

    [Fact]
    public void The_name_is_passed_on_and_no_password_is_asked_for()
    {
        Finds();
        var page = Render<DirectoryTestPage>();
        page.FindAll("input[type=password]").ShouldBeEmpty();

        page.Find("#username").Change(" ann ");
        page.Find("form").Submit();
        test.Received(1).RunAsync(new DirectoryTestWish("ann", null), Arg.Any<CancellationToken>());
        page.Find("form [role=status]").TextContent.ShouldBe("Everything that was tried works.");

        page.Find("#username").Change("");
        page.Find("form").Submit();
        test.Received(1).RunAsync(new DirectoryTestWish(null, null), Arg.Any<CancellationToken>());
    }

    [Fact]
    public void Who_is_no_administrator_any_more_tests_nothing()
    {
        Finds();
        var page = Render<DirectoryTestPage>();
        SignIn(Administrator with { IsAdmin = false });

        page.Find("form").Submit();

        page.Find(".bc-note--danger").TextContent.ShouldContain("Your session may not do this any more");
        test.DidNotReceiveWithAnyArgs().RunAsync(default!, default);
    }

    [Fact]
    public void Who_gave_the_password_long_ago_is_led_to_give_it_again()
    {
        Finds();
        SignIn(Administrator with { IsConfirmed = false });
        var page = Render<DirectoryTestPage>();

        page.Find("form").Submit();

        page.Find(".bc-note--danger a").GetAttribute("href")!.ShouldStartWith("/confirm?");
        test.DidNotReceiveWithAnyArgs().RunAsync(default!, default);
    }

    [Fact]
    public void Without_a_directory_to_connect_to_there_is_nothing_to_press()
    {
        var page = Render<DirectoryTestPage>();
        page.FindAll("button").ShouldBeEmpty();
        page.Markup.ShouldContain("there is no connection to test");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_navigation_leads_here_where_there_is_a_directory(bool needed)
    {
        Directory.IsNeeded.Returns(needed);
        Render<DirectoryTestPage>().FindAll("a[href='/admin/directory']").Count.ShouldBe(needed ? 1 : 0);
    }

    private void Finds(params DirectoryTestResult[] results)
    {
        test.RunAsync(default!, default).ReturnsForAnyArgs(_ => results.ToAsyncEnumerable());
        Services.AddSingleton(test);
    }
}
