using System.Runtime.InteropServices;

namespace Actors.Interop.Native;

/// <summary>libedgetpu's C API, <c>edgetpu_c.h</c>.</summary>
internal static partial class EdgeTpuApi
{
    private const string Library = NativeLibraries.EdgeTpu;

    static EdgeTpuApi() => NativeLibraries.Require(Library);

    [StructLayout(LayoutKind.Sequential)]
    internal struct Device
    {
        public int Type;
        public nint Path;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct Option
    {
        public nint Name;
        public nint Value;
    }

    [LibraryImport(Library, EntryPoint = "edgetpu_list_devices")]
    internal static unsafe partial Device* ListDevices(out nuint count);

    [LibraryImport(Library, EntryPoint = "edgetpu_free_devices")]
    internal static unsafe partial void FreeDevices(Device* devices);

    [LibraryImport(Library, EntryPoint = "edgetpu_create_delegate", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial nint CreateDelegate(int type, string path, Option* options, nuint count);

    [LibraryImport(Library, EntryPoint = "edgetpu_free_delegate")]
    internal static partial void FreeDelegate(nint delegateHandle);

    [LibraryImport(Library, EntryPoint = "edgetpu_verbosity")]
    internal static partial void Verbosity(int level);

    [LibraryImport(Library, EntryPoint = "edgetpu_version")]
    internal static partial nint Version();
}
