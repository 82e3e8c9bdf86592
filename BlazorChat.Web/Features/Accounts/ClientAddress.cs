using System.Net;
using System.Net.Sockets;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>Where a request comes from, as the throttles count: an IPv4 address, or the /64 that one IPv6 subscriber has.</summary>
internal static class ClientAddress
{
    private const int SubscriberBytes = 8;

    /// <remarks>Forwarded addresses have been taken over before, from known proxies only.</remarks>
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "local";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily is not AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(SubscriberBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
