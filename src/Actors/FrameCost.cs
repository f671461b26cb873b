using System.Globalization;

namespace Actors;

/// <summary>What a frame took on average: all that was used, for each that came out.</summary>
/// <param name="CpuSeconds">Of the processor's time; see <see cref="EnergyReading"/>.</param>
/// <param name="DeviceSeconds">Of the devices' time.</param>
/// <param name="Joules">Of the processors' energy; null where the machine does not tell.</param>
public sealed record FrameCost(double CpuSeconds, double DeviceSeconds, double? Joules)
{
    /// <summary>What a pipeline has used so far, and the frames that have come out.</summary>
    /// <param name="Energy">What its <see cref="EnergyMeter"/> reads.</param>
    /// <param name="Devices">The time for which its devices were busy.</param>
    /// <param name="Frames">Frames that came out.</param>
    public readonly record struct Reading(EnergyReading Energy, TimeSpan Devices, long Frames)
    {
        /// <summary>Reads a pipeline's meters.</summary>
        public static Reading Of(PipelineMeter meter) => new(
            meter.Energy.Read(),
            meter.Devices.Aggregate(TimeSpan.Zero, (sum, device) => sum + device.Busy),
            meter.Cameras.Sum(camera => camera.Rendered));
    }

    /// <summary>Between two readings; null where no frame came out.</summary>
    public static FrameCost? Between(Reading before, Reading after)
    {
        var frames = after.Frames - before.Frames;
        return frames > 0
            ? new FrameCost(
                (after.Energy.Cpu - before.Energy.Cpu).TotalSeconds / frames,
                (after.Devices - before.Devices).TotalSeconds / frames,
                (after.Energy.Joules - before.Energy.Joules) / frames)
            : null;
    }

    /// <summary>In a sentence.</summary>
    public override string ToString()
    {
        var (cpu, device) = (Milliseconds(CpuSeconds), Milliseconds(DeviceSeconds));
        return Joules is { } joules
            ? string.Create(CultureInfo.InvariantCulture, $"A frame took {cpu} of the processor, {device} of a device and {joules:0.0000} J.")
            : $"A frame took {cpu} of the processor and {device} of a device.";
    }

    /// <summary>In a few words.</summary>
    public string ShortText => $"a frame: {Milliseconds(CpuSeconds)} CPU, {Milliseconds(DeviceSeconds)} device{(Joules is { } joules ? string.Create(CultureInfo.InvariantCulture, $", {joules:0.0000} J") : "")}";

    private static string Milliseconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{1000 * seconds:0.00} ms");
}
