using System.Diagnostics;

namespace Actors.Tests.Interop;

/// <summary>Builds small shared libraries for tests with the machine's C compiler.</summary>
public static class CCompiler
{
    private static readonly Lazy<bool> Found = new(() => Run(["--version"]).Code == 0);

    /// <summary>Whether there is a <c>cc</c> here, on a system whose libraries are ELF files.</summary>
    public static bool IsHere => OperatingSystem.IsLinux() && Found.Value;

    /// <summary>Skips the test where there is none.</summary>
    public static void Require() => Skip.IfNot(IsHere, "No C compiler named cc is here (Debian: apt-get install gcc libc6-dev).");

    /// <summary>Builds a shared library.</summary>
    /// <exception cref="InvalidOperationException">The compiler refuses; the message is its own.</exception>
    public static void BuildLibrary(string output, params string[] arguments)
    {
        var (code, said) = Run(["-shared", "-fPIC", "-O1", "-o", output, .. arguments]);
        if (code != 0)
        {
            throw new InvalidOperationException($"cc could not build {output}: {said}");
        }
    }

    private static (int Code, string Said) Run(string[] arguments)
    {
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            // Read one while the other drains, or a compiler with much to say on both would wait for ever.
            var output = compiler.StandardOutput.ReadToEndAsync();
            var errors = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            return (compiler.ExitCode, errors + output.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return (-1, absent.Message);
        }
    }
}
