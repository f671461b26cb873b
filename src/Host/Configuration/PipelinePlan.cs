using System.CommandLine;
using Actors.Capture;
using Actors.Interop;
using Actors.Route;
using Actors.Tpu;
using Actors.View;
using Akka.Configuration;
using Microsoft.Extensions.Configuration;

namespace Actors.Host.Configuration;

/// <summary>Everything a command works with: read from defaults, <c>config/</c>, the environment and the command line, and checked.</summary>
internal sealed class PipelinePlan : IDisposable
{
    private readonly SettingLayers _layers;
    private readonly HostSettings _settings;
    private readonly TaskSettings _task;
    private readonly bool _usesEdgeTpus;
    private FlowSettings? _flow;

    private PipelinePlan(HostFiles host, HostSettings settings, Config hocon, SettingLayers layers, PipelinePlan? before)
    {
        HoconKeys.Check(hocon);
        var pool = PoolSettings.From(HoconTree.Section(hocon, PoolSettings.Section));
        _layers = layers;
        _settings = settings;
        Configuration = host.Configuration;
        Hocon = hocon;
        Pool = pool;
        Preprocessors = HoconKeys.WholeNumber(hocon, $"{HoconKeys.Prepare}.nr-of-instances", 1, 256);
        MostPreprocessors = HoconKeys.MostPreprocessorsOf(hocon);
        FramesInFlight = hocon.GetString(HoconKeys.FramesInFlight, null) == "auto" ? null : HoconKeys.WholeNumber(hocon, HoconKeys.FramesInFlight, 1, 1024);

        // Devices that are named as they were are there, or lost and looked for: either is no mistake in the settings.
        Devices = before is not null && before.Pool.Devices.SequenceEqual(pool.Devices) ? before.Devices : Resolve(pool, EdgeTpuDevices.List);
        var needsModel = pool.FallsBackToCpu || Devices.Any(device => device.NeedsModel) || host.OnCommandLine("Model:Path");
        var mayRunOnCpu = pool.FallsBackToCpu || pool.Devices.Any(device => device is DeviceSpec.Auto or DeviceSpec.Cpu or DeviceSpec.Simulated { Behaviour.AnswersOnCpu: true });
        var mayRunOnEdgeTpu = pool.Devices.Any(device => device is DeviceSpec.EdgeTpu or DeviceSpec.EdgeTpuAt || (device is DeviceSpec.Auto && NativeLibraries.HasEdgeTpu));
        _task = TaskSettings.From(settings.Model, needsModel, Devices, mayRunOnCpu, mayRunOnEdgeTpu, before?._task);
        if (pool.FallsBackToCpu && !Task.RunsOnCpu)
        {
            if (Task.Model != before?.Task.Model)
            {
                Dispose();
            }

            throw new SettingException($"{PoolSettings.Section}.fallback",
                $"the CPU cannot run '{Task.ModelName}', which is compiled for Edge TPUs. Put the file it was compiled from beside it, under its name without _edgetpu.");
        }

        // "auto" is whatever runs the model, and an Edge TPU might not.
        _usesEdgeTpus = Task.Model is not { CompiledForEdgeTpu: false } || pool.Devices.Any(device => device is not DeviceSpec.Auto);
        if (!_usesEdgeTpus)
        {
            Devices = Resolve(pool, () => []);
        }
    }

    public IConfiguration Configuration { get; }

    /// <summary>What names the devices in place of HOCON, such as the command line; null where nothing does.</summary>
    public string? DevicesPlace => _settings.Devices is null ? null : _layers.PlaceOf("Devices");

    /// <summary>The model as it is named.</summary>
    public string ModelName => _settings.Model.Path;

    public Config Hocon { get; }

    public PoolSettings Pool { get; }

    public IReadOnlyList<Device> Devices { get; }

    public DetectionTask Task => _task.Task;

    /// <summary>Preprocessors at the start and at least, from HOCON.</summary>
    public int Preprocessors { get; }

    /// <summary>Preprocessors at most, from HOCON; 0 where there are always as many.</summary>
    public int MostPreprocessors { get; }

    /// <summary>Frames in flight, from HOCON; null for auto.</summary>
    public int? FramesInFlight { get; }

    /// <summary>Reads and checks everything but cameras and outputs.</summary>
    /// <param name="options">The options that all commands share.</param>
    /// <param name="line">The command line.</param>
    /// <param name="given">Further settings of the command line, as configuration keys.</param>
    /// <param name="before">The plan that is carried out, which this one is to follow; null for the first. A model whose file has not changed is shared with it.</param>
    /// <param name="live">Settings that go over all others; null for none.</param>
    /// <exception cref="UsageException">A setting is wrong, or what it names is missing: in one line the file, the key and the reason.</exception>
    public static PipelinePlan Load(
        ModelOptions options, ParseResult line, IEnumerable<KeyValuePair<string, string?>>? given = null, PipelinePlan? before = null, LiveSettings? live = null)
    {
        var host = HostFiles.Load(line.GetValue(options.Config), [.. options.Given(line), .. given ?? []], live);
        var layers = new SettingLayers(host.Layers);
        var settings = layers.Located(() => HostSettings.From(host.Configuration, host.File));
        var hocon = HoconFiles.Load(
            line.GetValue(options.Hocon),
            settings.Devices is { } devices ? new HoconFiles.GivenDevices(layers.PlaceOf("Devices")!, devices) : null,
            live);
        layers = layers.Over(hocon.Layers);
        return layers.Located(() => new PipelinePlan(host, settings, hocon.Config, layers, before));
    }

    /// <summary>The whole pipeline, cameras and outputs included.</summary>
    /// <param name="before">The plan that is carried out, or null for the first.</param>
    /// <exception cref="UsageException">A camera or an output is wrong, or there is no camera.</exception>
    public PipelineSettings Pipeline(PipelinePlan? before = null)
    {
        _flow = _layers.Located(() => FlowSettings.From(_settings, Task.Model?.Name, Task.Labels, before?._flow));
        return Pipeline(_flow.Cameras, _flow.Outputs);
    }

    /// <summary>Whether and where it answers over HTTP.</summary>
    /// <exception cref="UsageException">It must not be reached from where it would be.</exception>
    public WebSettings Web => _layers.Located(() => WebSettings.From(_settings.Web));

    /// <summary>The whole pipeline with cameras and outputs of a command's own.</summary>
    public PipelineSettings Pipeline(IReadOnlyList<CameraSettings> cameras, IReadOnlyList<SinkSpec> outputs) => new()
    {
        Cameras = cameras,
        Task = Task.AsWantedBy(cameras),
        ListEdgeTpus = _usesEdgeTpus ? EdgeTpuDevices.List : () => [],
        Outputs = outputs,
        Pool = Pool,
        Preprocessors = Preprocessors,
        MostPreprocessors = MostPreprocessors,
        FramesInFlight = FramesInFlight,
    };

    public void Dispose()
    {
        Task.Model?.Dispose();
        Task.CpuModel?.Dispose();
    }

    private static IReadOnlyList<Device> Resolve(PoolSettings pool, Func<IReadOnlyList<EdgeTpuDevice>> listEdgeTpus)
    {
        try
        {
            return DeviceResolver.Resolve(pool.Devices, listEdgeTpus, Environment.ProcessorCount, fallsBackToCpu: pool.FallsBackToCpu);
        }
        catch (InteropException missing)
        {
            throw new SettingException($"{PoolSettings.Section}.devices", missing.Message, cause: missing);
        }
    }
}
