using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tests.Interop;

public class NativeLibrariesTests
{
    private const string Name = "a_library";

    [Theory]
    [InlineData("")]
    [InlineData("This is no library.")]
    [InlineData("\u007fELF and then nothing that makes sense")]
    public void A_file_that_is_no_library_is_damaged(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("text.so");
        File.WriteAllText(path, text);

        var refusal = Assert.Throws<NativeLibraryException>(() => NativeLibraries.LoadFile(Name, path));

        Assert.Equal(NativeLibraryException.Cause.Damaged, refusal.Reason);
        Assert.Equal(Name, refusal.Library);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [SkippableFact]
    public void A_truncated_library_is_damaged()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("cut.so");
        File.WriteAllBytes(path, File.ReadAllBytes(TensorFlowLite())[..10_000]);

        var refusal = Assert.Throws<NativeLibraryException>(() => NativeLibraries.LoadFile(Name, path));

        Assert.Equal(NativeLibraryException.Cause.Damaged, refusal.Reason);
    }

    [SkippableFact]
    public void A_library_for_another_processor_is_told_with_both_names()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("foreign.so");
        var (machine, foreign) = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (183, Architecture.Arm64) : (62, Architecture.X64);
        var bytes = File.ReadAllBytes(TensorFlowLite());
        // e_machine, at byte 18 of an ELF file.
        BitConverter.TryWriteBytes(bytes.AsSpan(18), (short)machine);
        File.WriteAllBytes(path, bytes);

        var refusal = Assert.Throws<NativeLibraryException>(() => NativeLibraries.LoadFile(Name, path));

        Assert.Equal(NativeLibraryException.Cause.WrongArchitecture, refusal.Reason);
        Assert.Contains(foreign.ToString(), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(RuntimeInformation.ProcessArchitecture.ToString(), refusal.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("libgtk-3.so.0", "apt-get install libgtk-3-0")]
    [InlineData("libusb-1.0.so.0", "apt-get install libusb-1.0-0")]
    [InlineData("libnobody-ships_this+1.2.so.3", "the package that brings libnobody-ships_this+1.2.so.3")]
    public void A_missing_dependency_is_named_with_what_to_install(string dependency, string advice)
    {
        CCompiler.Require();
        Skip.If(IsInstalled(dependency), $"{dependency} is installed here, so nothing misses it.");
        using var folder = new TemporaryFolder();
        var path = Needing(dependency, folder);

        var refusal = Assert.Throws<NativeLibraryException>(() => NativeLibraries.LoadFile(Name, path));

        Assert.Equal(NativeLibraryException.Cause.MissingDependency, refusal.Reason);
        Assert.Contains($"needs {dependency}, ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_sound_library_loads()
    {
        CCompiler.Require();
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("libsound.so");
        CCompiler.BuildLibrary(path, Source(folder, "sound"));

        AssertLoads(path);
    }

    // The loader itself looks for a name without a slash in the system's folders only.
    [SkippableFact]
    public void A_name_alone_means_a_file_in_the_current_folder()
    {
        CCompiler.Require();
        using var folder = new TemporaryFolder();
        var name = $"libsound-{Guid.NewGuid():N}.so";
        try
        {
            CCompiler.BuildLibrary(Path.GetFullPath(name), Source(folder, "sound"));

            AssertLoads(name);
        }
        finally
        {
            File.Delete(name);
        }
    }

    private static void AssertLoads(string path)
    {
        var loaded = NativeLibraries.LoadFile(Name, path);

        Assert.True(NativeLibrary.TryGetExport(loaded, "sound", out _));
        NativeLibrary.Free(loaded);
    }

    // By looking, not by loading: a library such as GTK would stay in the tests' process.
    private static bool IsInstalled(string library) =>
        new[] { "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib" }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, library, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
            .Any();

    // Links against a library that exists while linking only.
    private static string Needing(string dependency, TemporaryFolder folder)
    {
        var stub = folder.PathOf(dependency);
        var path = folder.PathOf("libneedy.so");
        CCompiler.BuildLibrary(stub, Source(folder, "stub"), $"-Wl,-soname,{dependency}");
        CCompiler.BuildLibrary(path, Source(folder, "needy"), "-Wl,--no-as-needed", stub);
        File.Delete(stub);
        return path;
    }

    private static string Source(TemporaryFolder folder, string function)
    {
        var path = folder.PathOf($"{function}.c");
        File.WriteAllText(path, $"int {function}(void) {{ return 1; }}\n");
        return path;
    }

    private static string TensorFlowLite()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only ELF libraries are forged here.");
        var path = Path.Combine(
            AppContext.BaseDirectory, "runtimes", RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "linux-x64" : "linux-arm64",
            "native", "libtensorflowlite_c.so");
        Skip.IfNot(File.Exists(path), $"TensorFlow Lite's library is not beside the tests: no {path}.");
        return path;
    }
}
