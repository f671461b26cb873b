using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Actors.Interop;

namespace Actors.Tpu.Isolation;

/// <summary>How to start a device host: this very program, with a hidden subcommand.</summary>
/// <param name="File">The executable.</param>
/// <param name="Arguments">What comes before the subcommand.</param>
public sealed record DeviceHostProgram(string File, IReadOnlyList<string> Arguments)
{
    private const string Name = "actors-host";

    // Starting a process takes a tenth of a second, on a busy Raspberry Pi some more.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    // One that cannot start, for want of a library say, ends at once and never reports.
    private static readonly TimeSpan EndPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>The program beside this one's files: the executable, or its assembly run by the dotnet that runs this one.</summary>
    public static DeviceHostProgram Default { get; } = Find();

    /// <summary>Starts one and waits until it is connected.</summary>
    /// <exception cref="DeviceException">It does not start.</exception>
    internal (Process Process, Channel Channel) Start()
    {
        // In a folder that only this user may enter, and gone as soon as the two have met.
        var folder = Directory.CreateTempSubdirectory("actors-");
        try
        {
            var path = Path.Combine(folder.FullName, "device");
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(1);
            var process = Process.Start(new ProcessStartInfo(
                File, [.. Arguments, DeviceHost.Command, path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)])
            { UseShellExecute = false })
                ?? throw new DeviceException("The device's process does not start.");
            try
            {
                AwaitReport(process, listener);
                return (process, new Channel(listener.Accept()));
            }
            catch
            {
                process.Kill();
                process.Dispose();
                throw;
            }
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or SocketException)
        {
            throw new DeviceException($"The device's process does not start: {failure.Message}", failure);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void AwaitReport(Process process, Socket listener)
    {
        var start = Stopwatch.GetTimestamp();
        while (!listener.Poll(EndPoll, SelectMode.SelectRead))
        {
            if (process.HasExited)
            {
                throw new DeviceException($"The device's process ended before it reported (exit code {process.ExitCode}).");
            }

            if (Stopwatch.GetElapsedTime(start) > StartLimit)
            {
                throw new DeviceException($"The device's process did not report within {StartLimit.TotalSeconds} s.");
            }
        }
    }

    private static DeviceHostProgram Find()
    {
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{Name}.exe" : Name);
        var runtime = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath : null;
        return runtime is null && System.IO.File.Exists(executable)
            ? new DeviceHostProgram(executable, [])
            : new DeviceHostProgram(runtime ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, $"{Name}.dll")]);
    }
}
