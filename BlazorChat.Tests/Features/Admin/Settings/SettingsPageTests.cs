using System.Globalization;
using System.Reflection;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Features.Admin.Settings;
using BlazorChat.Web.Operations;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NSubstitute;
using Shouldly;
using Page = BlazorChat.Web.Features.Admin.Settings.Settings;

namespace BlazorChat.Tests.Features.Admin.Settings;

public sealed class SettingsPageTests : AdminComponentContext
{
    private const string Canary = "canary-7f3a";
    private readonly ConfigurationManager configuration = new();

    public SettingsPageTests()
    {
        var host = Substitute.For<IHostEnvironment>();
        host.ContentRootPath.Returns("/srv/chat");
        Services.AddSingleton(host);
        Services.AddSingleton<IConfiguration>(configuration);
    }

    [Fact]
    public void Each_value_is_shown_with_where_it_was_read_and_the_later_source_wins()
    {
        const string Variable = "SETTINGSPAGE_Conversations__MaxMembers";
        Environment.SetEnvironmentVariable(Variable, "50");
        try
        {
            File("appsettings.json", """{ "AllowedHosts": "chat.example.org", "Pki": { "Approval": { "Devices": "Automatic" } }, "Conversations": { "MaxMembers": 40 } }""");
            configuration.AddEnvironmentVariables("SETTINGSPAGE_");
            configuration.AddCommandLine(["--Pki:Approval:Devices=Manual", "--Https:Names:0=chat.example.org", "--https:names:1=chat"]);
            var page = Render<Page>();

            Row(page, "AllowedHosts").ShouldBe(("chat.example.org", "appsettings.json"));
            Row(page, "Conversations:MaxMembers").ShouldBe(("50", "environment variable Conversations__MaxMembers"));
            Row(page, "Pki:Approval:Devices").ShouldBe(("Manual", "command line"));
            Row(page, "Https:Names:0").ShouldBe(("chat.example.org", "command line"));
            page.Markup.ShouldContain("chat</bdi>");
            Row(page, "Devices:ResetNeedsApproval").ShouldBe(("true", "default"));
            Row(page, "Data:Path").ShouldBe(("/srv/chat/data", "default"));
            Row(page, "Devices:Origin").ShouldBe(("scheme and host of each request", "default"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, null);
        }
    }

    [Fact]
    public void What_the_program_makes_of_other_settings_is_not_said_to_come_from_a_file()
    {
        File("appsettings.json", """{ "urls": "http://localhost:80" }""");
        configuration.AddCommandLine([]);
        configuration["urls"] = "http://localhost:80;https://localhost:443";
        Row(Render<Page>(), "urls").ShouldBe(("http://localhost:80;https://localhost:443", "worked out from other settings"));
    }

    [Fact]
    public void Of_a_real_host_the_address_it_listens_on_by_default_is_a_default_and_the_command_line_is_the_command_line()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--Conversations:MaxMembers=50"], ApplicationName = typeof(Page).Assembly.GetName().Name });
        builder.ListenByDefault();
        var rows = new SettingsInForce(builder.Configuration).All;
        rows.Where(row => row.Key == "urls").Select(row => (row.Value, row.Source)).ShouldBe([(Listening.Default, null)]);
        rows.Single(row => row.Key == "Conversations:MaxMembers").Source.ShouldBe(new SettingSource(SettingOrigin.CommandLine));

        builder.WebHost.UseUrls("http://localhost:80");
        new SettingsInForce(builder.Configuration).All.Single(row => row.Key == "urls").Source.ShouldBe(new SettingSource(SettingOrigin.Program));
    }

    [Fact]
    public void A_change_after_the_start_is_not_in_force()
    {
        configuration.AddInMemoryCollection([new("Conversations:MaxMembers", "40")]);
        Services.GetRequiredService<SettingsInForce>();
        configuration["Conversations:MaxMembers"] = "50";
        Row(Render<Page>(), "Conversations:MaxMembers").Value.ShouldBe("40");
    }

    [Fact]
    public void A_secret_is_never_in_the_page_whatever_setting_it_was_written_into()
    {
        configuration.AddInMemoryCollection(KnownSettings.All.Select(setting => Given(setting.Key, setting.MayBeShown ? $"https://somebody:{Canary}@example.org" : Canary)));
        configuration.AddInMemoryCollection([Given("Pki:Pasphrase", Canary), Given("Directory:Ldap:BindPasword", Canary), Given("Kestrel:Certificates:Default:Password", Canary)]);
        var page = Render<Page>();

        page.Markup.ShouldNotContain(Canary);
        Row(page, "Pki:Passphrase").Value.ShouldBe("set");
        Row(page, "Directory:Ldap:BindPassword").Value.ShouldBe("set");
        Row(page, "Directory:Ldap:Registration:Attributes:some").Value.ShouldBe("set");
    }

