namespace Actors.Tests;

/// <summary>Programs of the system that some tests need.</summary>
public static class Commands
{
    /// <summary>Whether a program is on the path.</summary>
    public static bool Exist(string program) => PathOf(program) is not null;

    /// <summary>Where a program is, by the path; null where it is not.</summary>
    public static string? PathOf(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
