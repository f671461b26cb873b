using System.Net.Sockets;
using System.Text;

namespace Actors.Tests.Host.Web;

/// <summary>HTTP as no sound client would write it.</summary>
internal static class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Sends bytes and reads the answer up to its end, or to the first 64 kB; empty where the connection is only closed.</summary>
    public static async Task<string> AskAsync(Uri host, byte[] request)
    {
        using var patience = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port, patience.Token);
        await using var stream = client.GetStream();
        var answer = new byte[64 * 1024];
        var length = 0;
        try
        {
            await stream.WriteAsync(request, patience.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            for (int read; length < answer.Length && (read = await stream.ReadAsync(answer.AsMemory(length), patience.Token)) > 0;)
            {
                length += read;
            }
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // Kestrel closes what it does not want to read to the end.
        }

        return Encoding.Latin1.GetString(answer, 0, length);
    }

    /// <summary>The same of a text.</summary>
    public static Task<string> AskAsync(Uri host, string request) => AskAsync(host, Encoding.Latin1.GetBytes(request));

    /// <summary>The status of an answer; 0 where there is none.</summary>
    public static int StatusOf(string answer) => answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;
}
