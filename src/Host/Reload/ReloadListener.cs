using System.Globalization;
using System.Net.Sockets;

namespace Actors.Host.Reload;

/// <summary>Listens for <c>actors reload</c>, on a Unix socket named after this process.</summary>
/// <remarks>
/// <code>
///  who asks                    the host
///  "reload"             ---->
///                       &lt;----  an exit code, and a line for each thing that there is to say; then the end of the stream
/// </code>
/// </remarks>
internal sealed class ReloadListener : IAsyncDisposable
{
    /// <summary>The one request there is.</summary>
    public const string Request = "reload";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _path;
    private readonly Socket _socket;
    private readonly Func<CancellationToken, Task<ReloadActor.Outcome>> _reload;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;

    private ReloadListener(string path, Socket socket, Func<CancellationToken, Task<ReloadActor.Outcome>> reload)
    {
        _path = path;
        _socket = socket;
        _reload = reload;
        _accepting = AcceptAsync();
    }

    /// <summary>Starts, in the first folder where that works.</summary>
    /// <param name="folders">Where the socket may be.</param>
    /// <param name="reload">Does what is asked for.</param>
    /// <param name="warn">Told where nobody can ask.</param>
    /// <returns>The listener, or null where there is none.</returns>
    public static ReloadListener? Start(IEnumerable<string> folders, Func<CancellationToken, Task<ReloadActor.Outcome>> reload, Action<string> warn)
    {
        var reason = "there is no folder for its socket.";
        foreach (var path in folders.Select(folder => SocketFolders.SocketOf(folder, Environment.ProcessId)))
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                // Left by a process of the same number that was killed.
                File.Delete(path);
                socket.Bind(new UnixDomainSocketEndPoint(path));
                socket.Listen();
                return new ReloadListener(path, socket, reload);
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException or SocketException or ArgumentException)
            {
                socket.Dispose();
                reason = $"{path}: {denied.Message.ReplaceLineEndings(" ")}";
            }
        }

        warn($"'actors reload' will not find this host: {reason} SIGHUP still works.");
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _socket.Dispose();
        await _accepting;
        _stopping.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // Its folder has been cleared away meanwhile, as those of /tmp are after some days.
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = AnswerAsync(await _socket.AcceptAsync(_stopping.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                // The host stops; nobody is served any more.
                return;
            }
            catch (SocketException)
            {
                // Whoever came is gone again, or there are no more file handles just now.
                await Task.Delay(Pause);
            }
        }
    }

    private async Task AnswerAsync(Socket connection)
    {
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            using var reader = new StreamReader(stream);
            var outcome = await reader.ReadLineAsync(_stopping.Token) switch
            {
                // Somebody who only looked whether there is anybody.
                null => null,
                Request => await _reload(_stopping.Token),
                _ => new ReloadActor.Outcome(ExitCode.Usage, [$"the one request there is: {Request}."]),
            };
            if (outcome is not null)
            {
                await using var writer = new StreamWriter(stream);
                await writer.WriteLineAsync(outcome.Code.ToString(CultureInfo.InvariantCulture));
                await writer.WriteLineAsync(string.Join('\n', outcome.Lines));
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever asked is gone, or the host is; the log has what came of it.
        }
    }
}
