using System.IO.Compression;
using System.Security.Cryptography;
using Actors.Host.Catalogue;

namespace Actors.Tests.Host.Catalogue;

/// <summary>A model that is published inside a zip archive.</summary>
public sealed class ArchiveTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelServer _server = new();
    private readonly ManualTime _time = new();
    private readonly byte[] _model = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _time.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_taken_out_and_the_archive_does_not_stay()
    {
        await PullAsync(Zip(("read.me", [1]), ("detect.tflite", _model)));

        Assert.Equal(["labels.txt", "walker.tflite"], Cached);
        Assert.Equal(_model, File.ReadAllBytes(_folder.PathOf("cache/walker.tflite")));
    }

    [Fact]
    public async Task A_mirror_has_the_file_itself()
    {
        _server.Answers = request => Answer.File(request, request.Path == "/walker.tflite" ? _model : [.. "person\n"u8]);

        using var http = Exchange.CreateClient();
        await Pull(http, _server.Address).PullAsync(Catalogue().Models[0], CancellationToken.None);

        Assert.Equal(_model, File.ReadAllBytes(_folder.PathOf("cache/walker.tflite")));
    }

    [Theory]
    [InlineData("another", "has no 'detect.tflite' in it")]
    [InlineData("larger", "it has 100001 bytes and not 100000")]
    [InlineData("tampered", "its SHA-256 is")]
    [InlineData("no zip", "is no sound zip archive")]
    [InlineData("cut", "is no sound zip archive")]
    public async Task An_archive_with_anything_else_is_refused_and_nothing_of_it_stays(string what, string mentioned)
    {
        byte[] tampered = [.. _model];
        tampered[5]++;
        var archive = what switch
        {
            "another" => Zip(("other.tflite", _model)),
            "larger" => Zip(("detect.tflite", [.. _model, .. new byte[10_000_000]])),
            "tampered" => Zip(("detect.tflite", tampered)),
            "no zip" => _model,
            _ => Zip(("detect.tflite", _model))[..^30],
        };

        var failed = await Assert.ThrowsAsync<DownloadException>(() => PullAsync(archive));

        Assert.Contains(mentioned, failed.Message, StringComparison.Ordinal);
        Assert.Equal(["labels.txt"], Cached);
    }

    private IEnumerable<string> Cached => Directory.EnumerateFiles(_folder.PathOf("cache"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Where(name => name != "lock").Order()!;

    private async Task PullAsync(byte[] archive)
    {
        _server.Answers = request => Answer.File(request, request.Path == "/walker.zip" ? archive : [.. "person\n"u8]);
        using var http = new HttpClient(new Published(_server.Address));
        await Pull(http, mirror: null).PullAsync(Catalogue().Models[0], CancellationToken.None);
    }

    private ModelPull Pull(HttpClient http, Uri? mirror) => new(Catalogue(), _folder.PathOf("cache"), mirror, http, _time, new PullRecord());

    private ModelCatalogue Catalogue()
    {
        File.WriteAllText(_folder.PathOf("models.json"), $$"""
            {
              "From": "https://published.example/",
              "Labels": [ { "File": "labels.txt", "GitBlobSha1": "{{PullScene.GitBlobSha1([.. "person\n"u8])}}" } ],
              "Models": [ {
                "Name": "walker", "Task": "people", "InputSize": "300x300", "Resize": "stretch", "Labels": "labels.txt", "Licence": "Apache-2.0",
                "Cpu": {
                  "File": "walker.tflite", "Address": "https://published.example/walker.zip", "Member": "detect.tflite",
                  "Bytes": {{_model.Length}}, "Sha256": "{{Convert.ToHexStringLower(SHA256.HashData(_model))}}"
                }
              } ]
            }
            """);
        return ModelCatalogue.Load(_folder.PathOf("models.json"));
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] members)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in members)
            {
                using var member = zip.CreateEntry(name).Open();
                member.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Has the publisher's address lead to the test's server.</summary>
    private sealed class Published(Uri server) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("https://published.example", request.RequestUri!.GetLeftPart(UriPartial.Authority));
            request.RequestUri = new Uri(server, request.RequestUri.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
