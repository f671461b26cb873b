namespace Actors.Host.Web;

/// <summary>How the last minutes went, for plots: one value in each list for each moment.</summary>
/// <param name="At">The moments, the oldest first.</param>
/// <param name="FramesPerSecond">That came out, of all cameras.</param>
/// <param name="Cameras">By camera.</param>
/// <param name="Devices">By device.</param>
internal sealed record History(
    IReadOnlyList<DateTimeOffset> At, IReadOnlyList<double> FramesPerSecond,
    IReadOnlyDictionary<string, CameraHistory> Cameras, IReadOnlyDictionary<string, DeviceHistory> Devices)
{
    /// <summary>Of what was remembered. What was not there at a moment has nothing there.</summary>
    public static History Of(IReadOnlyList<PipelineStatus> past)
    {
        var cameras = past.SelectMany(status => status.Cameras.Select(camera => camera.Name)).Distinct(StringComparer.Ordinal);
        var devices = past.SelectMany(status => status.Devices.Select(device => device.Name)).Distinct(StringComparer.Ordinal);
        return new History(
            [.. past.Select(status => status.At)],
            [.. past.Select(status => status.FramesPerSecond)],
            cameras.ToDictionary(name => name, name =>
            {
                var at = past.Select(status => status.Cameras.FirstOrDefault(camera => camera.Name == name)).ToList();
                return new CameraHistory([.. at.Select(camera => camera?.RenderedPerSecond)], [.. at.Select(camera => camera?.DroppedPerSecond)], [.. at.Select(camera => camera?.LatencyMs.P95)]);
            }),
            devices.ToDictionary(name => name, name =>
            {
                var at = past.Select(status => status.Devices.FirstOrDefault(device => device.Name == name)).ToList();
                return new DeviceHistory([.. at.Select(device => device?.FramesPerSecond)], [.. at.Select(device => device?.Busy)]);
            }));
    }
}

/// <summary>A camera's.</summary>
/// <param name="RenderedPerSecond">Frames that came out.</param>
/// <param name="DroppedPerSecond">Frames dropped.</param>
/// <param name="LatencyP95Ms">Capture to result.</param>
internal sealed record CameraHistory(IReadOnlyList<double?> RenderedPerSecond, IReadOnlyList<double?> DroppedPerSecond, IReadOnlyList<double?> LatencyP95Ms);

/// <summary>A device's.</summary>
/// <param name="FramesPerSecond">Frames it answered.</param>
/// <param name="Busy">The share of its time that it was at work.</param>
internal sealed record DeviceHistory(IReadOnlyList<double?> FramesPerSecond, IReadOnlyList<double?> Busy);
