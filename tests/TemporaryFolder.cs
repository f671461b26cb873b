namespace Actors.Tests;

/// <summary>A folder of the test's own, gone when the test ends.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>The folder.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("actors-tests-").FullName;

    /// <summary>A path in it.</summary>
    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
