using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Actors.Tests.Host.Web;

/// <summary>A host that runs with its page, started as a user starts it.</summary>
public sealed partial class RunningWeb : IAsyncLifetime
{
    private readonly HostProgram _program = new();
    private readonly string[] _arguments;
    private HostProcess? _process;
    private HostResult? _result;

    /// <summary>Two simulated devices and a camera called front.</summary>
    public RunningWeb()
        : this(["--devices", "2xsim:5ms", "--camera", "front=test:640x480@30"])
    {
    }

    private RunningWeb(string[] arguments) => _arguments = arguments;

    /// <summary>One with other cameras and devices.</summary>
    public static RunningWeb With(params string[] arguments) => new(arguments);

    /// <summary>What it finds in its environment.</summary>
    public Dictionary<string, string> Environment => _program.Environment;

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
        Client = new HttpClient { BaseAddress = new Uri(Url().Match(line).Value) };
    }

    /// <summary>What it answers, as JSON.</summary>
    public async Task<JsonElement> JsonAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path);

    /// <summary>Puts settings.</summary>
    public Task<HttpResponseMessage> PutSettingsAsync(object settings) => Client.PutAsJsonAsync("/api/settings", settings);

    /// <summary>Asks again until the answer is as it should be.</summary>
    public async Task<JsonElement> UntilAsync(string path, Predicate<JsonElement> wanted)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await Client.GetFromJsonAsync<JsonElement>(path, patience.Token);
            if (wanted(answer))
            {
                return answer;
            }

            await Task.Delay(50, patience.Token);
        }
    }

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
