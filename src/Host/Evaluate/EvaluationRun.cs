using System.Diagnostics;
using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Interop;
using Actors.Prepare;
using Actors.Tpu;
using Actors.Truth;
using Actors.View;
using Akka.Configuration;

namespace Actors.Host.Evaluate;

/// <summary>Runs a data set's pictures through a pipeline as frames of a file are: on all devices at once, each frame's result in its place.</summary>
internal sealed class EvaluationRun
{
    private readonly AnnotatedSource _source;
    private readonly ResultList _results;
    private readonly PipelineSettings _settings;
    private readonly Config _hocon;

    /// <summary>Prepares one.</summary>
    /// <param name="plan">The model, the devices and everything else.</param>
    /// <param name="source">The pictures.</param>
    /// <param name="progress">Told of every result.</param>
    public EvaluationRun(PipelinePlan plan, AnnotatedSource source, Action progress)
    {
        _source = source;
        _results = new ResultList(source.Set.Images.Count, progress);
        _settings = plan.Pipeline([new CameraSettings("data", source)], [_results.Output]);
        _hocon = plan.Hocon;
    }

    /// <summary>How long it took, opening devices included.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Runs it.</summary>
    /// <param name="tell">Told of devices that fail and of those that are back.</param>
    /// <param name="stopping">Ends the wait for it.</param>
    /// <returns>The result of each picture.</returns>
    /// <exception cref="SourceException">A picture is damaged, or not the one that was annotated.</exception>
    /// <exception cref="InferenceException">No device could run one.</exception>
    public async Task<IReadOnlyList<FrameResult>> RunAsync(Action<DeviceChanged> tell, CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        await using var pipeline = RunningPipeline.Start(_settings, _hocon, tell);
        await pipeline.ToTheEndAsync(stopping);
        Elapsed = Stopwatch.GetElapsedTime(start);
        var without = _source.Set.Images.Zip(_results.Results).Where(pair => pair.Second is null).Select(pair => pair.First.Path).ToList();
        return without.Count == 0
            ? [.. _results.Results.OfType<FrameResult>()]
            : throw new InferenceException($"No device could run '{without[0]}'{(without.Count > 1 ? $" and {without.Count - 1} more of {_source.Set.Images.Count} images" : "")}, after several attempts each.");
    }

    /// <summary>A result beside what is in its picture, in that picture's own pixels.</summary>
    public JudgedImage Judged(AnnotatedImage image, FrameResult result, CategoryMap categories)
    {
        var size = _source.SizeOf(image);
        var (x, y) = ((double)image.Width / size.Width, (double)image.Height / size.Height);
        return new JudgedImage(image.Id, image.Truth,
        [
            .. from found in result.Detections
               let category = categories.CategoryOf(found.ClassId)
               where category is not null
               select new FoundObject(category.Value, found.Score, new PixelBox(found.Box.X * x, found.Box.Y * y, found.Box.Width * x, found.Box.Height * y)),
        ]);
    }
}
