using System.Net;
using Actors.Host.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Actors.Host.Web;

/// <summary>Lets each network have so many connections and no more, so that no single machine takes all there are. Proxies ask for many.</summary>
internal sealed class ConnectionLimit(WebSettings settings)
{
    /// <summary>Connections of one network: its viewers and event streams, and room for more.</summary>
    public const int Most = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _open = [];

    /// <summary>Serves a connection, or closes it.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || settings.IsProxy(address))
        {
            await next(connection);
            return;
        }

        var network = ClientNetwork.Of(address);
        if (!TryOpen(network))
        {
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Close(network);
        }
    }

    private bool TryOpen(IPAddress network)
    {
        lock (_gate)
        {
            var open = _open.GetValueOrDefault(network);
            if (open == Most)
            {
                return false;
            }

            _open[network] = open + 1;
            return true;
        }
    }

    private void Close(IPAddress network)
    {
        lock (_gate)
        {
            if (--_open[network] == 0)
            {
                _open.Remove(network);
            }
        }
    }
}