    [Fact]
    public void What_is_named_like_a_secret_may_not_be_shown_unless_it_is_the_name_of_a_file() =>
        KnownSettings.All.Where(setting => setting.MayBeShown && setting.Key.Contains("Pass", StringComparison.OrdinalIgnoreCase))
            .Select(setting => setting.Key).ShouldBe(["Relay:RabbitMq:PasswordFile", "Pki:PassphraseFile", "Pki:AskPassphrase", "Pki:RootPassphraseFile", "Directory:Ldap:AllowPasswordsInClearText", "Directory:Ldap:BindPasswordFile"]);

    [Fact]
    public void A_secret_that_is_not_set_says_so_and_a_file_of_one_is_named()
    {
        configuration.AddInMemoryCollection([Given("Directory:Ldap:BindPasswordFile", "/run/secrets/bind")]);
        var page = Render<Page>();
        Row(page, "Directory:Ldap:BindPassword").ShouldBe(("not set", "default"));
        Row(page, "Directory:Ldap:BindPasswordFile").Value.ShouldBe("/run/secrets/bind");
    }

    [Theory]
    [InlineData("Conversations:MaxMember", "Conversations:MaxMembers")]
    [InlineData("Pki_Path", "Pki:Path")]
    [InlineData("Direcotry:Provider", "Directory:Provider")]
    [InlineData("Devices:Anything:Else", "Devices:Origin")]
    public void What_nothing_reads_is_named_with_what_was_perhaps_meant(string key, string meant)
    {
        configuration.AddCommandLine([$"--{key}=5", "--PATH=/usr/bin", "--Kestrel:EndpointDefaults:Protocols=Http2", "--https_proxy=none"]);
        var note = Render<Page>().Find(".bc-note--danger");
        note.QuerySelectorAll("li").ShouldHaveSingleItem().QuerySelectorAll("code").Select(code => code.TextContent).ShouldBe([key, meant]);
        note.TextContent.ShouldContain("command line");
    }

    [Fact]
    public void Where_all_is_known_nothing_is_complained_of()
    {
        configuration.AddInMemoryCollection(KnownSettings.All.Select(setting => Given(setting.Key, "1")));
        Render<Page>().FindAll(".bc-note").ShouldBeEmpty();
    }

    [Fact]
    public void Active_Directory_has_its_own_defaults()
    {
        configuration.AddInMemoryCollection([Given("Directory:Ldap:Kind", "activedirectory")]);
        var page = Render<Page>();
        Row(page, "Directory:Ldap:Attributes:Id").ShouldBe(("objectGUID", "default"));
        Row(page, "Directory:Ldap:Attributes:Mail").ShouldBe(("mail", "default"));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public void Every_group_and_source_has_its_words(string language)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        File("appsettings.json", """{ "AllowedHosts": "" }""");
        var text = Render<Page>().Find(".bc-adminframe").TextContent;
        text.ShouldNotContain("Group-");
        text.ShouldNotContain("Source-");
        text.ShouldNotContain("Nav-");
        text.ShouldContain(language == "fr" ? "vide" : "empty");
    }

    [Fact]
    public void Auditors_may_look_and_nobody_below_them() =>
        typeof(Page).GetCustomAttribute<AuthorizeAttribute>()!.Policy.ShouldBe(AccountPolicies.Auditor);

    private static KeyValuePair<string, string?> Given(string key, string value) =>
        new(key.Replace("NAME", "some", StringComparison.Ordinal).Replace("…", "Some:Thing", StringComparison.Ordinal), value);

    /// <summary>A file of the name, which need not be one on the disk to be named as the source.</summary>
    private void File(string name, string content)
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("settings-");
        System.IO.File.WriteAllText(Path.Combine(folder.FullName, name), content);
        configuration.SetBasePath(folder.FullName).AddJsonFile(name, optional: false, reloadOnChange: false);
        folder.Delete(recursive: true);
    }

    private static (string Value, string Source) Row(IRenderedComponent<Page> page, string key)
    {
        var cells = page.FindAll("tbody tr").Single(row => row.QuerySelector("th")!.TextContent == key).QuerySelectorAll("td");
        return (cells[0].TextContent.Trim(), cells[1].TextContent.Trim());
    }
}
