using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Actors.Tests.Host.Web;

/// <summary>A host that runs with its page, started as a user starts it.</summary>
public partial class RunningWeb : IAsyncLifetime
{
    private readonly HostProgram _program = new();
    private readonly string[] _arguments;
    private HostProcess? _process;
    private HostResult? _result;

    /// <summary>Two simulated devices and a camera called front.</summary>
    public RunningWeb()
        : this("--devices", "2xsim:5ms", "--camera", "front=test:640x480@30")
    {
    }

    /// <summary>One with other cameras and devices.</summary>
    protected RunningWeb(params string[] arguments) => _arguments = arguments;

    /// <summary>One with other cameras and devices.</summary>
    public static RunningWeb With(params string[] arguments) => new(arguments);

    /// <summary>What it finds in its environment.</summary>
    public Dictionary<string, string> Environment => _program.Environment;

    /// <summary>Writes a file into the folder that it runs in.</summary>
    public void File(string name, string content) => _program.File(name, content);

    /// <summary>Asks it.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Where it is.</summary>
    public Uri Address => Client.BaseAddress!;

    /// <summary>The program.</summary>
    public HostProcess Process => _process!;

    public async Task InitializeAsync()
    {
        Environment.Remove("ACTORS_Web__Address");
        _process = _program.Start(["run", "--output", "none", "--web", "127.0.0.1:0", .. _arguments]);
        var line = await _process.LineWithAsync("The page is at ");
        // Who is told to wait before sending more waits, however busy the machine.
        Client = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = HostProcess.Limit }) { BaseAddress = new Uri(Url().Match(line).Value) };
    }

    /// <summary>What it answers, as JSON.</summary>
    public async Task<JsonElement> JsonAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Puts settings.</summary>
    public Task<HttpResponseMessage> PutSettingsAsync(object settings) => Client.PutAsJsonAsync("/api/settings", settings);

    /// <summary>Asks again until the answer is as it should be.</summary>
    public Task<JsonElement> UntilAsync(string path, Predicate<JsonElement> wanted) =>
        Repeatedly.AskAsync(stopping => Client.GetFromJsonAsync<JsonElement>(path, stopping), wanted);

    /// <summary>Opens a stream, which has to give what is waited for within <see cref="HostProcess.Limit"/>.</summary>
    public async Task<StreamReader> EventsAsync(string query)
    {
        var response = await Client.GetAsync($"/api/events?{query}", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The data of the next event that is as it should be.</summary>
    public static async Task<JsonElement> EventAsync(StreamReader events, string name, Predicate<JsonElement>? wanted = null)
    {
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        while (await events.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == $"event: {name}" && JsonElement.Parse((await events.ReadLineAsync(patience.Token))!["data: ".Length..]) is var data && (wanted is null || wanted(data)))
            {
                return data;
            }
        }

        throw new InvalidOperationException($"The stream ended without such an event '{name}'.");
    }

    /// <summary>Asks it from another address of this machine, as another machine would, and follows nothing.</summary>
    public HttpClient ClientFrom(string address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = async (context, stopping) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, stopping);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = Address,
    };

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        await EndAsync();
        _process?.Dispose();
        _program.Dispose();
    }

    /// <summary>Ends it, and gives what it said.</summary>
    public async Task<HostResult?> EndAsync()
    {
        if (_process is not null && _result is null)
        {
            _process.Signal(HostProcess.Terminate);
            _result = (await _process.EndAsync()).Done();
        }

        return _result;
    }

    [GeneratedRegex("http://[^ ]+")]
    private static partial Regex Url();
}
