using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Actors.Tests.Host.Catalogue;

/// <summary>A server on this machine that answers as a test says, by the letters of HTTP or against them.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly List<Task> _answering = [];
    private readonly Task _serving;

    /// <summary>Starts it.</summary>
    /// <param name="certificate">With one it speaks HTTPS.</param>
    public ModelServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>What it answers.</summary>
    public Func<Request, Answer> Answers { get; set; } = _ => Answer.Of(404);

    /// <summary>What it was asked so far.</summary>
    public IReadOnlyList<Request> Requests => [.. _requests];

    /// <summary>Where it is; ends in a slash.</summary>
    public Uri Address => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>Waits for a request.</summary>
    public async Task IsAskedAsync() => Assert.True(await _asked.WaitAsync(TimeSpan.FromSeconds(30)), "Nothing was asked.");

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _serving;
        await Task.WhenAll(_answering);
        _listener.Dispose();
        _asked.Dispose();
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _answering.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_over.Token)));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = await OpenAsync(client);
                var request = await ReadAsync(stream);
                _requests.Enqueue(request);
                var answer = Answers(request);
                _asked.Release();
                await answer.Waits.WaitAsync(_over.Token);
                await stream.WriteAsync(answer.Head(), _over.Token);
                if (request.Method != "HEAD")
                {
                    await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.Sends, answer.Body.Length)), _over.Token);
                    await (answer.Stalls ? Task.Delay(Timeout.InfiniteTimeSpan, _over.Token) : Task.CompletedTask);
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The program has hung up, or the test is over.
            }
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _over.Token);
        return secure;
    }

    private async Task<Request> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var lines = new List<string>();
        while (await reader.ReadLineAsync(_over.Token) is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        return lines.Count > 0 ? Request.Parse(lines) : throw new IOException("Nothing was asked.");
    }
}
