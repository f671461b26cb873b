using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Host.Reload;
using Actors.Host.Web;
using Akka.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using OpenCvSharp;

namespace Actors.Tests.Host.Web;

/// <summary>What outlives those who asked for it.</summary>
public sealed class ObservedPipelineTests : ActorTest
{
    private readonly TestProbe _pipeline;
    private readonly TestProbe _reload;
    private readonly ObservedPipeline _observed;

    public ObservedPipelineTests()
    {
        (_pipeline, _reload) = (CreateTestProbe(), CreateTestProbe());
        var settings = new PipelineSettings { Cameras = [], Task = new DetectionTask(), Pool = Pool, Preprocessors = 1 };
        _observed = new ObservedPipeline(new PipelineMeter([]), settings, _pipeline.Ref, _reload.Ref, NullLogger.Instance);
    }

    [Fact]
    public async Task An_image_keeps_its_permit_until_the_pipeline_has_done_with_it_though_whoever_asked_has_gone()
    {
        using var gone = new CancellationTokenSource();
        using var image = new Mat();
        var permit = new Permit();
        var asked = _observed.DetectAsync(image, permit, TimeSpan.FromMinutes(5), gone.Token);
        _pipeline.ExpectMsg<StillsActor.Detect>();

        await gone.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => asked);
        Assert.False(permit.GivenBack.IsCompleted);
        _pipeline.Reply(new StillsActor.NotDetected("", IsBusy: false));
        await permit.GivenBack;
    }

    [Fact]
    public async Task An_image_that_takes_too_long_keeps_its_permit_too()
    {
        using var image = new Mat();
        var permit = new Permit();

        var answer = await _observed.DetectAsync(image, permit, TimeSpan.Zero, default);

        Assert.Equal("No device has answered in time.", Assert.IsType<StillsActor.NotDetected>(answer).Reason);
        Assert.False(permit.GivenBack.IsCompleted);
        _pipeline.ExpectMsg<StillsActor.Detect>();
        _pipeline.Reply(new StillsActor.NotDetected("", IsBusy: false));
        await permit.GivenBack;
    }

    [Fact]
    public async Task A_change_whose_asker_has_gone_is_still_one_that_the_next_must_know_of()
    {
        using var gone = new CancellationTokenSource();
        var first = _observed.ChangeAsync(new LiveSettings { Threshold = 0.6f }, expected: 0, gone.Token);
        _reload.ExpectMsg<ReloadActor.Use>();
        await gone.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => first);

        var second = _observed.ChangeAsync(new LiveSettings { Threshold = 0.7f }, expected: 0, default);
        var third = _observed.ChangeAsync(new LiveSettings { Threshold = 0.8f }, expected: 1, default);
        _reload.Reply(new ReloadActor.Outcome(0, []) { InForce = _observed.InForce with { Version = 1 } });

        Assert.Null(await second);
        Assert.Equal(0.8f, _reload.ExpectMsg<ReloadActor.Use>().Settings.Threshold);
        _reload.Reply(new ReloadActor.Outcome(2, []));
        Assert.Equal(2, (await third)!.Code);
    }

    private sealed class Permit : IDisposable
    {
        private readonly TaskCompletionSource _givenBack = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task GivenBack => _givenBack.Task;

        public void Dispose() => _givenBack.TrySetResult();
    }
}
