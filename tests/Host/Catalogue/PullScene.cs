using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Actors.Host.Catalogue;

namespace Actors.Tests.Host.Catalogue;

/// <summary>A catalogue of one model, a server that has its files, and a cache that has not.</summary>
internal sealed class PullScene : IAsyncDisposable
{
    public const string Name = "walker";
    public const string ModelFile = "walker_300.tflite";
    public const string CompiledFile = "walker_300_edgetpu.tflite";
    public const string LabelFile = "walker_labels.txt";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = Exchange.CreateClient();

    public PullScene()
    {
        Cache = _folder.PathOf("cache");
        Server.Answers = Whole;
        Write(new Sizes());
    }

    /// <summary>Which sizes the catalogue tells.</summary>
    public sealed record Sizes(bool OfModel = true);

    public ModelServer Server { get; } = new();

    public ManualTime Time { get; } = new();

    public PullRecord Progress { get; } = new();

    /// <summary>More than one chunk of a download, and no two parts of it alike.</summary>
    public byte[] Model { get; } = Bytes(200_000, seed: 1);

    public byte[] Compiled { get; } = Bytes(150_000, seed: 2);

    public byte[] Labels { get; } = [.. "person\nbicycle\n"u8];

    /// <summary>The user's cache.</summary>
    public string Cache { get; }

    public ModelCatalogue Catalogue { get; private set; } = null!;

    /// <summary>Everything in the cache but the lock, which always stays.</summary>
    public IEnumerable<string> Cached =>
        Directory.Exists(Cache) ? Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Cache, path)).Where(path => path != ".partial/lock").Order() : [];

    /// <summary>Where what has come of a file is kept.</summary>
    public string PartOf(string file) => Path.Combine(Cache, ".partial", file + ".part");

    /// <summary>What was asked for a file.</summary>
    public IReadOnlyList<Request> RequestsFor(string file) => [.. Server.Requests.Where(request => request.Path == $"/{file}")];

    /// <summary>Every file as it should be.</summary>
    public Answer Whole(Request request) => request.Path switch
    {
        $"/{ModelFile}" => Answer.File(request, Model),
        $"/{CompiledFile}" => Answer.File(request, Compiled),
        $"/{LabelFile}" => Answer.File(request, Labels),
        _ => Answer.Of(404),
    };

    /// <summary>Has the server answer for the model itself, one answer after another and the last for ever; every other file is as it should be.</summary>
    public void ForTheModel(params Func<Request, Answer>[] answers)
    {
        var asked = 0;
        Server.Answers = request => request.Path == $"/{ModelFile}" ? answers[Math.Min(Interlocked.Increment(ref asked), answers.Length) - 1](request) : Whole(request);
    }

    /// <summary>Writes the catalogue anew.</summary>
    public void Write(Sizes sizes)
    {
        File.WriteAllText(_folder.PathOf("models.json"), $$"""
            {
              "From": "https://published.example/models/",
              "Labels": [ { "File": "{{LabelFile}}", "GitBlobSha1": "{{GitBlobSha1(Labels)}}" } ],
              "Models": [ {
                "Name": "{{Name}}", "Task": "people", "InputSize": "300x300", "Resize": "letterbox", "Labels": "{{LabelFile}}", "Licence": "Apache-2.0",
                "Cpu": { "File": "{{ModelFile}}", {{(sizes.OfModel ? $"\"Bytes\": {Model.Length}, " : "")}}"Sha256": "{{Convert.ToHexStringLower(SHA256.HashData(Model))}}" },
                "EdgeTpu": { "File": "{{CompiledFile}}", "GitBlobSha1": "{{GitBlobSha1(Compiled)}}" }
              } ]
            }
            """);
        Catalogue = ModelCatalogue.Load(_folder.PathOf("models.json"));
    }

    /// <summary>Fetches the model.</summary>
    public Task<IReadOnlyList<ModelPull.Pulled>> PullAsync(CancellationToken stopping = default) => PullFrom(Server.Address, Time, Progress, stopping);

    /// <summary>Fetches it as another process would, or from elsewhere.</summary>
    public Task<IReadOnlyList<ModelPull.Pulled>> PullFrom(Uri mirror, ManualTime time, PullRecord progress, CancellationToken stopping = default) =>
        new ModelPull(Catalogue, Cache, mirror, _http, time, progress).PullAsync(Catalogue.Require(Name), stopping);

    /// <summary>Fails to fetch it, and gives what is said of that.</summary>
    public async Task<string> FailsAsync(CancellationToken stopping = default) => (await Assert.ThrowsAsync<DownloadException>(() => PullAsync(stopping))).Message;

    /// <summary>Fails, and leaves it at that: no pause before another try passes.</summary>
    public async Task BreaksOffAsync()
    {
        using var stopping = new CancellationTokenSource();
        var pulling = FailsAsync(stopping.Token);
        await Progress.IsToldAsync("Trying again");
        await stopping.CancelAsync();
        Assert.Contains("Stopped", await pulling, StringComparison.Ordinal);
    }

    /// <summary>Lets the pause before the next try pass.</summary>
    public async Task PauseAsync()
    {
        await Progress.IsToldAsync("Trying again");
        await Time.TimerIsSetAsync();
        Time.Pass(milliseconds: 29_000);
    }

    /// <summary>Asserts that all is there as it was published, and nothing else.</summary>
    public void AssertWhole()
    {
        Assert.Equal([ModelFile, CompiledFile, LabelFile], Cached);
        Assert.Equal(Model, File.ReadAllBytes(Path.Combine(Cache, ModelFile)));
        Assert.Equal(Compiled, File.ReadAllBytes(Path.Combine(Cache, CompiledFile)));
        Assert.Equal(Labels, File.ReadAllBytes(Path.Combine(Cache, LabelFile)));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
        Time.Dispose();
        _folder.Dispose();
    }

    internal static string GitBlobSha1(byte[] content) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(HashAlgorithmName.SHA1, (byte[])[.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {content.Length}\0")), .. content]));

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
