namespace Actors.Host.Web;

/// <summary>What the pipeline is doing. Rates and shares are of the last seconds; counts are since the start.</summary>
/// <param name="At">When.</param>
/// <param name="UptimeSeconds">Since the pipeline was made.</param>
/// <param name="FramesPerSecond">That came out, of all cameras.</param>
/// <param name="Bottleneck">What limits that.</param>
/// <param name="Cameras">The cameras.</param>
/// <param name="Devices">The devices in the pool.</param>
/// <param name="Stages">How busy each stage was.</param>
/// <param name="Cost">What a frame took; null where none came out.</param>
internal sealed record PipelineStatus(
    DateTimeOffset At, double UptimeSeconds, double FramesPerSecond, BottleneckStatus Bottleneck,
    IReadOnlyList<CameraStatus> Cameras, IReadOnlyList<DeviceStatus> Devices, IReadOnlyList<StageStatus> Stages, CostStatus? Cost);

/// <summary>What limits the rate.</summary>
/// <param name="Stage">The stage that has the least time to spare; empty where nothing ran.</param>
/// <param name="Text">That, in a sentence.</param>
/// <param name="Advice">What to change, in a sentence; empty where there is nothing to say.</param>
internal sealed record BottleneckStatus(string Stage, string Text, string Advice);

/// <summary>A stage.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Busy">The share of its time, 0 to 1, that it was at work.</param>
internal sealed record StageStatus(string Name, double Busy);

/// <summary>What a frame took on average.</summary>
/// <param name="CpuMs">Of the processor's time.</param>
/// <param name="DeviceMs">Of the devices' time.</param>
/// <param name="Joules">Of the processors' energy; null where the machine does not tell.</param>
internal sealed record CostStatus(double CpuMs, double DeviceMs, double? Joules);
