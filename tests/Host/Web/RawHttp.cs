using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Actors.Tests.Host.Web;

/// <summary>HTTP as no sound client would write it.</summary>
internal static partial class RawHttp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Sends a text and reads the answer, up to the first 64 kB; empty where the connection is only closed.</summary>
    public static async Task<string> AskAsync(Uri host, string request)
    {
        using var patience = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(host.Host, host.Port, patience.Token);
        await using var stream = client.GetStream();
        var answer = new byte[64 * 1024];
        var length = 0;
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            for (int read; length < answer.Length && !IsWhole(Text()) && (read = await stream.ReadAsync(answer.AsMemory(length), patience.Token)) > 0;)
            {
                length += read;
            }
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // Kestrel closes what it does not want to read to the end.
        }

        return Text();

        string Text() => Encoding.Latin1.GetString(answer, 0, length);
    }

    /// <summary>The status of an answer; 0 where there is none.</summary>
    public static int StatusOf(string answer) => answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;

    private static bool IsWhole(string answer) =>
        answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var end
        && (ContentLength().Match(answer[..end]) is { Success: true } length
            ? answer.Length >= end + 4 + int.Parse(length.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal));

    [GeneratedRegex("Content-Length: ([0-9]+)")]
    private static partial Regex ContentLength();
}
