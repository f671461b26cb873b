using Actors.Capture;
using Actors.View;

namespace Actors.Host.Configuration;

/// <summary>Where pictures come from and where results go, as configured.</summary>
/// <param name="Settings">What it was made of.</param>
/// <param name="Cameras">The cameras.</param>
/// <param name="Outputs">The outputs.</param>
internal sealed record FlowSettings(HostSettings Settings, IReadOnlyList<CameraSettings> Cameras, IReadOnlyList<SinkSpec> Outputs)
{
    private const string CamerasKey = "Cameras";
    private const string OutputsKey = "Outputs";

    /// <summary>Reads and checks it.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="model">The model's file, or null.</param>
    /// <param name="labels">What its classes are called.</param>
    /// <param name="before">
    /// What was read before and is in use, or null. What is written as it was means what it meant then: a camera that is
    /// unplugged just now, or an output that is being written, is no mistake in the settings.
    /// </param>
    /// <exception cref="SettingException">A camera or an output cannot be, or there is no camera.</exception>
    public static FlowSettings From(HostSettings settings, string? model, Labels labels, FlowSettings? before)
    {
        var cameras = settings.Cameras.Select(camera => CameraOf(camera.Key, camera.Value, before)).ToList();
        if (cameras.Count == 0)
        {
            throw new SettingException(CamerasKey, "no camera is configured. Name one with --camera, or under Cameras in config/appsettings.json.");
        }

        // Without a model classes have no names. Those that are written for one may stay, but none may come.
        var haveNames = model is not null || labels.Names.Count > 0;
        foreach (var camera in cameras.Where(camera => haveNames || (before is not null && !before.Cameras.Any(known => known.Name == camera.Name && known.Classes == camera.Classes))))
        {
            CheckClasses(camera, labels);
        }

        var outputs = OutputsOf(settings.Outputs, severalCameras: cameras.Count > 1, before);
        CheckOverwriting(cameras, outputs, model);
        return new FlowSettings(settings, cameras, outputs);
    }

    // "auto" is still the camera that it was, though that is unplugged just now.
    private static SourceUri? KnownSource(string name, HostSettings.CameraSection section, FlowSettings? before) =>
        before is not null && before.Settings.Cameras.TryGetValue(name, out var known) && known.Source == section.Source
            ? before.Cameras.FirstOrDefault(camera => camera.Name == name)?.Source
            : null;

    private static CameraSettings CameraOf(string name, HostSettings.CameraSection section, FlowSettings? before)
    {
        var key = $"{CamerasKey}:{name}";
        if (name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()) || name is "." or "..")
        {
            throw new SettingException(key, $"a camera cannot be called '{name}': its pictures and videos are named after it.");
        }

        var camera = new CameraSettings(name, KnownSource(name, section, before) ?? SourceOf(key, section.Source, runs: before is not null))
        {
            FramesInFlight = section.FramesInFlight is null or (>= 1 and <= 1024)
                ? section.FramesInFlight
                : throw new SettingException($"{key}:{nameof(section.FramesInFlight)}", $"{section.FramesInFlight} is not from 1 to 1024."),
            FrameLimit = section.FrameLimit is null or >= 1
                ? section.FrameLimit
                : throw new SettingException($"{key}:{nameof(section.FrameLimit)}", $"{section.FrameLimit} is less than 1."),
            Threshold = section.Threshold is null or (>= 0 and <= 1)
                ? section.Threshold
                : throw new SettingException($"{key}:{nameof(section.Threshold)}", $"{section.Threshold} is not from 0 to 1."),
            Classes = ClassesOf(section.Classes),
            Paused = section.Paused,
        };
        if (section.Decoding is { } decoding)
        {
            camera = camera with { Decoding = ConfigNames.Parse<Decoding>($"{key}:{nameof(section.Decoding)}", decoding) };
        }

        return section.OnFull is { } onFull ? camera with { OnFull = ConfigNames.Parse<OnFull>($"{key}:{nameof(section.OnFull)}", onFull) } : camera;
    }

    // One way of writing for each set of classes, so that equal ones are no change.
    private static string? ClassesOf(string? text)
    {
        var names = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Distinct(StringComparer.OrdinalIgnoreCase);
        return string.Join(", ", names) is { Length: > 0 } written ? written : null;
    }

    private static void CheckClasses(CameraSettings camera, Labels labels)
    {
        // Without labels a class is called by its number.
        var unknown = camera.Classes?.Split(", ").FirstOrDefault(name => !labels.Names.Values.Contains(name, StringComparer.OrdinalIgnoreCase)
            && !(int.TryParse(name, out var number) && !labels.Names.ContainsKey(number)));
        if (unknown is not null)
        {
            var known = labels.Names.Count == 0
                ? "The model's classes have no names here, only numbers."
                : $"There are {string.Join(", ", labels.Names.OrderBy(name => name.Key).Select(name => name.Value).Distinct(StringComparer.OrdinalIgnoreCase))}.";
            throw new SettingException($"{CamerasKey}:{camera.Name}:{nameof(HostSettings.CameraSection.Classes)}", $"there is no class '{unknown}'. {known}");
        }
    }

    private static SourceUri SourceOf(string camera, string? source, bool runs)
    {
        var key = $"{camera}:{nameof(HostSettings.CameraSection.Source)}";
        try
        {
            var parsed = SourceUri.Parse(source ?? throw new SettingException(key, "the camera has no source."));
            if (runs && !parsed.IsLive)
            {
                // A file that cannot be read would end its camera, and perhaps the run, after the one before it had gone.
                parsed.Open().Dispose();
            }

            return parsed;
        }
        catch (SourceException unreadable)
        {
            throw new SettingException(key, unreadable.Message, cause: unreadable);
        }
        catch (FormatException wrong)
        {
            throw new SettingException(key, wrong.Message, cause: wrong);
        }
    }

    private static IReadOnlyList<SinkSpec> OutputsOf(string[] texts, bool severalCameras, FlowSettings? before)
    {
        if (before is not null && before.Cameras.Count > 1 == severalCameras && before.Settings.Outputs.SequenceEqual(texts))
        {
            return before.Outputs;
        }

        try
        {
            var outputs = SinkSpec.ParseList(texts, severalCameras);
            foreach (var output in outputs.Except(before?.Outputs ?? []))
            {
                output.Probe();
            }

            return outputs;
        }
        catch (FormatException wrong)
        {
            throw new SettingException(OutputsKey, wrong.Message, cause: wrong);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(OutputsKey, $"one cannot be written: {closed.Message}", cause: closed);
        }
    }

    private static void CheckOverwriting(IReadOnlyList<CameraSettings> cameras, IEnumerable<SinkSpec> outputs, string? model)
    {
        var names = cameras.Select(camera => camera.Name).ToList();
        var read = cameras.SelectMany(camera => FilesOf(camera.Source)).Concat(model is null ? [] : [model]).Select(Path.GetFullPath).ToList();
        if (outputs.FirstOrDefault(output => read.Any(file => output.Overwrites(file, names))) is { } over)
        {
            throw new SettingException(OutputsKey, $"'{over}' would be written over what is read. Choose another name.");
        }
    }

    private static IReadOnlyList<string> FilesOf(SourceUri source)
    {
        try
        {
            return source switch
            {
                SourceUri.VideoFile video => [video.Path],
                SourceUri.Images images => ImageSource.Find(images.Pattern),
                _ => [],
            };
        }
        catch (SourceException)
        {
            // The camera tells it as it opens.
            return [];
        }
    }
}
