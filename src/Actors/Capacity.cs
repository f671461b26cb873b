namespace Actors;

/// <summary>How many frames a second each stage could do, were it the only one; from what was measured while it did fewer.</summary>
/// <remarks>
/// Operational analysis (Denning and Buzen, 1978): a stage that was busy for a share U of the time while X frames a second came
/// through can do X / U of them, and all stages together do no more than the one that can do least.
/// </remarks>
/// <param name="Cameras">What the cameras give or could be read at.</param>
/// <param name="Preparing">All preprocessors.</param>
/// <param name="Devices">All devices.</param>
/// <param name="Rest">The least of drawing, outputs and the processor's cores.</param>
/// <param name="PreprocessorCount">How many preprocessors work at once.</param>
/// <param name="DeviceCount">How many devices there are.</param>
public sealed record Capacity(double Cameras, double Preparing, double Devices, double Rest, int PreprocessorCount, int DeviceCount)
{
    /// <summary>What all stages together can do at most, in frames per second.</summary>
    public double Bound => Math.Min(Math.Min(Cameras, Preparing), Math.Min(Devices, Rest));

    /// <summary>The bound with one more device like the average of those there are.</summary>
    public double WithOneMoreDevice => (this with { Devices = Devices * (DeviceCount + 1) / Math.Max(1, DeviceCount) }).Bound;

    /// <summary>The bound with one device fewer.</summary>
    public double WithOneDeviceFewer => (this with { Devices = Devices * (DeviceCount - 1) / Math.Max(1, DeviceCount) }).Bound;

    /// <summary>The bound with one more preprocessor at work.</summary>
    public double WithOneMorePreprocessor => (this with { Preparing = Preparing * (PreprocessorCount + 1) / Math.Max(1, PreprocessorCount) }).Bound;

    /// <summary>The bound with cameras that give as many frames as are taken.</summary>
    public double WithFasterCameras => (this with { Cameras = double.PositiveInfinity }).Bound;
}
