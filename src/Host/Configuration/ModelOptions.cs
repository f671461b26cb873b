using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Actors.Prepare;

namespace Actors.Host.Configuration;

/// <summary>The command-line options that every command which detects has in common.</summary>
internal sealed class ModelOptions
{
    public Option<string?> Model { get; } = new("--model") { Description = "The model: a .tflite file, or a name looked for in $ACTORS_MODELS, models/ and the user's cache; ./actors models list names some.", HelpName = "PATH|NAME" };

    public Option<bool> Pull { get; } = new("--pull") { Description = "Fetch the model first, where it is one of the catalogue and not on this machine." };

    public Option<string?> Labels { get; } = new("--labels") { Description = "The class names, one a line. Default: a file beside the model, and of the catalogue's models theirs.", HelpName = "PATH" };

    public Option<string?> Devices { get; } = new("--devices") { Description = $"The devices, separated by commas: {Tpu.DeviceSpec.Forms}.", HelpName = "LIST" };

    public Option<float?> Threshold { get; } = new("--threshold") { CustomParser = Number<float>, Description = "Only scores above it count, 0 to 1.", HelpName = "F" };

    public Option<int?> TopK { get; } = new("--top-k") { CustomParser = Number<int>, Description = "At most so many objects a picture, the best first.", HelpName = "N" };

    public Option<string?> Resize { get; } = new("--resize") { Description = $"How pictures of another shape become the model's: {ConfigNames.Of<ResizeMode>()}. Default: as the catalogue has it of the model, else stretch.", HelpName = "MODE" };

    public Option<string?> Resampling { get; } = new("--resampling") { Description = $"How pixels are made: {ConfigNames.Of<Resampling>()}.", HelpName = "FILTER" };

    public Option<string?> Anchors { get; } = new("--anchors") { Description = "Of a model that gives an SSD's raw outputs: its anchors, one 'ycenter, xcenter, height, width' a line.", HelpName = "PATH" };

    public Option<string?> Config { get; } = new("--config") { Description = "The host's settings. Default: config/appsettings.json.", HelpName = "PATH" };

    public Option<string?> Hocon { get; } = new("--hocon") { Description = "The actor system's settings, over hocon/actors.conf.", HelpName = "PATH" };

    /// <summary>Reads an option's number, and names the option where it is none.</summary>
    public static T? Number<T>(ArgumentResult argument)
        where T : struct, INumber<T>
    {
        var text = argument.Tokens[0].Value;

        // Without thousands' separators: 0,6 is no 6.
        if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        argument.AddError($"{((OptionResult)argument.Parent!).Option.Name}: '{text}' is no {(typeof(T) == typeof(float) || typeof(T) == typeof(double) ? "number" : "whole number")}.");
        return null;
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Model, Pull, Labels, Devices, Threshold, TopK, Resize, Resampling, Anchors, Config, Hocon })
        {
            command.Add(option);
        }
    }

    /// <summary>The options that were given, as configuration keys.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Given(ParseResult line) =>
        from pair in new (string Key, object? Value)[]
        {
            ("Model:Path", line.GetValue(Model)),
            ("Model:Labels", line.GetValue(Labels)),
            ("Model:Threshold", line.GetValue(Threshold)),
            ("Model:TopK", line.GetValue(TopK)),
            ("Model:Resize", line.GetValue(Resize)),
            ("Model:Resampling", line.GetValue(Resampling)),
            ("Model:Anchors", line.GetValue(Anchors)),
            ("Devices", line.GetValue(Devices)),
        }
        where pair.Value is not null
        select KeyValuePair.Create(pair.Key, (string?)Convert.ToString(pair.Value, CultureInfo.InvariantCulture));
}
