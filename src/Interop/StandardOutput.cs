using System.Runtime.InteropServices;

namespace Actors.Interop;

/// <summary>This process's standard output, as native libraries see it.</summary>
public static partial class StandardOutput
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>
    /// Sends to standard error whatever is written to standard output from now on, by native code as well. For a process
    /// that shares its standard output with another whose results go there. Does nothing on Windows.
    /// </summary>
    public static void JoinStandardError()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Duplicate(Error, Output);
        }
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);
}
