using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Actors.Host.Configuration;

/// <summary>The host's settings as they are written in <c>config/appsettings.json</c>, which documents each.</summary>
internal sealed record HostSettings
{
    public Dictionary<string, CameraSection> Cameras { get; init; } = [];

    public ModelSection Model { get; init; } = new();

    public string[] Outputs { get; init; } = ["auto"];

    public CatalogueSection Catalogue { get; init; } = new();

    /// <summary>Overrides the device list of HOCON.</summary>
    public string? Devices { get; init; }

    public WebSection Web { get; init; } = new();

    internal sealed record CameraSection
    {
        public string? Source { get; init; }

        public string? OnFull { get; init; }

        public string? Decoding { get; init; }

        public int? FramesInFlight { get; init; }

        public long? FrameLimit { get; init; }

        public float? Threshold { get; init; }

        public string? Classes { get; init; }

        public bool Paused { get; init; }
    }

    internal sealed record WebSection
    {
        public string Address { get; init; } = "127.0.0.1:8080";

        public string? Token { get; init; }

        public bool Insecure { get; init; }

        public string? Hosts { get; init; }

        public string? Proxies { get; init; }
    }

    internal sealed record ModelSection
    {
        public string Path { get; init; } = "hardnet39ds_ssd_320_street_int8";

        public string? Labels { get; init; }

        public float Threshold { get; init; } = 0.5f;

        public int TopK { get; init; } = 100;

        public string? Resize { get; init; }

        public string Resampling { get; init; } = "bilinear";

        public string? Anchors { get; init; }

        public string Scores { get; init; } = "probability";

        public bool Background { get; init; } = true;

        public float Overlap { get; init; } = 0.6f;

        public float SoftSigma { get; init; }

        public double? Mean { get; init; }

        public double? Deviation { get; init; }
    }

    internal sealed record CatalogueSection
    {
        public string? Mirror { get; init; }
    }

    private const BindingFlags Anyhow = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    // Sections of the file that others read.
    private static readonly HashSet<string> OthersSections = new(StringComparer.OrdinalIgnoreCase) { "Serilog" };

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingException">A key is unknown or a value of the wrong kind; the message names it.</exception>
    public static HostSettings From(IConfiguration configuration, IConfiguration file)
    {
        var known = typeof(HostSettings).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (file.GetChildren().FirstOrDefault(section => !known.Contains(section.Key) && !OthersSections.Contains(section.Key)) is { } unknown)
        {
            throw new SettingException(unknown.Key, $"there is no such section. There are {string.Join(", ", known.Concat(OthersSections).Order())}.");
        }

        return new HostSettings
        {
            Cameras = Section(configuration, "Cameras").GetChildren().ToDictionary(camera => camera.Key, Bind<CameraSection>),
            Model = Bind<ModelSection>(configuration.GetSection("Model")),
            Web = Bind<WebSection>(configuration.GetSection("Web")),
            Outputs = OutputsOf(configuration.GetSection("Outputs")),
            Catalogue = Bind<CatalogueSection>(configuration.GetSection("Catalogue")),
            Devices = configuration.GetSection("Devices").GetChildren().Any()
                ? throw new SettingException("Devices", "it must be one text, the devices separated by commas.")
                : configuration["Devices"],
        };
    }

    private static IConfigurationSection Section(IConfiguration configuration, string key) =>
        configuration.GetSection(key) is { Value: null or "" } section ? section : throw new SettingException(key, "it must be a section in braces.");

    // A list that is written as one value, as an environment variable is, has no children.
    private static string[] OutputsOf(IConfigurationSection section) => section.GetChildren().Select(output => output.Value ?? "").ToArray() switch
    {
        { Length: > 0 } several => several,
        _ => section.Value switch { null => new HostSettings().Outputs, "" => [], var one => one.Split(',', StringSplitOptions.TrimEntries) },
    };

    private static T Bind<T>(IConfigurationSection section)
        where T : new()
    {
        if (section.Value is { Length: > 0 })
        {
            throw new SettingException(section.Path, "it must be a section in braces.");
        }

        foreach (var setting in section.GetChildren())
        {
            var kind = typeof(T).GetProperty(setting.Key, Anyhow)?.PropertyType
                ?? throw new SettingException(setting.Path, $"there is no such setting. There are {string.Join(", ", typeof(T).GetProperties().Select(property => property.Name).Order())}.");
            CheckValue(setting, Nullable.GetUnderlyingType(kind) ?? kind);
        }

        return section.Get<T>() ?? new T();
    }

    private static void CheckValue(IConfigurationSection setting, Type kind)
    {
        if (setting.GetChildren().Any())
        {
            throw new SettingException(setting.Path, "it must be a single value.");
        }

        try
        {
            _ = setting.Get(kind);
        }
        catch (InvalidOperationException wrong)
        {
            throw new SettingException(setting.Path, $"'{setting.Value}' is {(kind == typeof(bool) ? "neither true nor false" : kind == typeof(int) || kind == typeof(long) ? "no whole number" : "no number")}.", cause: wrong);
        }
    }
}
