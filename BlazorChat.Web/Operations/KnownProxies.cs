using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace BlazorChat.Web.Operations;

/// <summary>
/// Setting <c>Proxies:Known</c>: addresses or networks (<c>10.0.0.7</c>, <c>10.0.0.0/24</c>) of the load balancers before this
/// host. Only what comes from them may say on whose behalf and over which scheme (X-Forwarded-For, X-Forwarded-Proto);
/// from anybody else these headers are ignored, or the throttles would count invented addresses.
/// </summary>
internal static class KnownProxies
{
    public const string Setting = "Proxies:Known";

    /// <exception cref="StartupException">An entry is neither an address nor a network.</exception>
    public static IServiceCollection AddKnownProxies(this IServiceCollection services, IConfiguration configuration)
    {
        var networks = (configuration.GetSection(Setting).Get<string[]>() ?? []).Where(text => !string.IsNullOrWhiteSpace(text)).Select(Parse).ToList();
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear(); // loopback is there by default
            options.KnownIPNetworks.Clear();
            foreach (var network in networks)
                options.KnownIPNetworks.Add(network);
            // With both lists empty the middleware would believe everybody.
            options.ForwardedHeaders = networks.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null; // through any chain of known ones
        });
    }

    private static IPNetwork Parse(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network;
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        throw new StartupException($"{Setting} contains \"{text}\", which is neither an address nor a network. Write 10.0.0.7 or 10.0.0.0/24.");
    }
}
