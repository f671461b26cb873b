namespace Actors.Tests;

/// <summary>Programs of the system that some tests need.</summary>
public static class Commands
{
    /// <summary>Whether a program is on the path.</summary>
    public static bool Exist(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
