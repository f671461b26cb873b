using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Actors.Interop;

/// <summary>Finds native libraries, and explains why one does not load.</summary>
/// <remarks>
/// The order is: an explicit path from the environment, next to the program (also under
/// <c>runtimes/&lt;rid&gt;/native</c>), then the names the system's own loader knows.
/// </remarks>
public static partial class NativeLibraries
{
    internal const string TensorFlowLite = "tensorflowlite_c";

    /// <summary>libedgetpu's plain name, as <see cref="NativeLibraryException.Library"/> gives it.</summary>
    public const string EdgeTpu = "edgetpu";

    /// <summary>Names the file of the TensorFlow Lite C library to use.</summary>
    public const string TensorFlowLiteVariable = "ACTORS_TENSORFLOWLITE";

    /// <summary>Names the file of libedgetpu to use.</summary>
    public const string EdgeTpuVariable = "ACTORS_EDGETPU";

    private sealed record Library(string Name, string Variable, string[] SystemNames, string Advice);

    private static readonly Library[] Known =
    [
        new(TensorFlowLite, TensorFlowLiteVariable,
            ["libtensorflowlite_c.so", "libtensorflowlite_c.so.2", "libtensorflowlite_c.dylib", "tensorflowlite_c.dll"],
            $"Install Node.js with npm and build again (the build fetches the library), or set {TensorFlowLiteVariable} to the path of a libtensorflowlite_c."),
        new(EdgeTpu, EdgeTpuVariable,
            ["libedgetpu.so.1", "libedgetpu.so", "libedgetpu.1.dylib", "edgetpu.dll"],
            $"Install Coral's package libedgetpu1-std, or set {EdgeTpuVariable} to the path of a libedgetpu."),
    ];

    // Shared libraries that programs of this kind miss most, by the Debian package that brings them.
    private static readonly Dictionary<string, string> DebianPackages = new(StringComparer.Ordinal)
    {
        ["libgtk-3.so.0"] = "libgtk-3-0",
        ["libgdk-3.so.0"] = "libgtk-3-0",
        ["libstdc++.so.6"] = "libstdc++6",
        ["libusb-1.0.so.0"] = "libusb-1.0-0",
        ["libharfbuzz.so.0"] = "libharfbuzz0b",
        ["libfreetype.so.6"] = "libfreetype6",
        ["libGL.so.1"] = "libgl1",
    };

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Loaded = new(StringComparer.Ordinal);
    private static bool _registered;

    /// <summary>Whether libedgetpu loads on this machine.</summary>
    public static bool HasEdgeTpu
    {
        get
        {
            try
            {
                Require(EdgeTpu);
                return true;
            }
            catch (NativeLibraryException)
            {
                return false;
            }
        }
    }

    /// <summary>Loads a library of ours, or says why that fails.</summary>
    /// <exception cref="NativeLibraryException">It is missing, damaged, for another machine, or lacks a dependency.</exception>
    internal static nint Require(string name)
    {
        lock (Gate)
        {
            if (!_registered)
            {
                // Before the first call into either library, so that every LibraryImport goes through here.
                NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);
                _registered = true;
            }

            if (!Loaded.TryGetValue(name, out var handle))
            {
                handle = Load(Known.Single(library => library.Name == name));
                Loaded[name] = handle;
            }

            return handle;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name is TensorFlowLite or EdgeTpu ? Require(name) : 0;

    private static nint Load(Library library)
    {
        if (Environment.GetEnvironmentVariable(library.Variable) is { Length: > 0 } chosen)
        {
            return File.Exists(chosen)
                ? LoadFile(library.Name, chosen)
                : throw new NativeLibraryException(library.Name, NativeLibraryException.Cause.Missing,
                    $"{library.Variable} names '{chosen}', and there is no such file. Correct it, or unset it to use the library beside the program.");
        }

        if (library.SystemNames.Select(FindBesideProgram).FirstOrDefault(path => path is not null) is { } beside)
        {
            return LoadFile(library.Name, beside);
        }

        foreach (var name in library.SystemNames)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                return handle;
            }
        }

        throw new NativeLibraryException(library.Name, NativeLibraryException.Cause.Missing,
            $"The library {library.SystemNames[0]} was found neither beside the program nor on the system. {library.Advice}");
    }

    /// <summary>Looks for a library's file next to the program and under <c>runtimes/&lt;rid&gt;/native</c>; null where it is in neither.</summary>
    public static string? FindBesideProgram(string file) =>
        new[] { "", Path.Combine("runtimes", PortableRid, "native") }
            .Select(folder => Path.Combine(AppContext.BaseDirectory, folder, file))
            .FirstOrDefault(File.Exists);

    // RuntimeInformation.RuntimeIdentifier can be distribution-specific (debian.12-x64); the folders are the portable ones.
    private static string PortableRid
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>Sets an environment variable that a native library reads as it loads, unless the user has set it.</summary>
    /// <remarks>.NET's own setter does not reach native code, except on Windows, where this does nothing.</remarks>
    public static void SetDefault(string variable, string value)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetEnvironment(variable, value, overwrite: 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>Loads a library from a file that exists.</summary>
    /// <param name="name">The library's plain name, for the exception.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="NativeLibraryException">It does not load; the message says why.</exception>
    public static nint LoadFile(string name, string path)
    {
        if (ElfSegments.ReachPastEnd(path))
        {
            throw new NativeLibraryException(name, NativeLibraryException.Cause.Damaged,
                $"'{path}' is not a library that loads here: it is truncated. Delete it and build again.");
        }

        try
        {
            // In full, since the loader looks for a name without a slash everywhere but in the current folder.
            return NativeLibrary.Load(Path.GetFullPath(path));
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException)
        {
            throw Explain(name, path, failure);
        }
    }

    /// <summary>Turns the loader's complaint about a file that exists into one that says what to do.</summary>
    private static NativeLibraryException Explain(string name, string path, Exception failure)
    {
        var found = BinaryArchitecture.Of(path);
        if (found is { } other && other != RuntimeInformation.ProcessArchitecture)
        {
            return new NativeLibraryException(name, NativeLibraryException.Cause.WrongArchitecture,
                $"'{path}' is a library for {other}, and this process runs on {RuntimeInformation.ProcessArchitecture}. Use the {RuntimeInformation.ProcessArchitecture} build of it.",
                failure);
        }

        if (found is not null && MissingDependency().Match(failure.Message) is { Success: true } match)
        {
            var dependency = match.Groups[1].Value;
            var advice = DebianPackages.TryGetValue(dependency, out var package)
                ? $"Install it: apt-get install {package} (Debian, Ubuntu, Raspberry Pi OS)."
                : $"Install the package that brings {dependency}.";
            return new NativeLibraryException(name, NativeLibraryException.Cause.MissingDependency,
                $"'{path}' needs {dependency}, which is not on this machine. {advice}", failure);
        }

        return new NativeLibraryException(name, NativeLibraryException.Cause.Damaged,
            $"'{path}' is not a library that loads here; it may be damaged. Delete it and build again. The loader says: {failure.Message.ReplaceLineEndings(" ")}",
            failure);
    }

    // glibc: "libgtk-3.so.0: cannot open shared object file: No such file or directory"
    [GeneratedRegex(@"([\w+.-]+\.so[\w.]*): cannot open shared object file")]
    private static partial Regex MissingDependency();
}
