namespace Actors.Host;

/// <summary>Whether there is anybody to talk to.</summary>
internal static class Terminal
{
    /// <summary>Whether questions on standard error are read, and answered on standard input.</summary>
    public static bool SomebodyIsThere => !Console.IsInputRedirected && !Console.IsErrorRedirected;
}
