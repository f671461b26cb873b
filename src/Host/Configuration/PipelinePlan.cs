using System.CommandLine;
using System.Globalization;
using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Actors.View;
using Akka.Configuration;
using Microsoft.Extensions.Configuration;

namespace Actors.Host.Configuration;

/// <summary>Everything a command works with: read from defaults, <c>config/</c>, the environment and the command line, and checked.</summary>
internal sealed class PipelinePlan : IDisposable
{
    private const string EnvironmentPrefix = "ACTORS_";

    private const string Outputs = "Outputs";
    private static readonly string[] ReplacedWhole = ["Cameras", Outputs];

    private readonly bool _usesEdgeTpus;

    private PipelinePlan(IConfiguration configuration, HostSettings settings, Config hocon, PoolSettings pool, IReadOnlyList<Device> devices, DetectionTask task, bool usesEdgeTpus)
    {
        _usesEdgeTpus = usesEdgeTpus;
        Configuration = configuration;
        Settings = settings;
        Hocon = hocon;
        Pool = pool;
        Devices = devices;
        Task = task;
    }

    public IConfiguration Configuration { get; }

    public HostSettings Settings { get; }

    public Config Hocon { get; }

    public PoolSettings Pool { get; }

    public IReadOnlyList<Device> Devices { get; }

    public DetectionTask Task { get; }

    /// <summary>Preprocessors, from HOCON.</summary>
    public int Preprocessors => WholeNumber("akka.actor.deployment.\"/pipeline/prepare\".nr-of-instances", 1, 256);

    /// <summary>Frames in flight, from HOCON; null for auto.</summary>
    public int? FramesInFlight => Hocon.GetString("actors.frames-in-flight", null) == "auto" ? null : WholeNumber("actors.frames-in-flight", 1, 1024);

    /// <summary>Threads of one of the dispatchers under <c>actors</c>, from HOCON.</summary>
    public int ThreadsOf(string dispatcher) => Hocon.GetInt($"actors.{dispatcher}.dedicated-thread-pool.thread-count", int.MaxValue);

    /// <summary>Reads and checks everything but cameras and outputs.</summary>
    /// <param name="options">The options that all commands share.</param>
    /// <param name="line">The command line.</param>
    /// <param name="given">Further settings of the command line, as configuration keys.</param>
    /// <exception cref="UsageException">A setting is wrong.</exception>
    /// <exception cref="ConfigurationException">A HOCON setting is wrong.</exception>
    /// <exception cref="InteropException">A library, the model or a device is missing.</exception>
    public static PipelinePlan Load(ModelOptions options, ParseResult line, IEnumerable<KeyValuePair<string, string?>>? given = null)
    {
        var file = ReadFile(line.GetValue(options.Config));
        var environment = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build();
        var fromCommandLine = options.Given(line).Concat(given ?? []).ToList();
        var configuration = new ConfigurationBuilder()
            .AddConfiguration(Without(file, [.. ReplacedWhole.Where(section => HasAny(fromCommandLine, section)), .. HasAny(environment.AsEnumerable(), Outputs) ? [Outputs] : (string[])[]]))
            .AddConfiguration(Without(environment, [.. ReplacedWhole.Where(section => HasAny(fromCommandLine, section))]))
            .AddInMemoryCollection(fromCommandLine)
            .Build();
        var settings = HostSettings.From(configuration, file);
        var hocon = HoconFiles.Load(line.GetValue(options.Hocon), settings.Devices);
        var section = HoconFiles.Section(hocon, "akka.actor.deployment.\"/pipeline/tpu\"");
        PoolSettings.CheckKeys(section);
        var pool = PoolSettings.From(section);
        var devices = DeviceResolver.Resolve(pool.Devices, EdgeTpuDevices.List, Environment.ProcessorCount);
        var task = TaskOf(settings.Model, devices, modelGiven: fromCommandLine.Any(pair => pair.Key == "Model:Path"));
        // "auto" is whatever runs the model, and an Edge TPU might not.
        var usesEdgeTpus = task.Model is not { CompiledForEdgeTpu: false } || pool.Devices.Any(device => device is not DeviceSpec.Auto);
        if (!usesEdgeTpus)
        {
            devices = DeviceResolver.Resolve(pool.Devices, () => [], Environment.ProcessorCount);
        }

        return new PipelinePlan(configuration, settings, hocon, pool, devices, task, usesEdgeTpus);
    }

