namespace Actors.Host.Configuration;

/// <summary>Where the program's own files are: config/, hocon/ and models/.</summary>
internal static class Home
{
    /// <summary>The launcher sets this to the repository, so that the files edited there are the ones used.</summary>
    private const string Variable = "ACTORS_HOME";

    public static string Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : AppContext.BaseDirectory;

    public static string Settings => Path.Combine(Folder, "config", "appsettings.json");

    public static string Hocon => Path.Combine(Folder, "hocon", "actors.conf");

    public static string Models => Path.Combine(Folder, "models");
}
