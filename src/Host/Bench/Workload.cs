using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Interop;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Host.Bench;

/// <summary>A scenario made ready for one run: devices that nobody has used before, and one output that shows every picture.</summary>
/// <param name="Settings">Cameras, task, devices, output, and the settings that are shipped.</param>
/// <param name="Devices">The devices.</param>
/// <param name="Hocon">The actor system's configuration.</param>
/// <param name="Recorder">What came out.</param>
internal sealed record Workload(PipelineSettings Settings, IReadOnlyList<Device> Devices, Config Hocon, Recorder Recorder)
{
    /// <summary>Makes a scenario ready.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="plan">Where settings come from.</param>
    /// <param name="model">The model of the devices that run one.</param>
    public static Workload Of(Scenario scenario, PipelinePlan plan, Model? model)
    {
        var recorder = new Recorder();
        var devices = DeviceResolver.Resolve(DeviceSpec.ParseList([scenario.Devices]), () => [], Environment.ProcessorCount);
        var settings = new PipelineSettings
        {
            Cameras = [.. Enumerable.Range(0, scenario.Cameras).Select(camera => new CameraSettings($"{camera}", SourceUri.Parse(scenario.Camera)))],
            Task = scenario.NeedsModel ? DetectionTask.For(model!) : new DetectionTask(),
            Outputs = [new RecordedOutput(recorder)],
            Pool = plan.Pool with { Devices = [.. devices.Select(device => new DeviceSpec.Given(device))] },
            Preprocessors = plan.Preprocessors,
            MostPreprocessors = plan.MostPreprocessors,
            FramesInFlight = plan.FramesInFlight,
        };
        return new Workload(settings, devices, plan.Hocon, recorder);
    }
}
