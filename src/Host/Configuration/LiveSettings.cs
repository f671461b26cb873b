using System.Globalization;
using Actors.Host.Reload;
using Actors.Route;
using Akka.Configuration;

namespace Actors.Host.Configuration;

/// <summary>Settings that a running host is given over HTTP. They go over all others, and hold until it ends.</summary>
/// <remarks>They name nothing that is opened or run: no source, model, output, file or type. So whoever may set them can change no more than how the pipeline works.</remarks>
internal sealed record LiveSettings
{
    /// <summary>What messages call their place.</summary>
    public const string Place = "the page";

    private const int DeepestNesting = 16;
    private const int LongestLine = 240;

    /// <summary>None.</summary>
    public static readonly LiveSettings None = new();

    /// <summary>Only scores above it count, 0 to 1; null where it is not said.</summary>
    public float? Threshold { get; init; }

    /// <summary>Frames of a camera that may be on their way: a number, or auto; null where it is not said.</summary>
    public string? FramesInFlight { get; init; }

    /// <summary>Devices that are to stay closed, by name; null where it is not said.</summary>
    public IReadOnlyList<string>? OutOfService { get; init; }

    /// <summary>Of cameras, by name.</summary>
    public IReadOnlyDictionary<string, Camera> Cameras { get; init; } = new Dictionary<string, Camera>();

    /// <summary>HOCON over the files': of the device pool, the preprocessors and the frames in flight.</summary>
    public string Hocon { get; init; } = "";

    /// <summary>One camera's; null where it is not said.</summary>
    public sealed record Camera
    {
        /// <summary>Only scores above it count on this camera, 0 to 1.</summary>
        public float? Threshold { get; init; }

        /// <summary>Only these labels count; none for all.</summary>
        public IReadOnlyList<string>? Classes { get; init; }

        /// <summary>Whether nothing is captured.</summary>
        public bool? Paused { get; init; }

        /// <summary>Frames that may be on their way.</summary>
        public int? FramesInFlight { get; init; }
    }

    /// <summary>As configuration keys, what they say of cameras that there are.</summary>
    /// <param name="exists">Whether a camera is configured. One that is gone takes with it what was said of it.</param>
    public IEnumerable<KeyValuePair<string, string?>> Given(Predicate<string> exists)
    {
        var cameras = Cameras.Where(camera => exists(camera.Key)).SelectMany(camera => new (string Key, object? Value)[]
        {
            ($"Cameras:{camera.Key}:Threshold", camera.Value.Threshold),
            ($"Cameras:{camera.Key}:Classes", camera.Value.Classes is { } classes ? string.Join(", ", classes) : null),
            ($"Cameras:{camera.Key}:Paused", camera.Value.Paused),
            ($"Cameras:{camera.Key}:FramesInFlight", camera.Value.FramesInFlight),
        });
        (string Key, object? Value)[] model = [("Model:Threshold", Threshold)];
        return from pair in cameras.Concat(model)
               where pair.Value is not null
               select KeyValuePair.Create(pair.Key, Convert.ToString(pair.Value, CultureInfo.InvariantCulture));
    }

    /// <summary>What they say in HOCON.</summary>
    /// <exception cref="UsageException">The text does not parse, or says what a running host does not take over.</exception>
    public Config HoconConfig()
    {
        if (FramesInFlight is { } flight && flight != "auto" && !(flight.Length <= 4 && flight.All(char.IsAsciiDigit)))
        {
            throw new UsageException($"{Place}: {HoconKeys.FramesInFlight}: '{flight}' is neither auto nor a number.");
        }

        foreach (var name in OutOfService ?? [])
        {
            if (name is null || !PoolSettings.IsDeviceName(name))
            {
                throw new UsageException($"{Place}: {PoolSettings.Section}.out-of-service: '{name}' is no device's name, such as sim:0.");
            }
        }

        var controls = ConfigurationFactory.ParseString(string.Join('\n',
            FramesInFlight is { } frames ? $"{HoconKeys.FramesInFlight} = {HoconWriter.Value(frames)}" : "",
            OutOfService is { } names ? $"akka.actor.deployment.\"/pipeline/tpu\".out-of-service = {HoconWriter.List(names)}" : ""));
        if (string.IsNullOrWhiteSpace(Hocon))
        {
            return controls;
        }

        // What stands for the environment or another file would show it to whoever asks.
        if (Hocon.Contains("${", StringComparison.Ordinal))
        {
            throw new UsageException($"{Place}: '${{' is not for the page. Write the value itself.");
        }

        if (IncludeLine(Hocon) is { } line)
        {
            throw new UsageException($"{Place}: line {line}: 'include' is not for the page. Write the settings themselves.");
        }

        RequireShallow(Hocon);
        var text = HoconFiles.Parse(Place, Hocon);
        return HoconTree.Flatten(text).Keys.FirstOrDefault(key => !FixedSettings.IsReloadable(key)) is { } wrong
            ? throw new UsageException($"{Place}: {wrong}: a running host does not take it over. Set it in hocon/actors.conf and start again; here there are {PoolSettings.Section}, {HoconKeys.Prepare}.nr-of-instances, its resizer, and {HoconKeys.FramesInFlight}.")
            : controls.WithFallback(text);
    }

    // The parser goes into what is nested by calling itself.
    private static void RequireShallow(string text)
    {
        var depth = 0;
        foreach (var letter in text)
        {
            depth += letter is '{' or '[' ? 1 : letter is '}' or ']' ? -1 : 0;
            if (depth > DeepestNesting)
            {
                throw new UsageException($"{Place}: the HOCON is nested more than {DeepestNesting} deep.");
            }
        }

        if (text.Split('\n').Any(line => line.Length > LongestLine))
        {
            throw new UsageException($"{Place}: a line of the HOCON is longer than {LongestLine} characters.");
        }
    }

    private static int? IncludeLine(string text) =>
        text.Split('\n').Index().Where(line => line.Item.Contains("include", StringComparison.Ordinal)).Select(line => (int?)(line.Index + 1)).FirstOrDefault();
}
