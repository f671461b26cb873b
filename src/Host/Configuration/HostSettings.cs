using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Actors.Host.Configuration;

/// <summary>The host's settings as they are written in <c>config/appsettings.json</c>, which documents each.</summary>
internal sealed record HostSettings
{
    public Dictionary<string, CameraSection> Cameras { get; init; } = [];

    public ModelSection Model { get; init; } = new();

    public string[] Outputs { get; init; } = ["auto"];

    /// <summary>Overrides the device list of HOCON.</summary>
    public string? Devices { get; init; }

    internal sealed record CameraSection
    {
        public string? Source { get; init; }

        public string? OnFull { get; init; }

        public int? FramesInFlight { get; init; }

        public long? FrameLimit { get; init; }
    }

    internal sealed record ModelSection
    {
        public string Path { get; init; } = "coco_ssd_mobilenet_v1_quant";

        public string? Labels { get; init; }

        public float Threshold { get; init; } = 0.5f;

        public int TopK { get; init; } = 20;

        public string Resize { get; init; } = "stretch";

        public string Resampling { get; init; } = "bilinear";

        public double? Mean { get; init; }

        public double? Deviation { get; init; }
    }

    private const BindingFlags Anyhow = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    // Sections of the file that others read.
    private static readonly HashSet<string> OthersSections = new(StringComparer.OrdinalIgnoreCase) { "Serilog" };

    /// <summary>Reads the settings.</summary>
    /// <exception cref="UsageException">A key is unknown or a value of the wrong kind; the message names it.</exception>
    public static HostSettings From(IConfiguration configuration, IConfiguration file)
    {
        var known = typeof(HostSettings).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (file.GetChildren().FirstOrDefault(section => !known.Contains(section.Key) && !OthersSections.Contains(section.Key)) is { } unknown)
        {
            throw new UsageException($"The configuration has an unknown section '{unknown.Key}'. There are {string.Join(", ", known.Concat(OthersSections).Order())}.");
        }

        return new HostSettings
        {
            Cameras = configuration.GetSection("Cameras").GetChildren().ToDictionary(camera => camera.Key, Bind<CameraSection>),
            Model = Bind<ModelSection>(configuration.GetSection("Model")),
            Outputs = OutputsOf(configuration.GetSection("Outputs")),
            Devices = configuration["Devices"],
        };
    }

    // A list that is written as one value, as an environment variable is, has no children.
    private static string[] OutputsOf(IConfigurationSection section) => section.GetChildren().Select(output => output.Value ?? "").ToArray() switch
    {
        { Length: > 0 } several => several,
        _ => section.Value switch { null => new HostSettings().Outputs, "" => [], var one => one.Split(',', StringSplitOptions.TrimEntries) },
    };

    private static T Bind<T>(IConfigurationSection section)
        where T : new()
    {
        try
        {
            return section.Get<T>(options => options.ErrorOnUnknownConfiguration = true) ?? new T();
        }
        catch (InvalidOperationException wrong)
        {
            var unknown = section.GetChildren().FirstOrDefault(key => typeof(T).GetProperty(key.Key, Anyhow) is null);
            throw new UsageException(unknown is null
                ? $"The configuration's section '{section.Path}' is wrong: {wrong.Message}"
                : $"The configuration has an unknown key '{unknown.Path}'. There are {string.Join(", ", typeof(T).GetProperties().Select(property => property.Name).Order())}.", wrong);
        }
    }
}
