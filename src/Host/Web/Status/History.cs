namespace Actors.Host.Web;

/// <summary>How the last minutes went, for plots: one value in each list for each second, null where there is none.</summary>
/// <param name="At">The seconds, the oldest first; the last is now.</param>
/// <param name="FramesPerSecond">That came out, of all cameras.</param>
/// <param name="Cameras">By camera.</param>
/// <param name="Devices">By device.</param>
internal sealed record History(
    IReadOnlyList<DateTimeOffset> At, IReadOnlyList<double?> FramesPerSecond,
    IReadOnlyDictionary<string, CameraHistory> Cameras, IReadOnlyDictionary<string, DeviceHistory> Devices)
{
    // What is remembered comes a little early or late: a second without any of its own has that of the second before.
    private static readonly TimeSpan StillHolds = 2 * StatusBoard.Interval;

    /// <summary>Of what was remembered.</summary>
    /// <param name="past">The oldest first.</param>
    /// <param name="now">The last second. The first is that of the oldest.</param>
    public static History Of(IReadOnlyList<PipelineStatus> past, DateTimeOffset now)
    {
        var seconds = past.Count == 0 ? 0 : Math.Max(0, (int)((now - past[0].At) / StatusBoard.Interval) + 1);
        IReadOnlyList<DateTimeOffset> at = [.. Enumerable.Range(0, seconds).Select(second => now - (seconds - 1 - second) * StatusBoard.Interval)];
        var known = KnownAt(at, past);
        return new History(
            at,
            [.. known.Select(status => status?.FramesPerSecond)],
            past.SelectMany(status => status.Cameras.Select(camera => camera.Name)).Distinct(StringComparer.Ordinal).ToDictionary(name => name, name =>
            {
                var its = known.Select(status => status?.Cameras.FirstOrDefault(camera => camera.Name == name)).ToList();
                return new CameraHistory([.. its.Select(camera => camera?.RenderedPerSecond)], [.. its.Select(camera => camera?.DroppedPerSecond)], [.. its.Select(camera => camera?.LatencyMs.P95)]);
            }),
            past.SelectMany(status => status.Devices.Select(device => device.Name)).Distinct(StringComparer.Ordinal).ToDictionary(name => name, name =>
            {
                var its = known.Select(status => status?.Devices.FirstOrDefault(device => device.Name == name)).ToList();
                return new DeviceHistory([.. its.Select(device => device?.FramesPerSecond)], [.. its.Select(device => device?.Busy)]);
            }));
    }

    // At each moment the last that was remembered until then.
    private static List<PipelineStatus?> KnownAt(IReadOnlyList<DateTimeOffset> moments, IReadOnlyList<PipelineStatus> past)
    {
        var known = new List<PipelineStatus?>(moments.Count);
        var last = -1;
        foreach (var moment in moments)
        {
            while (last + 1 < past.Count && past[last + 1].At <= moment)
            {
                last++;
            }

            known.Add(last >= 0 && moment - past[last].At < StillHolds ? past[last] : null);
        }

        return known;
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
