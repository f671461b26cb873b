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
        _observed = new ObservedPipeline(new PipelineMeter([]), settings, _pipeline.Ref, _reload.Ref);
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

    private sealed class Permit : IDisposable
    {
        private readonly TaskCompletionSource _givenBack = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task GivenBack => _givenBack.Task;

        public void Dispose() => _givenBack.TrySetResult();
    }
}
