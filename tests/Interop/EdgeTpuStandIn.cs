using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>A library with libedgetpu's interface and no hardware, built from <c>native/edgetpu_standin.c</c> for this run.</summary>
/// <remarks>
/// The process loads libedgetpu once, from wherever the environment says at that moment. So the stand-in is put in place
/// before the first test of this assembly runs, and every test of the process sees the same devices: those below, and
/// after them each test's own, see <see cref="StandInDevice"/>. Child processes inherit the variables; one that is to
/// have no libedgetpu must clear <see cref="NativeLibraries.EdgeTpuVariable"/>.
/// </remarks>
public static partial class EdgeTpuStandIn
{
    /// <summary>Names the devices the stand-in lists: <c>usb:PATH,pci:PATH</c>.</summary>
    public const string DevicesVariable = "EDGETPU_STANDIN_DEVICES";

    /// <summary>Names the folder whose folders are devices too.</summary>
    public const string FolderVariable = "EDGETPU_STANDIN_FOLDER";

    public static readonly EdgeTpuDevice Usb = new(EdgeTpuBus.Usb, "/sys/bus/usb/devices/2-1");
    public static readonly EdgeTpuDevice Pci = new(EdgeTpuBus.Pci, "/dev/apex_0");

    /// <summary>A device that opens, and on which every inference fails.</summary>
    public static readonly EdgeTpuDevice Faulty = new(EdgeTpuBus.Usb, "/sys/bus/usb/devices/9-faulty");

    private static readonly TemporaryFolder Run = new();
    private static string? _absence = "it was not built";
    private static Exception? _failure;

    /// <summary>The folder of the devices that tests make for themselves.</summary>
    internal static string Folder => Run.PathOf("devices");

    /// <summary>Skips the test where there is nothing to build the stand-in with, and fails it where the stand-in does not build.</summary>
    public static void Require()
    {
        Skip.If(_absence is not null, $"No stand-in for libedgetpu: {_absence}");
        if (_failure is not null)
        {
            throw new InvalidOperationException("The stand-in for libedgetpu does not build.", _failure);
        }
    }

    /// <summary>What a process needs in its environment to see the tests' own devices.</summary>
    public static void AddTo(IDictionary<string, string> environment)
    {
        environment[NativeLibraries.EdgeTpuVariable] = Environment.GetEnvironmentVariable(NativeLibraries.EdgeTpuVariable)!;
        environment[FolderVariable] = Folder;
    }

    [ModuleInitializer]
    internal static void PutInPlace()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Run.Dispose();
        var library = "";
        try
        {
            _absence = Build(out library);
        }
        catch (InvalidOperationException failure)
        {
            // Thrown from here it would fail every test of the assembly.
            _absence = null;
            _failure = failure;
        }

        if (_absence is not null || _failure is not null)
        {
            return;
        }

        var devices = $"usb:{Usb.Path},pci:{Pci.Path},usb:{Faulty.Path}";
        Directory.CreateDirectory(Folder);
        Environment.SetEnvironmentVariable(NativeLibraries.EdgeTpuVariable, library);
        foreach (var (name, value) in ((string, string)[])[(DevicesVariable, devices), (FolderVariable, Folder)])
        {
            Environment.SetEnvironmentVariable(name, value);
            // .NET keeps its own copy of the environment, which getenv in a library of this process does not see.
            _ = SetForNativeCode(name, value, 1);
        }
    }

    private static string? Build(out string library)
    {
        library = "";
        if (!CCompiler.IsHere)
        {
            return "no C compiler named cc is here (Debian: apt-get install gcc libc6-dev).";
        }

        if (Repository.Root is not { } root)
        {
            return "the tests do not run inside the source tree.";
        }

        var headers = Path.Combine(root, "src", "Interop", "obj", "tflite", "package", "cc_deps", "include");
        if (!Directory.Exists(headers))
        {
            return $"TensorFlow Lite's headers are not in {headers} (delete src/Interop/runtimes and build again).";
        }

        library = Run.PathOf("libedgetpu.so.1");
        CCompiler.BuildLibrary(library, $"-I{headers}", Path.Combine(root, "tests", "Interop", "native", "edgetpu_standin.c"));
        return null;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetForNativeCode(string name, string value, int overwrite);
}
