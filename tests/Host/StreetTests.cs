using Actors.Capture;
using Actors.Host;
using Actors.Interop;
using Actors.Tests.Interop;
using Actors.Truth;

namespace Actors.Tests.Host;

/// <summary><c>run</c> on a street: by default, and what it tells of precision and recall.</summary>
public sealed class StreetTests : IDisposable
{
    private readonly HostProgram _program = new();

    public void Dispose() => _program.Dispose();

    [SkippableFact]
    public async Task Without_a_camera_a_street_is_shown_and_that_is_said()
    {
        Skip.If(File.Exists(SourceUri.FirstCamera), "This machine has a camera.");

        var result = (await _program.SimulateAsync("--frames", "3", "--on-full", "wait")).Done();

        FrameLine.AssertComplete(result.Frames, 3);
        Assert.All(result.Frames, frame => Assert.Equal("front", frame.Camera));
        Assert.Contains("There is no /dev/video0: camera front shows a procedural street, street:640x480@30.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_street_that_was_asked_for_is_no_news()
    {
        var result = (await _program.SimulateAsync("--camera", "street:64x64@0?seed=1", "--frames", "3")).Done();

        FrameLine.AssertComplete(result.Frames, 3);
        Assert.DoesNotContain("There is no", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("4xsim:1ms?answers=cpu")]
    public async Task The_summary_tells_precision_and_recall_of_the_camera_that_knows_what_it_shows(string devices)
    {
        // What it always finds is everywhere, and so nowhere.
        var model = _program.File("everywhere.tflite", ModelBuilder.Detector(DetectorLayout.TensorFlow1, TensorType.Float32, new Detection(0, 0.9f, new RelativeBox(0, 0, 1, 1))));
        _program.File("everywhere.labels.txt", "person\nbicycle\ncar\nbus\ntruck\n");

        var result = await _program.RunAsync(
            "run", "--camera", "street=street:160x120@0?density=1", "--camera", "pattern=test:64x48@0", "--model", model, "--devices", devices, "--frames", "5", "--output", "jsonl:-");

        var lines = result.Done().Error.Split('\n');
        Assert.Matches(" objects +precision +recall", HeaderOf(result));
        Assert.Matches("[1-9][0-9]* +0 % +0 %", lines.Single(line => line.TrimStart().StartsWith("street ", StringComparison.Ordinal)));
        Assert.Matches(" - +- +-", lines.Single(line => line.TrimStart().StartsWith("pattern ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Where_no_class_is_called_like_anything_in_the_street_the_summary_says_so()
    {
        var result = (await _program.SimulateAsync("--camera", "street:64x64@0", "--frames", "3")).Done();

        Assert.Contains("no class called person, bicycle, car, bus, truck: precision and recall cannot be told", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("recall", HeaderOf(result), StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_tells_them_of_the_cameras_that_know()
    {
        PipelineReading.CameraWork blind = new("blind", 10, 0, 10, default);

        Assert.Equal("", ProgressLine.Accuracy([blind]));
        Assert.Equal("precision 75 %, recall 60 %  ", ProgressLine.Accuracy([blind with { Found = new Tally(5, 3, 1) }]));
        Assert.Equal(
            "front: precision -, recall 0 %  back: precision 0 %, recall -  ",
            ProgressLine.Accuracy([blind with { Camera = "front", Found = new Tally(5, 0, 0) }, blind, blind with { Camera = "back", Found = new Tally(0, 0, 2) }]));
    }

    [Theory]
    [InlineData("street:10x10@30", "sides from 64 to 4096")]
    [InlineData("street:640x480@30?colour=red", "no option 'colour'")]
    public async Task A_street_that_cannot_be_is_refused(string camera, string reason) =>
        Assert.Contains(reason, (await _program.RunAsync("run", "--camera", camera, "--devices", "sim:1ms")).Refused(2), StringComparison.Ordinal);

    private static string HeaderOf(HostResult result) => result.Error.Split('\n').Single(line => line.Contains(" captured ", StringComparison.Ordinal));
}
