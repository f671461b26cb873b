namespace Actors.Tests.Host;

/// <summary><c>--on-full</c> and <c>--frames</c>.</summary>
public sealed class FlowTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_camera_that_drops_the_oldest_counts_its_drops_and_ends_all_the_same()
    {
        // However busy the machine, the device stays: without it frames would be dropped for another reason.
        _program.File("patient.conf", "akka.actor.deployment.\"/pipeline/tpu\".deadline-floor = 10s");

        var result = await _program.RunAsync(
            "run", "--camera", "test:64x48@0", "--devices", "sim:5ms", "--on-full", "drop-oldest", "--frames", "3000", "--output", "jsonl:-", "--hocon", "patient.conf");

        var frames = result.Done().Frames;
        Assert.InRange(frames.Count, 1, 2999);
        Assert.Equal(frames.Select(frame => frame.Sequence).Order(), frames.Select(frame => frame.Sequence));
        Assert.Contains($"{3000 - frames.Count} overrun", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_live_camera_that_waits_loses_nothing()
    {
        var result = await _program.RunAsync(
            "run", "--camera", "test:64x48@1000", "--devices", "sim:5ms", "--on-full", "wait", "--frames", "60", "--output", "jsonl:-");

        FrameLine.AssertComplete(result.Done().Frames, 60);
    }
}
