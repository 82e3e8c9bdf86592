using System.Net;
using BlazorChat.Web.Features.Accounts;
using BlazorChat.Web.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BlazorChat.Tests.Features.Accounts;

public class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::99", "2001:db8:1:2::/64")]
    [InlineData("::1", "::1")]
    public void Addresses_are_counted_by_subscriber(string address, string counted) =>
        Assert.Equal(counted, ClientAddress.Of(IPAddress.Parse(address)));

    [Fact]
    public void A_connection_without_an_address_is_local() => Assert.Equal("local", ClientAddress.Of((IPAddress?)null));

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7", "198.51.100.9", "198.51.100.9", "https")]
    [InlineData("10.0.0.0/24", "10.0.0.99", "198.51.100.9", "198.51.100.9", "https")]
    [InlineData("10.0.0.0/24", "10.0.0.99", "203.0.113.5, 198.51.100.9, 10.0.0.3", "198.51.100.9", "https")] // what comes before the first stranger is his word
    [InlineData("10.0.0.7", "192.0.2.1", "198.51.100.9", "192.0.2.1", "http")]
    [InlineData(null, "192.0.2.1", "198.51.100.9", "192.0.2.1", "http")]
    [InlineData(null, "127.0.0.1", "198.51.100.9", "127.0.0.1", "http")]
    public async Task Only_known_proxies_may_say_on_whose_behalf(string? known, string peer, string forwarded, string counted, string scheme)
    {
        var (address, over) = await SeenAsync(known, peer, forwarded);

        Assert.Equal((counted, scheme), (address, over));
    }

    [Fact]
    public void A_proxy_that_is_no_address_is_named_at_start()
    {
        var error = Assert.Throws<StartupException>(() => Services("proxy.example"));

        Assert.Contains("Proxies:Known", error.Message, StringComparison.Ordinal);
        Assert.Contains("proxy.example", error.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(string? known) =>
        new ServiceCollection().AddLogging()
            .AddKnownProxies(new ConfigurationBuilder().AddInMemoryCollection([new("Proxies:Known:0", known)]).Build())
            .BuildServiceProvider();

    private static async Task<(string Address, string Scheme)> SeenAsync(string? known, string peer, string forwarded)
    {
        await using var services = Services(known);
        var app = new ApplicationBuilder(services);
        app.UseForwardedHeaders();
        app.Run(_ => Task.CompletedTask);
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(peer) } };
        context.Request.Scheme = "http";
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        context.Request.Headers["X-Forwarded-Proto"] = string.Join(", ", forwarded.Split(',').Select(_ => "https"));
        await app.Build()(context);
        return (ClientAddress.Of(context), context.Request.Scheme);
    }
}
