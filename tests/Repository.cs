namespace Actors.Tests;

/// <summary>Finds the source tree that these tests were built from.</summary>
public static class Repository
{
    /// <summary>The repository's root, or null where the tests run away from it.</summary>
    public static string? Root { get; } = Find();

    /// <summary>A path below the root; skips the test where there is no source tree.</summary>
    public static string PathOf(params string[] parts)
    {
        Skip.If(Root is null, $"The tests do not run inside the source tree: no global.json above {AppContext.BaseDirectory}.");
        return Path.Combine([Root!, .. parts]);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "actors.sln")) || File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
