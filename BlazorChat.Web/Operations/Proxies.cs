using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace BlazorChat.Web.Operations;

/// <summary>
/// Believes X-Forwarded-For, -Proto and -Host from the proxies that <c>Proxies:Known</c> names, and from nobody else: whoever could
/// forge them would choose the address that throttles count.
/// </summary>
internal static class Proxies
{
    public const string Setting = "Proxies:Known";
    private static readonly char[] Separators = [',', ';', ' '];

    /// <exception cref="StartupException">An address cannot be read.</exception>
    public static IServiceCollection AddProxies(this IServiceCollection services, IConfiguration configuration)
    {
        var known = (configuration[Setting] ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToArray();
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = known.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in known)
                options.KnownIPNetworks.Add(network);
        });
    }

    private static IPNetwork Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new(address, address.GetAddressBytes().Length * 8);
        return IPNetwork.TryParse(text, out var network)
            ? network
            : throw new StartupException($"{Setting} names {text}, which is no address. Use addresses or networks, such as 127.0.0.1,10.0.0.0/8.");
    }
}
