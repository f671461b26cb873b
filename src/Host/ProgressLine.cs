using System.Globalization;
using Actors.Capture;

namespace Actors.Host;

/// <summary>Keeps one line on the terminal up to date while a pipeline runs.</summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private const string ClearLine = "\u001b[2K";

    // The cursor waits at the line's start, so that a log line is written over it and not behind it.
    private const string BackToStart = "\r";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly PipelineMeter _meter;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _writing;
    private PipelineReading _before;
    private FrameCost.Reading _usedBefore;

    private ProgressLine(PipelineMeter meter)
    {
        _meter = meter;
        _before = PipelineReading.Of(meter);
        _usedBefore = FrameCost.Reading.Of(meter);
        _writing = WriteAsync();
    }

    /// <summary>Starts, where standard error is a terminal and results do not go to the same one.</summary>
    public static ProgressLine? StartFor(PipelineMeter meter, bool resultsOnStandardOutput) =>
        Console.IsErrorRedirected || (resultsOnStandardOutput && !Console.IsOutputRedirected) ? null : new ProgressLine(meter);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _writing;
        _stopping.Dispose();
    }

    private async Task WriteAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                await Console.Error.WriteAsync(ClearLine + Fitting(Line()) + BackToStart);
            }
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteAsync(ClearLine);
        }
    }

    // A line that wraps cannot be written over.
    private static string Fitting(string line) => Console.WindowWidth is > 1 and var width && line.Length >= width ? line[..(width - 1)] : line;

    private string Line()
    {
        var now = PipelineReading.Of(_meter);
        var lately = now.Since(_before);
        var attribution = Attribution.Of(lately);
        _before = now;
        var used = FrameCost.Reading.Of(_meter);
        var cost = FrameCost.Between(_usedBefore, used);
        _usedBefore = used;
        return string.Create(CultureInfo.InvariantCulture,
            $"{now.Cameras.Sum(camera => camera.Rendered)} frames  {attribution.Rate:0.0}/s  p95 {RecentP95Ms(_meter.Cameras, lately):0.0} ms  {now.Cameras.Sum(camera => camera.Dropped)} dropped  {Accuracy(lately.Cameras)}{attribution.LimitText}{Prediction(attribution)}  {cost?.ShortText}");
    }

    /// <summary>The latency of the camera that is latest: of its last few hundred frames, as the rate is of the last second; 0 where none gave any.</summary>
    internal static double RecentP95Ms(IReadOnlyList<CameraMeter> cameras, PipelineReading lately) => (
        from camera in cameras
        where lately.Cameras.Any(work => work.Camera == camera.Camera && work.HasFrames)
        select camera.RecentLatencyMs(95)[0]).DefaultIfEmpty().Max();

    /// <summary>How much was found, of each camera that knows what is in its frames; empty where none does.</summary>
    internal static string Accuracy(IReadOnlyList<PipelineReading.CameraWork> cameras) => string.Concat(
        from camera in cameras
        where camera.Found is not null
        let name = cameras.Count > 1 ? $"{camera.Camera}: " : ""
        select $"{name}precision {Tables.Percent(camera.Found?.Precision)}, recall {Tables.Percent(camera.Found?.Recall)}  ");

    // The change that would help most; what is gained by less, the summary tells.
    private static string Prediction(Attribution attribution) =>
        attribution.Predictions.OrderByDescending(prediction => prediction.Rate).FirstOrDefault() is { With: { } with, Rate: var rate } && rate > attribution.Rate
            ? string.Create(CultureInfo.InvariantCulture, $"  {with}: {rate:0}/s")
            : "";
}
