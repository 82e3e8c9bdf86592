using System.Net;
using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BlazorChat.Tests.Operations;

public class SecurityHeadersTests
{
    [Theory]
    [InlineData("/api/fine", HttpStatusCode.OK)]
    [InlineData("/api/broken", HttpStatusCode.InternalServerError)]
    [InlineData("/api/nowhere", HttpStatusCode.NotFound)]
    public async Task Every_answer_has_them_also_when_something_failed(string path, HttpStatusCode status)
    {
        await using var host = await StartAsync();

        var answer = await host.GetTestClient().GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains("frame-ancestors 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
    }

    [Theory]
    [InlineData("https://chat.example.org/api/fine", true)]
    [InlineData("http://chat.example.org/api/fine", false)]
    [InlineData("https://localhost/api/fine", false)]
    public async Task Who_came_over_https_is_told_to_stay_there(string address, bool told)
    {
        await using var host = await StartAsync();

        var answer = await host.GetTestClient().GetAsync(address);

        Assert.Equal(told, answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public void The_keys_of_cookies_are_for_this_account_alone_whoever_made_the_data_folder()
    {
        if (OperatingSystem.IsWindows())
            return;
        var open = Directory.CreateTempSubdirectory("data-");
        open.UnixFileMode = (UnixFileMode)0b111_101_101;
        Directory.CreateDirectory(Path.Combine(open.FullName, "keys"));

        var data = DataFolder.Open(new ConfigurationBuilder().AddInMemoryCollection([new(DataFolder.Setting, open.FullName)]).Build(), "/");

        Assert.Equal((UnixFileMode)0b111_000_000, data.MakePrivate("keys").UnixFileMode);
        open.Delete(recursive: true);
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddErrorHandling().AddSecurityHeaders().AddSqlite("Data Source=:memory:");
        var host = builder.Build();
        host.UseSecurityHeaders();
        host.UseErrorHandling();
        host.UseRouting();
        host.MapGet("/api/fine", () => "fine");
        host.MapGet("/api/broken", string () => throw new InvalidOperationException("a secret"));
        await host.StartAsync();
        return host;
    }
}
