using System.Net;
using System.Net.Sockets;
using Actors.Host.Configuration;
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
        var plain = WebSettings.Plain(address);
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return plain;
        }

        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