    /// <summary>The whole pipeline, cameras and outputs included.</summary>
    /// <exception cref="UsageException">A camera or an output is wrong, or there is no camera.</exception>
    public PipelineSettings Pipeline()
    {
        var cameras = Settings.Cameras.Select(camera => CameraOf(camera.Key, camera.Value)).ToList();
        if (cameras.Count == 0)
        {
            throw new UsageException("No camera is configured. Name one with --camera, or under Cameras in config/appsettings.json.");
        }

        try
        {
            var outputs = SinkSpec.ParseList(Settings.Outputs, severalCameras: cameras.Count > 1);
            CheckOverwriting(cameras, outputs);
            foreach (var output in outputs)
            {
                output.Probe();
            }

            return new PipelineSettings
            {
                Cameras = cameras,
                Task = Task,
                ListEdgeTpus = _usesEdgeTpus ? EdgeTpuDevices.List : () => [],
                Outputs = outputs,
                Pool = Pool,
                Preprocessors = Preprocessors,
                FramesInFlight = FramesInFlight,
            };
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"Outputs: {wrong.Message}", wrong);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Outputs: one cannot be written: {closed.Message}", closed);
        }
    }

    public void Dispose() => Task.Model?.Dispose();

    private void CheckOverwriting(IEnumerable<CameraSettings> cameras, IEnumerable<SinkSpec> outputs)
    {
        var read = cameras.Select(camera => camera.Source switch
            {
                SourceUri.VideoFile video => video.Path,
                SourceUri.Images images => images.Pattern,
                _ => null,
            })
            .Append(Task.Model?.Name).OfType<string>().Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        if (outputs.FirstOrDefault(output => output.File is { } file && read.Contains(Path.GetFullPath(file))) is { } over)
        {
            throw new UsageException($"The output '{over}' would be written over what is read. Choose another name.");
        }
    }

    private int WholeNumber(string key, int lowest, int highest)
    {
        var text = Hocon.GetString(key, null);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
            ? number
            : throw new UsageException($"{key}: '{text}' is no whole number from {lowest} to {highest}.");
    }

    private static CameraSettings CameraOf(string name, HostSettings.CameraSection section)
    {
        if (name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || name is "." or "..")
        {
            throw new UsageException($"A camera cannot be called '{name}': its pictures and videos are named after it.");
        }

        try
        {
            var camera = new CameraSettings(name, SourceUri.Parse(section.Source ?? throw new FormatException("it has no Source.")))
            {
                FramesInFlight = section.FramesInFlight is null or (>= 1 and <= 1024)
                    ? section.FramesInFlight
                    : throw new FormatException($"FramesInFlight: {section.FramesInFlight} is not from 1 to 1024."),
                FrameLimit = section.FrameLimit is null or >= 1
                    ? section.FrameLimit
                    : throw new FormatException($"FrameLimit: {section.FrameLimit} is less than 1."),
            };
            return section.OnFull is { } onFull ? camera with { OnFull = ConfigNames.Parse<OnFull>($"Camera '{name}', OnFull", onFull) } : camera;
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"Camera '{name}': {wrong.Message}", wrong);
        }
    }

    private static DetectionTask TaskOf(HostSettings.ModelSection section, IReadOnlyList<Device> devices, bool modelGiven)
    {
        if (section.Threshold is not (>= 0 and <= 1))
        {
            throw new UsageException($"The threshold {section.Threshold} is not from 0 to 1.");
        }

        if (section.TopK < 1)
        {
            throw new UsageException($"Top-k {section.TopK} is less than 1.");
        }

        // Simulated devices alone need no model, so the default one need not be there for them.
        var (task, path) = devices.Any(device => device.NeedsModel) || modelGiven ? LoadModel(section.Path, devices) : (new DetectionTask(), null);
        return task with
        {
            Filter = new DetectionFilter(section.Threshold, section.TopK),
            Prepare = new PrepareSettings
            {
                Resize = ConfigNames.Parse<ResizeMode>("Resize", section.Resize),
                Resampling = ConfigNames.Parse<Resampling>("Resampling", section.Resampling),
                Normalization = NormalizationOf(section),
            },
            Labels = LabelsOf(section.Labels ?? (path is null ? null : ModelLookup.LabelsBeside(path))),
        };
    }

    private static (DetectionTask Task, string? Path) LoadModel(string name, IReadOnlyList<Device> devices)
    {
        var path = ModelLookup.Find(name);
        return (DetectionTask.For(Model.FromFile(path), devices), path);
    }

    private static Normalization? NormalizationOf(HostSettings.ModelSection section) => (section.Mean, section.Deviation) switch
    {
        (null, null) => null,
        ({ } mean, > 0 and { } deviation) => new Normalization(mean, deviation),
        _ => throw new UsageException("Model: give both Mean and Deviation, the latter above 0, or neither."),
    };

    private static Labels LabelsOf(string? path)
    {
        try
        {
            return path is null ? Labels.None : Labels.FromFile(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The labels '{path}' cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static IConfiguration ReadFile(string? chosen)
    {
        var path = chosen ?? Home.Settings;
        if (!File.Exists(path))
        {
            return chosen is null ? new ConfigurationBuilder().Build() : throw new UsageException($"There is no configuration file '{chosen}'.");
        }

        try
        {
            return new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false, reloadOnChange: false).Build();
        }
        catch (Exception wrong) when (wrong is InvalidDataException or FormatException)
        {
            throw new UsageException($"The configuration file '{path}' is wrong: {wrong.InnerException?.Message ?? wrong.Message}", wrong);
        }
    }

    private static bool HasAny(IEnumerable<KeyValuePair<string, string?>> settings, string section) =>
        settings.Any(pair => pair.Value is not null && IsIn(pair.Key, section));

    private static bool IsIn(string key, string section) =>
        key.Equals(section, StringComparison.OrdinalIgnoreCase) || key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    // Cameras and outputs of the command line stand in place of the file's and the environment's, not beside them; and so
    // do outputs of the environment, which is no place for the third entry of somebody else's list.
    private static IConfiguration Without(IConfiguration written, IReadOnlyList<string> sections) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(written.AsEnumerable().Where(pair => pair.Value is not null && !sections.Any(section => IsIn(pair.Key, section))))
            .Build();
}
