using Actors.Host.Catalogue;

namespace Actors.Tests.Host.Catalogue;

/// <summary>How models come into the user's cache, with servers that do as they should.</summary>
public sealed class PullTests : IAsyncLifetime
{
    private readonly PullScene _scene = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _scene.DisposeAsync().AsTask();

    [Fact]
    public async Task A_model_comes_with_its_labels_for_the_CPU_and_for_Edge_TPUs()
    {
        var pulled = await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([PullScene.LabelFile, PullScene.ModelFile, PullScene.CompiledFile], pulled.Select(file => Path.GetFileName(file.Path)));
        Assert.All(pulled, file => Assert.True(file.Fetched));
        Assert.Equal([_scene.Labels.Length, _scene.Model.Length, _scene.Compiled.Length], pulled.Select(file => (int)file.Bytes));
        Assert.Empty(_scene.Progress.Lines);
    }

    [Fact]
    public async Task What_is_there_as_published_is_not_fetched_again()
    {
        await _scene.PullAsync();
        File.Delete(Path.Combine(_scene.Cache, PullScene.LabelFile));

        var pulled = await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([true, false, false], pulled.Select(file => file.Fetched));
        Assert.Single(_scene.RequestsFor(PullScene.ModelFile));
    }

    [Fact]
    public async Task What_is_there_and_not_as_published_is_told_and_fetched_again()
    {
        await _scene.PullAsync();
        File.AppendAllText(Path.Combine(_scene.Cache, PullScene.ModelFile), "more");

        var pulled = await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([false, true, false], pulled.Select(file => file.Fetched));
        Assert.Contains("it has 200004 bytes and not 200000", Assert.Single(_scene.Progress.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_is_followed()
    {
        _scene.ForTheModel(_ => Answer.Redirect("/elsewhere/model"));
        var others = _scene.Server.Answers;
        _scene.Server.Answers = request => request.Path switch
        {
            "/elsewhere/model" => Answer.Redirect(new Uri(_scene.Server.Address, "there").AbsoluteUri),
            "/there" => Answer.File(request, _scene.Model),
            _ => others(request),
        };

        await _scene.PullAsync();

        _scene.AssertWhole();
    }

    [Fact]
    public async Task A_server_that_tells_no_length_is_read_to_its_end()
    {
        _scene.ForTheModel(request => Answer.File(request, _scene.Model) with { Length = null });

        await _scene.PullAsync();

        _scene.AssertWhole();
    }

    [Fact]
    public async Task Two_processes_that_fetch_at_once_do_so_one_after_the_other()
    {
        var release = new TaskCompletionSource();
        _scene.ForTheModel(request => Answer.File(request, _scene.Model) with { Waits = release.Task });
        using var otherTime = new ManualTime();
        var otherProgress = new PullRecord();

        var first = _scene.PullAsync();
        await _scene.Progress.HasComeAsync(PullScene.ModelFile, 0);
        var second = _scene.PullFrom(_scene.Server.Address, otherTime, otherProgress);
        await otherProgress.IsToldAsync("Another process is fetching");
        release.SetResult();
        await first;
        await otherTime.TimerIsSetAsync();
        otherTime.Pass(milliseconds: 250);

        Assert.All(await second, file => Assert.False(file.Fetched));
        _scene.AssertWhole();
        Assert.Single(_scene.RequestsFor(PullScene.ModelFile));
    }

    [Fact]
    public async Task The_size_is_told_before_by_the_catalogue_or_else_by_the_server()
    {
        using var http = Exchange.CreateClient();
        var pull = new ModelPull(_scene.Catalogue, _scene.Cache, _scene.Server.Address, http, _scene.Time, _scene.Progress);

        Assert.Equal(_scene.Model.Length + _scene.Compiled.Length + _scene.Labels.Length, await pull.SizeAsync(_scene.Catalogue.Require(PullScene.Name), CancellationToken.None));
        Assert.All(_scene.Server.Requests, request => Assert.Equal("HEAD", request.Method));

        _scene.Server.Answers = _ => Answer.Of(405);

        Assert.Null(await pull.SizeAsync(_scene.Catalogue.Require(PullScene.Name), CancellationToken.None));
        Assert.Empty(_scene.Cached);
    }
}
