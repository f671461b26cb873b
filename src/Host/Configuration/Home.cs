namespace Actors.Host.Configuration;

/// <summary>Where the program's own files are: config/, hocon/ and models/; and what it fetches.</summary>
internal static class Home
{
    /// <summary>The launcher sets this to the repository, so that the files edited there are the ones used.</summary>
    private const string Variable = "ACTORS_HOME";

    public static string Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : AppContext.BaseDirectory;

    public static string Settings => Path.Combine(Folder, "config", "appsettings.json");

    public static string Hocon => Path.Combine(Folder, "hocon", "actors.conf");

    /// <summary>The models that can be fetched.</summary>
    public static string Catalogue => Path.Combine(Folder, "config", "models.json");

    public static string Models => Path.Combine(Folder, "models");

    /// <summary>The user's own folder of models that were fetched.</summary>
    public static string ModelCache => Path.Combine(UserCache, "actors", "models");

    private static string UserCache =>
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
