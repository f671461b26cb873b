using System.Globalization;
using Akka.Configuration;

namespace Actors;

/// <summary>The actor system's configuration that the program carries inside: <c>hocon/actors.conf</c>, and what depends on the machine.</summary>
public static class ReferenceHocon
{
    /// <summary>Threads of one of the dispatchers under <c>actors</c>; as many as there are numbers where that is not said.</summary>
    public static int ThreadsOf(Config hocon, string dispatcher) => hocon.GetInt($"actors.{dispatcher}.dedicated-thread-pool.thread-count", int.MaxValue);

    /// <summary>Reads it.</summary>
    public static Config Load() => ConfigurationFactory.FromResource("actors.conf", typeof(ReferenceHocon).Assembly)
        .WithFallback(ConfigurationFactory.ParseString(string.Create(
            CultureInfo.InvariantCulture, $"actors.prepare-dispatcher.dedicated-thread-pool.thread-count = {Math.Max(2, Environment.ProcessorCount)}")));
}
