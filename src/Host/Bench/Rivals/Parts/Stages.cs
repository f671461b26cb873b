namespace Actors.Host.Bench.Rivals.Parts;

/// <summary>All the stages of a workload but its view, not yet wired.</summary>
internal sealed class Stages : IDisposable
{
    public Stages(Workload workload)
    {
        var settings = workload.Settings;
        Cameras = [.. settings.Cameras.Select((_, number) => new CaptureStage(number, settings))];
        Preprocessors = [.. Enumerable.Range(0, settings.Preprocessors).Select(_ => new PrepareStage(settings.Task))];
        Devices = [.. workload.Devices.Select((_, number) => new InferStage(number, workload))];
    }

    public List<CaptureStage> Cameras { get; }

    public List<PrepareStage> Preprocessors { get; }

    public List<InferStage> Devices { get; }

    public void Dispose()
    {
        Cameras.ForEach(camera => camera.Dispose());
        Preprocessors.ForEach(preprocessor => preprocessor.Dispose());
        Devices.ForEach(device => device.Dispose());
    }
}
