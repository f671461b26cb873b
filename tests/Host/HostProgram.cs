using System.Diagnostics;
using Actors.Tests.Interop;

namespace Actors.Tests.Host;

/// <summary>The program as a user starts it: in a folder of its own, with nothing in the environment that is not said here.</summary>
public sealed class HostProgram : IDisposable
{
    private static readonly string[] Kept = ["PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "LD_LIBRARY_PATH"];

    /// <summary>The folder that it runs in, and writes to.</summary>
    public TemporaryFolder Folder { get; } = new();

    // Where a running host's socket is: no other program's host is found there.
    private readonly TemporaryFolder _runtime = new();

    /// <summary>What it finds in its environment.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public HostProgram()
    {
        foreach (var name in Kept)
        {
            if (System.Environment.GetEnvironmentVariable(name) is { } value)
            {
                Environment[name] = value;
            }
        }

        Environment["HOME"] = Folder.Path;
        Environment["XDG_CACHE_HOME"] = Folder.PathOf("cache");
        Environment["XDG_RUNTIME_DIR"] = _runtime.Path;
        Environment["TMPDIR"] = _runtime.Path;
        Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";

        // The runtime keeps memory that is written from being executed, at a fifth of what a start takes; hundreds are started here.
        Environment["DOTNET_EnableWriteXorExecute"] = "0";

        // Hosts of several tests at once would have one port.
        Environment["ACTORS_Web__Address"] = "off";
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<HostResult> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return await process.EndAsync();
    }

    /// <summary>Runs <c>run</c> on simulated devices, which need no model, with results on standard output.</summary>
    public Task<HostResult> SimulateAsync(params string[] arguments) =>
        RunAsync(["run", "--devices", "2xsim:1ms", "--output", "jsonl:-", .. arguments]);

    /// <summary>Starts a command.</summary>
    public HostProcess Start(params string[] arguments) => HostProcess.Start(StartInfo(arguments));

    /// <summary>Starts a command whose standard output the test reads, or does not.</summary>
    public HostProcess StartUnread(params string[] arguments) => HostProcess.Start(StartInfo(arguments), readOutput: false);

    /// <summary>Starts a command with somebody there: on a terminal, which has one stream for all that it says, standard output.</summary>
    public HostProcess StartOnTerminal(params string[] arguments)
    {
        Skip.IfNot(Commands.Exist("script"), "script is not installed, which has programs run on a terminal.");
        var start = StartInfo(arguments);

        // In place of script's shell, which would end by Ctrl-C, whatever the program makes of it.
        var command = "exec " + string.Join(' ', start.ArgumentList.Prepend(start.FileName).Select(word => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'"));
        start.FileName = "script";
        start.ArgumentList.Clear();
        foreach (var word in new[] { "--quiet", "--return", "--command", command, "/dev/null" })
        {
            start.ArgumentList.Add(word);
        }

        return HostProcess.Start(start);
    }

    /// <summary>Writes a file into the folder and gives its name there.</summary>
    public string File(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(Folder.PathOf(name), content);
        return name;
    }

    /// <summary>Writes a text file into the folder and gives its name there.</summary>
    public string File(string name, string content)
    {
        System.IO.File.WriteAllText(Folder.PathOf(name), content);
        return name;
    }

    /// <summary>Reads a file that the program wrote.</summary>
    public string Read(string name) => System.IO.File.ReadAllText(Folder.PathOf(name));

    /// <summary>Writes the detector whose score is the picture's brightness, and gives its file's name.</summary>
    public string BrightnessModel() => File("bright.tflite", ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1));

    /// <summary>The sockets that running hosts have, or dead ones left.</summary>
    public IReadOnlyList<string> Sockets => Directory.Exists(Path.Combine(_runtime.Path, "actors")) ? Directory.GetFiles(Path.Combine(_runtime.Path, "actors"), "*.sock") : [];

    public void Dispose()
    {
        Folder.Dispose();
        _runtime.Dispose();
    }

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var start = new ProcessStartInfo(Runtime(), [Path.Combine(AppContext.BaseDirectory, "actors-host.dll"), .. arguments])
        {
            WorkingDirectory = Folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    // The dotnet that runs these tests.
    private static string Runtime() =>
        System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host
        : Path.GetFileNameWithoutExtension(System.Environment.ProcessPath) == "dotnet" ? System.Environment.ProcessPath!
        : "dotnet";
}
