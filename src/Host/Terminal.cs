namespace Actors.Host;

/// <summary>Whether there is anybody to talk to.</summary>
internal static class Terminal
{
    /// <summary>Whether questions on standard error are read, and answered on standard input.</summary>
    public static bool SomebodyIsThere => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Asks a question that is answered with y or n; the end of the input, as of a terminal that was closed, is a no.</summary>
    public static bool Confirms(string question)
    {
        Console.Error.Write($"{question} [y/n] ");
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}
