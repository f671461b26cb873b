using System.Diagnostics;
using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using OpenCvSharp;

namespace Actors.Host.Bench.Rivals.Parts;

/// <summary>A picture's buffer, with all that becomes known of it. Goes from stage to stage and is used again and again.</summary>
internal sealed class Job : IDisposable
{
    private readonly CaptureStage _camera;

    public Job(CaptureStage camera, InputSpec input)
    {
        _camera = camera;
        Input = new InputTensor(input);
    }

    /// <summary>The camera's number.</summary>
    public int Camera => _camera.Number;

    public Mat Image { get; } = new();

    public InputTensor Input { get; }

    public FrameId Id { get; private set; }

    public DateTimeOffset CapturedAt { get; private set; }

    public long CapturedTimestamp { get; private set; }

    public Geometry Geometry { get; set; }

    public TimeSpan PrepareTime { get; set; }

    public long ReadyTimestamp { get; set; }

    public TimeSpan InferTime { get; set; }

    public string Device { get; set; } = "";

    public IReadOnlyList<Detection> Detections { get; set; } = [];

    public void Stamp(string camera, long sequence)
    {
        Id = new FrameId(camera, sequence);
        CapturedAt = DateTimeOffset.UtcNow;
        CapturedTimestamp = Stopwatch.GetTimestamp();
    }

    /// <summary>Back to the camera's buffers.</summary>
    public void GiveBack() => _camera.GiveBack(this);

    public void Dispose()
    {
        Input.Dispose();
        Image.Dispose();
    }
}
