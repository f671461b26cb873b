using System.Globalization;
using Actors.Capture;
using Actors.Route;

namespace Actors;

/// <summary>What differs between two settings of a pipeline, for people; named as in the files. Cameras, outputs and devices are told by those who change them.</summary>
internal static class SettingsChanges
{
    /// <summary>What a change of the model is called.</summary>
    public const string Model = "model";

    /// <summary>A setting that differs.</summary>
    public readonly record struct Change(string What, string From, string To);

    /// <summary>The pool's, except its devices; and the preprocessors'.</summary>
    public static IEnumerable<Change> OfPool(PipelineSettings before, PipelineSettings after)
    {
        var (a, b) = (before.Pool, after.Pool);
        return Differing(
            ("fallback", a.FallsBackToCpu ? "cpu" : "none", b.FallsBackToCpu ? "cpu" : "none"),
            ("credits", a.Credits, b.Credits),
            ("max-attempts", a.MaxAttempts, b.MaxAttempts),
            ("deadline-factor", a.Deadline.Factor, b.Deadline.Factor),
            ("deadline-floor", a.Deadline.Floor, b.Deadline.Floor),
            ("deadline-ceiling", a.Deadline.Ceiling, b.Deadline.Ceiling),
            ("degraded-factor", a.DegradedFactor, b.DegradedFactor),
            ("device-poll", a.DevicePoll, b.DevicePoll),
            ("reopen-delay", a.ReopenDelay, b.ReopenDelay),
            ("reopen-delay-limit", a.ReopenDelayLimit, b.ReopenDelayLimit),
            ("power", Text(a.Power.Mode), Text(b.Power.Mode)),
            ("power-latency", a.Power.Latency, b.Power.Latency),
            ("out-of-service", string.Join(", ", a.OutOfService), string.Join(", ", b.OutOfService)),
            ("preprocessors", before.Preprocessors, after.Preprocessors),
            ("resizer.upper-bound", before.MostPreprocessors, after.MostPreprocessors),
            ("frames-in-flight", before.FramesInFlight?.ToString(CultureInfo.InvariantCulture) ?? "auto", after.FramesInFlight?.ToString(CultureInfo.InvariantCulture) ?? "auto"));
    }

    /// <summary>Of the answers that count and what they are called: a task's, except its model and form.</summary>
    public static IEnumerable<Change> OfAnswers(DetectionTask before, DetectionTask after) => Differing(
        ("threshold", before.Filter.Threshold, after.Filter.Threshold),
        ("top-k", before.Filter.TopK, after.Filter.TopK),
        ("labels", before.Labels, after.Labels));

    /// <summary>Of the model and the form in which it takes pictures.</summary>
    public static IEnumerable<Change> OfModel(DetectionTask before, DetectionTask after) => Differing(
        ("resize", before.Prepare.Resize, after.Prepare.Resize),
        ("resampling", before.Prepare.Resampling, after.Prepare.Resampling),
        ("normalization", Text(before.Prepare.Normalization), Text(after.Prepare.Normalization)),
        ("raw outputs", before.Raw?.ToString() ?? "none", after.Raw?.ToString() ?? "none"))
        .Concat(before.Model == after.Model && before.CpuModel == after.CpuModel ? [] : [new Change(Model, before.ModelName, after.ModelName)]);

    /// <summary>Of a camera: null before for one that is new, null after for one that is gone.</summary>
    public static Change OfCamera(CameraSettings? before, CameraSettings? after) => new($"camera {(before ?? after)!.Name}", Text(before), Text(after));

    private static string Text(CameraSettings? camera) => camera is null ? "" :
        $"{camera.Source}{(camera.OnFull == new CameraSettings(camera.Name, camera.Source).OnFull ? "" : $", on-full {(camera.OnFull == OnFull.Wait ? "wait" : "drop-oldest")}")}"
        + $"{(camera.Decoding == Decoding.Software ? ", decoded in software" : "")}"
        + $"{(camera.FrameLimit is { } limit ? string.Create(CultureInfo.InvariantCulture, $", {limit} frames") : "")}"
        + $"{(camera.FramesInFlight is { } inFlight ? string.Create(CultureInfo.InvariantCulture, $", {inFlight} in flight") : "")}"
        + $"{(camera.Threshold is { } threshold ? string.Create(CultureInfo.InvariantCulture, $", threshold {threshold}") : "")}"
        + $"{(camera.Classes is { } classes ? $", only {classes}" : "")}"
        + $"{(camera.Paused ? ", paused" : "")}";

    private static string Text(PowerMode mode) => mode.ToString().ToLowerInvariant();

    private static string Text(Prepare.Normalization? normalization) =>
        normalization is null ? "usual" : string.Create(CultureInfo.InvariantCulture, $"({normalization.Mean}, {normalization.Deviation})");

    private static IEnumerable<Change> Differing(params (string What, object Before, object After)[] settings) => settings
        .Where(setting => !setting.Before.Equals(setting.After))
        .Select(setting => new Change(setting.What, Text(setting.Before), Text(setting.After)));

    private static string Text(object value) => value switch
    {
        TimeSpan time => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds} ms"),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
