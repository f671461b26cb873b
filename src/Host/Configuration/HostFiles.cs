using Microsoft.Extensions.Configuration;

namespace Actors.Host.Configuration;

/// <summary>Reads the host's configuration: <c>config/appsettings.json</c>, the environment over it, the command line over both.</summary>
/// <param name="Configuration">All of it, merged.</param>
/// <param name="File">The file alone.</param>
/// <param name="Layers">What each place says.</param>
internal sealed record HostFiles(IConfiguration Configuration, IConfiguration File, IReadOnlyList<SettingLayers.Layer> Layers)
{
    private const string EnvironmentPrefix = "ACTORS_";
    private const string CommandLine = "the command line";

    private const string Outputs = "Outputs";
    private static readonly string[] ReplacedWhole = ["Cameras", Outputs];

    /// <summary>Whether the command line gives a setting.</summary>
    public bool OnCommandLine(string key) => Layers.First(layer => layer.Name == CommandLine).Sets(key);

    /// <summary>Reads all of it.</summary>
    /// <param name="chosen">The file of <c>--config</c>, or null for the default one.</param>
    /// <param name="commandLine">The settings of the command line.</param>
    /// <param name="live">What goes over all of it, or null.</param>
    /// <exception cref="UsageException">The file is missing or no JSON; the message names it.</exception>
    public static HostFiles Load(string? chosen, IReadOnlyList<KeyValuePair<string, string?>> commandLine, LiveSettings? live = null)
    {
        var file = ReadFile(chosen);
        var environment = new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build();
        var given = new ConfigurationBuilder().AddInMemoryCollection(commandLine).Build();
        string[] replaced = [.. ReplacedWhole.Where(section => HasAny(commandLine, section))];
        var fileUsed = Without(file, [.. replaced, .. HasAny(environment.AsEnumerable(), Outputs) ? [Outputs] : (string[])[]]);
        var environmentUsed = Without(environment, replaced);
        var below = new ConfigurationBuilder().AddConfiguration(fileUsed).AddConfiguration(environmentUsed).AddConfiguration(given).Build();
        var onTop = new ConfigurationBuilder().AddInMemoryCollection((live ?? LiveSettings.None).Given(camera => below.GetSection($"Cameras:{camera}").Exists())).Build();
        return new HostFiles(
            new ConfigurationBuilder().AddConfiguration(below).AddConfiguration(onTop).Build(),
            file,
            [Layer(LiveSettings.Place, onTop), Layer(CommandLine, given), Layer("the environment", environmentUsed), Layer(chosen ?? Home.Settings, file)]);
    }

    private static SettingLayers.Layer Layer(string name, IConfiguration configuration) => new(name, key => configuration.AsEnumerable().Any(pair => IsIn(pair.Key, key)));

    private static IConfigurationRoot ReadFile(string? chosen)
    {
        var path = chosen ?? Home.Settings;
        if (!System.IO.File.Exists(path))
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
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The configuration file '{path}' cannot be read: {wrong.Message}", wrong);
        }
    }

    private static bool HasAny(IEnumerable<KeyValuePair<string, string?>> settings, string section) =>
        settings.Any(pair => pair.Value is not null && IsIn(pair.Key, section));

    private static bool IsIn(string key, string section) =>
        key.Equals(section, StringComparison.OrdinalIgnoreCase) || key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    // Cameras and outputs of the command line stand in place of the file's and the environment's, not beside them; and so
    // do outputs of the environment, which is no place for the third entry of somebody else's list.
    private static IConfigurationRoot Without(IConfiguration written, IReadOnlyList<string> sections) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(written.AsEnumerable().Where(pair => pair.Value is not null && !sections.Any(section => IsIn(pair.Key, section))))
            .Build();
}
