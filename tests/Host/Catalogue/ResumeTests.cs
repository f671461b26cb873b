namespace Actors.Tests.Host.Catalogue;

/// <summary>Downloads that break off, and how they go on.</summary>
public sealed class ResumeTests : IAsyncLifetime
{
    private const int Some = 70_000;

    private readonly PullScene _scene = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _scene.DisposeAsync().AsTask();

    [Fact]
    public async Task A_connection_that_breaks_is_made_again_and_the_rest_asked_for()
    {
        _scene.ForTheModel(Cut, _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.PauseAsync();
        await pulling;

        _scene.AssertWhole();
        Assert.Equal([null, $"bytes={Some}-"], Ranges);
        Assert.Equal("\"one\"", _scene.RequestsFor(PullScene.ModelFile)[1].Headers["if-range"]);
    }

    [Fact]
    public async Task A_server_that_goes_silent_is_given_up_and_the_rest_asked_for()
    {
        _scene.ForTheModel(request => Cut(request) with { Stalls = true }, _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.Progress.HasComeAsync(PullScene.ModelFile, Some);
        _scene.Time.Pass(milliseconds: 30_000);
        await _scene.Progress.IsToldAsync("nothing came for 30 s");
        await _scene.Time.TimerIsSetAsync();
        _scene.Time.Pass(milliseconds: 29_000);
        await pulling;

        _scene.AssertWhole();
        Assert.Equal([null, $"bytes={Some}-"], Ranges);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        _scene.ForTheModel(request => _scene.Whole(request) with { Waits = new TaskCompletionSource().Task }, _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.Progress.HasComeAsync(PullScene.ModelFile, 0);
        await _scene.Server.IsAskedAsync();
        await _scene.Server.IsAskedAsync();
        _scene.Time.Pass(milliseconds: 30_000);
        await _scene.Progress.IsToldAsync("nothing came for 30 s");
        await _scene.Time.TimerIsSetAsync();
        _scene.Time.Pass(milliseconds: 29_000);
        await pulling;

        _scene.AssertWhole();
    }

    [Fact]
    public async Task A_later_start_goes_on_where_an_earlier_one_was_stopped()
    {
        _scene.ForTheModel(Cut, _scene.Whole);
        await _scene.BreaksOffAsync();
        Assert.Equal([$".partial/{PullScene.ModelFile}.part", $".partial/{PullScene.ModelFile}.part.json", PullScene.LabelFile], _scene.Cached);

        await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([null, $"bytes={Some}-"], Ranges);
    }

    [Fact]
    public async Task A_refusal_in_between_costs_nothing_of_what_has_come()
    {
        _scene.ForTheModel(Cut, _ => Answer.Of(403), _scene.Whole);
        await _scene.BreaksOffAsync();
        Assert.Contains("403", await _scene.FailsAsync(), StringComparison.Ordinal);

        await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([null, $"bytes={Some}-", $"bytes={Some}-"], Ranges);
    }

    [Fact]
    public async Task A_date_of_the_last_change_serves_where_there_is_no_entity_tag()
    {
        const string Modified = "Sat, 01 Mar 2025 10:00:00 GMT";
        _scene.ForTheModel(
            request => Cut(request) with { Headers = [$"Last-Modified: {Modified}"] },
            request => Answer.File(request, _scene.Model, tag: Modified));
        await _scene.BreaksOffAsync();

        await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([null, $"bytes={Some}-"], Ranges);
    }

    [Theory]
    [InlineData("ETag: W/\"weak\"")]
    [InlineData("Server: plain")]
    public async Task Without_a_sure_sign_that_the_file_is_the_same_nothing_is_kept(string header)
    {
        _scene.ForTheModel(request => Cut(request) with { Headers = [header] }, _scene.Whole);
        await _scene.BreaksOffAsync();
        Assert.Equal([PullScene.LabelFile], _scene.Cached);

        await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([null, null], Ranges);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_gives_all_of_it_once_more()
    {
        _scene.ForTheModel(Cut, request => Answer.File(request with { Headers = new Dictionary<string, string>() }, _scene.Model));

        var pulling = _scene.PullAsync();
        await _scene.PauseAsync();
        await pulling;

        _scene.AssertWhole();
    }

    [Fact]
    public async Task A_file_that_has_changed_meanwhile_is_fetched_from_its_start()
    {
        _scene.ForTheModel(request => Cut(request, new byte[200_000], "\"old\""), _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.PauseAsync();
        await pulling;

        _scene.AssertWhole();
        Assert.Equal("\"old\"", _scene.RequestsFor(PullScene.ModelFile)[1].Headers["if-range"]);
    }

    [Theory]
    [InlineData("Content-Range: bytes 100-199999/200000")]
    [InlineData("Content-Range: bytes 70000-299999/300000")]
    [InlineData("Content-Range: lines 70000-199999/200000")]
    [InlineData("Server: plain")]
    public async Task Another_part_than_was_asked_for_is_not_taken(string header)
    {
        _scene.ForTheModel(Cut, _ => new Answer { Status = 206, Headers = [header], Body = _scene.Model[Some..], Length = _scene.Model.Length - Some }, _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.PauseAsync();
        await _scene.PauseAsync();
        await pulling;

        _scene.AssertWhole();
        Assert.Equal([null, $"bytes={Some}-", null], Ranges);
    }

    [Fact]
    public async Task A_part_that_nobody_asked_for_is_not_taken()
    {
        _scene.ForTheModel(_ => new Answer { Status = 206, Headers = ["Content-Range: bytes 0-199999/200000"], Body = _scene.Model, Length = _scene.Model.Length }, _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.PauseAsync();
        await pulling;

        _scene.AssertWhole();
    }

    [Fact]
    public async Task A_range_that_the_server_cannot_give_is_forgotten()
    {
        _scene.ForTheModel(Cut, _ => Answer.Of(416), _scene.Whole);

        var pulling = _scene.PullAsync();
        await _scene.PauseAsync();
        await _scene.PauseAsync();
        await pulling;

        _scene.AssertWhole();
        Assert.Equal([null, $"bytes={Some}-", null], Ranges);
    }

    [Fact]
    public async Task What_was_kept_and_turns_out_wrong_is_fetched_from_its_start()
    {
        _scene.ForTheModel(Cut, _scene.Whole);
        await _scene.BreaksOffAsync();
        using (var part = File.OpenWrite(_scene.PartOf(PullScene.ModelFile)))
        {
            part.Write(new byte[1000]);
        }

        var pulling = _scene.PullAsync();
        await _scene.PauseAsync();
        await pulling;

        _scene.AssertWhole();
        Assert.Equal([null, $"bytes={Some}-", null], Ranges);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{ "Address": null }""")]
    [InlineData("""{ "Address": "ADDRESS", "EntityTag": "no tag" }""")]
    [InlineData("""{ "Address": "ADDRESS", "EntityTag": "\"one\"", "Length": 10 }""")]
    [InlineData("""{ "Address": "https://another.example/walker_300.tflite", "EntityTag": "\"one\"", "Length": 200000 }""")]
    public async Task What_was_kept_of_something_else_is_not_gone_on_with(string origin)
    {
        _scene.ForTheModel(Cut, _scene.Whole);
        await _scene.BreaksOffAsync();
        File.WriteAllText(_scene.PartOf(PullScene.ModelFile) + ".json", origin.Replace("ADDRESS", new Uri(_scene.Server.Address, PullScene.ModelFile).AbsoluteUri, StringComparison.Ordinal));

        await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([null, null], Ranges);
    }

    [Fact]
    public async Task What_has_come_whole_and_was_stopped_before_it_was_compared_is_not_asked_for_again()
    {
        _scene.ForTheModel(Cut, _scene.Whole);
        await _scene.BreaksOffAsync();
        File.WriteAllBytes(_scene.PartOf(PullScene.ModelFile), _scene.Model);

        await _scene.PullAsync();

        _scene.AssertWhole();
        Assert.Equal([null], Ranges);
    }

    [Fact]
    public async Task What_is_kept_is_dropped_after_a_week()
    {
        _scene.ForTheModel(Cut, _scene.Whole);
        await _scene.BreaksOffAsync();
        var recent = _scene.PartOf("recent");
        File.WriteAllText(recent, "");
        File.SetLastWriteTimeUtc(recent, DateTime.UtcNow - TimeSpan.FromDays(6));
        foreach (var kept in new[] { _scene.PartOf(PullScene.ModelFile), _scene.PartOf(PullScene.ModelFile) + ".json" })
        {
            File.SetLastWriteTimeUtc(kept, DateTime.UtcNow - TimeSpan.FromDays(8));
        }

        await _scene.PullAsync();

        Assert.Equal([null, null], Ranges);
        Assert.True(File.Exists(recent));
    }

    private IEnumerable<string?> Ranges => _scene.RequestsFor(PullScene.ModelFile).Select(request => request.Headers.GetValueOrDefault("range"));

    private Answer Cut(Request request) => Cut(request, _scene.Model, "\"one\"");

    private static Answer Cut(Request request, byte[] content, string tag) => Answer.File(request, content, tag) with { Sends = Some };
}
