using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Actors.Host.Catalogue;

namespace Actors.Tests.Host.Catalogue;

/// <summary>Servers that give something else, send elsewhere, refuse, or are not there.</summary>
public sealed class HostileServerTests : IAsyncLifetime
{
    private readonly PullScene _scene = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _scene.DisposeAsync().AsTask();

    [Fact]
    public async Task A_file_that_was_tampered_with_is_refused_and_nothing_of_it_stays()
    {
        byte[] tampered = [.. _scene.Model];
        tampered[^1] ^= 1;
        _scene.ForTheModel(request => Answer.File(request, tampered));

        var told = await _scene.FailsAsync();

        Assert.Contains("is not the file that was published, its SHA-256 is", told, StringComparison.Ordinal);
        Assert.Equal([PullScene.LabelFile], _scene.Cached);
        Assert.Single(_scene.RequestsFor(PullScene.ModelFile));
    }

    [Fact]
    public async Task So_is_one_of_which_only_gits_object_id_is_known()
    {
        _scene.Server.Answers = request => request.Path == $"/{PullScene.CompiledFile}" ? Answer.File(request, _scene.Model) : _scene.Whole(request);

        var told = await _scene.FailsAsync();

        Assert.Contains($"its git object id is {PullScene.GitBlobSha1(_scene.Model)} and not {PullScene.GitBlobSha1(_scene.Compiled)}", told, StringComparison.Ordinal);
        Assert.Equal([PullScene.ModelFile, PullScene.LabelFile], _scene.Cached);
    }

    [Fact]
    public async Task A_file_that_is_right_is_not_replaced_by_a_wrong_one()
    {
        await _scene.PullAsync();
        _scene.ForTheModel(request => Answer.File(request, [1, 2, 3]));

        await _scene.PullAsync();

        _scene.AssertWhole();
    }

    [Fact]
    public async Task A_file_that_claims_to_be_too_large_is_not_begun()
    {
        _scene.ForTheModel(_ => new Answer { Length = _scene.Model.Length + 1, Stalls = true });

        Assert.Contains("larger than the 200000 bytes", await _scene.FailsAsync(), StringComparison.Ordinal);
        Assert.Equal([PullScene.LabelFile], _scene.Cached);
    }

    [Fact]
    public async Task A_file_that_does_not_end_where_it_should_is_broken_off()
    {
        _scene.ForTheModel(_ => new Answer { Body = [.. _scene.Model, .. _scene.Model], Stalls = true, Headers = ["ETag: \"endless\""] });

        Assert.Contains("larger than the 200000 bytes", await _scene.FailsAsync(), StringComparison.Ordinal);
        Assert.Equal([PullScene.LabelFile], _scene.Cached);
    }

    [Fact]
    public async Task A_size_that_nobody_has_published_has_a_limit_as_well()
    {
        _scene.Write(new PullScene.Sizes(OfModel: false));
        _scene.ForTheModel(_ => new Answer { Length = 257L << 20, Stalls = true });

        Assert.Contains("larger than the 268435456 bytes", await _scene.FailsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://elsewhere.example/model")]
    [InlineData("ftp://127.0.0.1/model")]
    [InlineData("file:///etc/hostname")]
    public async Task A_redirection_to_anything_but_https_is_not_followed(string where)
    {
        _scene.ForTheModel(_ => Answer.Redirect(where));

        Assert.Contains($"is redirected to {where}, which is not https", await _scene.FailsAsync(), StringComparison.Ordinal);
        Assert.Equal([PullScene.LabelFile], _scene.Cached);
    }

    [Fact]
    public async Task Redirections_without_end_are_given_up()
    {
        _scene.ForTheModel(_ => Answer.Redirect($"/{PullScene.ModelFile}"));

        Assert.Contains("redirected more than 5 times", await _scene.FailsAsync(), StringComparison.Ordinal);
        Assert.Equal(6, _scene.RequestsFor(PullScene.ModelFile).Count);
    }

    [Fact]
    public async Task A_redirection_to_nowhere_is_a_failure()
    {
        _scene.ForTheModel(_ => Answer.Of(302));

        Assert.Contains("redirected to nowhere", await _scene.FailsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(401)]
    public async Task A_refusal_is_told_and_not_asked_for_again(int status)
    {
        _scene.ForTheModel(_ => Answer.Of(status));

        Assert.Contains($"/{PullScene.ModelFile}: the server says {status}", await _scene.FailsAsync(), StringComparison.Ordinal);
        Assert.Single(_scene.RequestsFor(PullScene.ModelFile));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_server_that_cannot_just_now_is_asked_again(int status)
    {
        _scene.ForTheModel(_ => Answer.Of(status, "Retry-After: 20"), _ => Answer.Of(status, "Retry-After: soon"), _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.PauseAsync();
        await _scene.PauseAsync();
        await pulling;

        _scene.AssertWhole();
    }

    [Fact]
    public async Task A_server_is_not_asked_before_the_time_that_it_says()
    {
        _scene.ForTheModel(_ => Answer.Of(503, "Retry-After: 20"), _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.Progress.IsToldAsync("503");
        await _scene.Time.TimerIsSetAsync();
        _scene.Time.Pass(milliseconds: 19_999);
        Assert.Single(_scene.RequestsFor(PullScene.ModelFile));
        _scene.Time.Pass(milliseconds: 1);
        await pulling;

        _scene.AssertWhole();
    }

    [Fact]
    public async Task A_server_that_never_can_is_given_up_after_three_more_tries()
    {
        _scene.ForTheModel(_ => Answer.Of(503));

        var failing = _scene.FailsAsync();
        await _scene.PauseAsync();
        await _scene.PauseAsync();
        await _scene.PauseAsync();

        Assert.Contains("the server says 503", await failing, StringComparison.Ordinal);
        Assert.Equal(4, _scene.RequestsFor(PullScene.ModelFile).Count);
        Assert.Equal([PullScene.LabelFile], _scene.Cached);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_at_once()
    {
        // Bound, so that nobody else gets the port, and not listening.
        using var nobody = new Socket(SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = new Uri($"http://{nobody.LocalEndPoint}/");

        var failed = await Assert.ThrowsAsync<DownloadException>(() => _scene.PullFrom(address, _scene.Time, _scene.Progress));

        Assert.Contains($"{address.Authority} cannot be reached", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_scene.Progress.Lines);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_has_signed_is_not_trusted()
    {
        using var key = RSA.Create(2048);
        var signing = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = signing.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = new ModelServer(certificate);

        var failed = await Assert.ThrowsAsync<DownloadException>(() => _scene.PullFrom(server.Address, _scene.Time, _scene.Progress));

        Assert.Contains($"{server.Address.Authority} is not trusted", failed.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.Empty(_scene.Cached);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told()
    {
        File.WriteAllText(_scene.Cache, "a file, and no folder");

        Assert.Contains($"'{_scene.Cache}' cannot be written", await _scene.FailsAsync(), StringComparison.Ordinal);
    }
}
