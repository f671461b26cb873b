using Actors.Route;
using Akka.Configuration;

namespace Actors.Host.Configuration;

/// <summary>Reads the actor system's configuration: what the program carries inside, the files over it, the command line over them.</summary>
/// <param name="Config">All of it, merged.</param>
/// <param name="Layers">What each place says.</param>
internal sealed record HoconFiles(Config Config, IReadOnlyList<SettingLayers.Layer> Layers)
{
    /// <summary>The devices of the command line, environment or settings file, in HOCON's place for them.</summary>
    /// <param name="Place">Where they stand.</param>
    /// <param name="Text">As written there.</param>
    public sealed record GivenDevices(string Place, string Text);

    /// <summary>Reads all of it.</summary>
    /// <param name="chosen">The file of <c>--hocon</c>, or null.</param>
    /// <param name="devices">Devices that go before the files', or null.</param>
    /// <param name="live">What goes before all of it, or null.</param>
    /// <exception cref="UsageException">A file is missing or does not parse; the message names it.</exception>
    public static HoconFiles Load(string? chosen, GivenDevices? devices, LiveSettings? live = null)
    {
        var layers = new List<(string Name, Config Config)>();
        if (live?.HoconConfig() is { IsEmpty: false } given)
        {
            layers.Add((LiveSettings.Place, given));
        }

        if (devices is not null)
        {
            layers.Add((devices.Place, ConfigurationFactory.ParseString(
                $"akka.actor.deployment.\"/pipeline/tpu\".devices = {HoconWriter.List(devices.Text.Split(',', StringSplitOptions.TrimEntries))}")));
        }

        if (chosen is not null)
        {
            layers.Add((chosen, Read(chosen)));
        }

        if (File.Exists(Home.Hocon))
        {
            layers.Add((Home.Hocon, Read(Home.Hocon)));
        }

        return new HoconFiles(
            layers.AsEnumerable().Reverse().Aggregate(ReferenceHocon.Load(), (below, layer) => layer.Config.WithFallback(below)),
            [.. layers.Select(layer => new SettingLayers.Layer(layer.Name, key => HoconTree.Sets(layer.Config, key)))]);
    }

    /// <summary>Reads HOCON.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="text">As written there.</param>
    /// <exception cref="UsageException">It does not parse; the message names the place.</exception>
    public static Config Parse(string place, string text)
    {
        try
        {
            HoconText.Check(text);
            var config = ConfigurationFactory.ParseString(text);
            HoconKeys.CheckSections(config);
            return config;
        }
        catch (SettingException wrong)
        {
            throw new UsageException($"{place}: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is ConfigurationException or FormatException or NullReferenceException)
        {
            throw new UsageException($"{place}: the HOCON does not parse: {wrong.Message}", wrong);
        }
    }

    private static Config Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The HOCON file '{path}' cannot be read: {wrong.Message}", wrong);
        }
    }
}
