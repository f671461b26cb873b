namespace Actors.Host;

/// <summary>Whether there is anybody to talk to.</summary>
internal static class Terminal
{
    /// <summary>Whether questions on standard error are read, and answered on standard input.</summary>
    public static bool SomebodyIsThere => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    /// <summary>Asks a question that is answered with y or n; the end of the input, as of a terminal that was closed, is a no, and so is Ctrl-C.</summary>
    public static async Task<bool> ConfirmsAsync(string question, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            return false;
        }

        Console.Error.Write($"{question} [y/n] ");
        try
        {
            // Reading a line cannot be interrupted.
            var answer = await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(stopping);
            return answer?.Trim() is "y" or "Y" or "yes";
        }
        catch (IOException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine();
            return false;
        }
    }
}
