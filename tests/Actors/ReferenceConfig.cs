using Akka.Configuration;

namespace Actors.Tests;

/// <summary>The configuration that the program carries inside: hocon/actors.conf.</summary>
internal static class ReferenceConfig
{
    public static Config Value { get; } = ReferenceHocon.Load();
}
