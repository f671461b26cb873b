using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Capture;
using Actors.View;

namespace Actors.Host.Configuration;

/// <summary>The command-line options of where pictures come from and where results go.</summary>
internal sealed partial class FlowOptions
{
    public Option<string[]> Camera { get; } = new("--camera")
    {
        Description = $"A camera, or NAME=URI: {SourceUri.Forms}. Repeat for more.",
        HelpName = "URI",
    };

    public Option<string[]> Output { get; } = new("--output") { Description = $"Where results go: {SinkSpec.Forms}. Repeat for more.", HelpName = "OUTPUT" };

    public Option<string?> OnFull { get; } = new("--on-full") { Description = $"When devices are slower than a camera: {ConfigNames.Of<OnFull>()}. Default: drop-oldest for live cameras, wait for files.", HelpName = "WHAT" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Camera, Output, OnFull })
        {
            command.Add(option);
        }
    }

    /// <summary>The cameras and outputs that were given, as configuration keys.</summary>
    /// <exception cref="UsageException">Two cameras have one name.</exception>
    public IEnumerable<KeyValuePair<string, string?>> Given(ParseResult line)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (index, text) in (line.GetValue(Camera) ?? []).Index())
        {
            var named = NamedCamera().Match(text);
            var name = named.Success ? named.Groups[1].Value : string.Create(CultureInfo.InvariantCulture, $"camera{index}");
            if (!names.Add(name))
            {
                throw new UsageException($"--camera: two cameras are called '{name}'. Name them apart: NAME={SourceUri.Masked(named.Success ? named.Groups[2].Value : text)}");
            }

            yield return KeyValuePair.Create($"Cameras:{name}:Source", (string?)(named.Success ? named.Groups[2].Value : text));
        }

        foreach (var (index, text) in (line.GetValue(Output) ?? []).Index())
        {
            yield return KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"Outputs:{index}"), (string?)text);
        }
    }

    /// <summary>What is said of every camera when devices are slower; null where nothing is.</summary>
    /// <exception cref="SettingException">It is nothing there is.</exception>
    public OnFull? OnFullOf(ParseResult line) => line.GetValue(OnFull) is { } text ? ConfigNames.Parse<OnFull>(OnFull.Name, text) : null;

    // front=rtsp://…, but not a path or address that happens to hold an equals sign.
    [GeneratedRegex("^([A-Za-z][A-Za-z0-9_-]*)=(.+)$")]
    private static partial Regex NamedCamera();
}
