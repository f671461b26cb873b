using Akka.Configuration;

namespace Actors.Host.Configuration;

/// <summary>Reads the actor system's configuration: what the program carries inside, the files over it, the command line over them.</summary>
internal static class HoconFiles
{
    /// <summary>Reads all of it.</summary>
    /// <param name="chosen">The file of <c>--hocon</c>, or null.</param>
    /// <param name="devices">The devices of the command line or environment, or null.</param>
    /// <exception cref="UsageException">A file is missing or does not parse; the message names it.</exception>
    public static Config Load(string? chosen, string? devices)
    {
        var config = Reference();
        if (File.Exists(Home.Hocon))
        {
            config = Read(Home.Hocon).WithFallback(config);
        }

        if (chosen is not null)
        {
            config = Read(chosen).WithFallback(config);
        }

        return devices is null
            ? config
            : ConfigurationFactory.ParseString($"akka.actor.deployment.\"/pipeline/tpu\".devices = [{string.Join(", ", devices.Split(',').Select(Quoted))}]").WithFallback(config);
    }

    /// <summary>A section.</summary>
    /// <exception cref="UsageException">What is written there is no section but a value.</exception>
    public static Config Section(Config config, string path)
    {
        try
        {
            return config.GetConfig(path);
        }
        catch (NullReferenceException)
        {
            // What Akka makes of a value over a section of the file below.
            throw new UsageException($"HOCON: {path} must be a section in braces.");
        }
    }

    private static Config Reference()
    {
        using var stream = typeof(PipelineActor).Assembly.GetManifestResourceStream("actors.conf")
            ?? throw new InvalidOperationException("The program lacks its reference configuration.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static Config Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            HoconText.Check(text);
            return ConfigurationFactory.ParseString(text);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The HOCON file '{path}' cannot be read: {wrong.Message}", wrong);
        }
        catch (Exception wrong) when (wrong is ConfigurationException or FormatException or NullReferenceException)
        {
            throw new UsageException($"The HOCON file '{path}' does not parse: {wrong.Message}", wrong);
        }
    }

    private static string Quoted(string text) => $"\"{text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
