using System.CommandLine;

namespace Actors.Host.Commands;

internal static class BenchCommand
{
    public static Command Create() => new("bench", "placeholder");
}
