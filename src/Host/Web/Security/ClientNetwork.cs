using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Actors.Host.Web;

/// <summary>For whom limits count: an IPv4 address, or all of a network of 64 bits in IPv6, where whoever has one address has 2^64.</summary>
internal static class ClientNetwork
{
    private const int NetworkBytes = 8;

    /// <summary>Of a request.</summary>
    public static IPAddress Of(HttpContext context) => Of(context.Connection.RemoteIpAddress ?? IPAddress.None);

    /// <summary>Of an address.</summary>
    /// <returns>The address, or the first of its network.</returns>
    public static IPAddress Of(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        // So IPv4 comes to who listens to both.
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
