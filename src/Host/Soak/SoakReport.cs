using Actors.Capture;

namespace Actors.Host.Soak;

/// <summary>What a soak came to.</summary>
/// <param name="Seed">Repeats the faults and changes, if not their moments.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Growths">What was to stay flat.</param>
/// <param name="Faults">The faults there were, by kind.</param>
/// <param name="Changes">The changes of settings, by what they changed.</param>
/// <param name="Refused">Those of them that the pipeline did not take on.</param>
/// <param name="Cameras">The cameras' frames.</param>
/// <param name="Shown">Frames that reached the output.</param>
/// <param name="Missed">Frames of live cameras that passed it by while it was busy.</param>
/// <param name="OutOfOrder">Of those, the frames that came again or after a later one.</param>
internal sealed record SoakReport(
    int Seed, double Seconds, IReadOnlyList<Growth> Growths, IReadOnlyList<SoakReport.Count> Faults, IReadOnlyList<SoakReport.Count> Changes,
    IReadOnlyList<string> Refused, IReadOnlyList<SoakReport.CameraFrames> Cameras, long Shown, long Missed, long OutOfOrder)
{
    /// <summary>How often something happened.</summary>
    public sealed record Count(string What, long Times);

    /// <summary>What became of a camera's frames.</summary>
    public sealed record CameraFrames(string Camera, long Captured, long Rendered, IReadOnlyList<Count> Drops)
    {
        /// <summary>Frames of which nothing is known.</summary>
        public long Lost => Captured - Rendered - Drops.Sum(drop => drop.Times);

        /// <summary>Of a meter.</summary>
        public static CameraFrames Of(CameraMeter meter) => new(
            meter.Camera, meter.Captured, meter.Rendered,
            [.. Enum.GetValues<DropCause>().Select(cause => new Count(Configuration.ConfigNames.Name(cause), meter.Drops(cause))).Where(drop => drop.Times > 0)]);
    }

    /// <summary>Frames of which nothing is known, on the way to the renderer or from there to the output.</summary>
    public long Lost => Cameras.Sum(camera => camera.Lost) + Math.Abs(Cameras.Sum(camera => camera.Rendered) - Shown - Missed);

    /// <summary>Whether all is as it should be.</summary>
    public bool Holds => Lost == 0 && OutOfOrder == 0 && Growths.All(growth => growth.IsFlat);
}
