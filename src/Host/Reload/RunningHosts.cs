using System.Globalization;
using System.Net.Sockets;

namespace Actors.Host.Reload;

/// <summary>The running hosts of this machine, as far as this user may ask them.</summary>
internal static class RunningHosts
{
    /// <summary>One that answers.</summary>
    /// <param name="Process">Its process.</param>
    /// <param name="Connection">To it.</param>
    public sealed record Host(int Process, Socket Connection) : IDisposable
    {
        /// <summary>Has it read its settings again.</summary>
        /// <returns>What came of it, or null where it ended before it answered.</returns>
        public async Task<ReloadActor.Outcome?> ReloadAsync()
        {
            try
            {
                await using var stream = new NetworkStream(Connection);
                await using var writer = new StreamWriter(stream) { AutoFlush = true };
                await writer.WriteLineAsync(ReloadListener.Request);
                using var reader = new StreamReader(stream);
                var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                return lines.Length > 0 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var code) ? new ReloadActor.Outcome(code, lines[1..]) : null;
            }
            catch (IOException)
            {
                return null;
            }
        }

        public void Dispose() => Connection.Dispose();
    }

    /// <summary>Finds them, and clears away what dead ones left.</summary>
    public static IReadOnlyList<Host> Find() => [.. SocketFolders.Find().Select(found => Connect(found.Process, found.Path)).OfType<Host>()];

    private static Host? Connect(int process, string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return new Host(process, socket);
        }
        catch (SocketException refused)
        {
            socket.Dispose();

            // One that is just starting has its socket, but does not listen yet.
            if (refused.SocketErrorCode == SocketError.ConnectionRefused && !Directory.Exists($"/proc/{process}"))
            {
                Remove(path);
            }

            return null;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // Somebody else's; it is passed over.
        }
    }
}
