using System.Runtime.InteropServices;
using Actors.Interop.Native;

namespace Actors.Interop;

/// <summary>How an Edge TPU is attached. Values are libedgetpu's own.</summary>
public enum EdgeTpuBus
{
    /// <summary>PCI Express (M.2, mini PCIe).</summary>
    Pci = 0,

    /// <summary>USB.</summary>
    Usb = 1,
}

/// <summary>An Edge TPU on this machine.</summary>
/// <param name="Bus">How it is attached.</param>
/// <param name="Path">Where: <c>/dev/apex_0</c>, or <c>/sys/bus/usb/devices/2-1</c>.</param>
public sealed record EdgeTpuDevice(EdgeTpuBus Bus, string Path)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Bus switch { EdgeTpuBus.Pci => "pci", _ => "usb" }} {Path}";
}

/// <summary>The Edge TPUs that libedgetpu sees.</summary>
public static class EdgeTpuDevices
{
    /// <summary>The operator the Edge TPU compiler puts in place of all it has mapped.</summary>
    internal static ReadOnlySpan<byte> CustomOperator => "edgetpu-custom-op"u8;

    /// <summary>libedgetpu's version, such as <c>BuildLabel(...), RuntimeVersion(14)</c>.</summary>
    /// <exception cref="NativeLibraryException">libedgetpu does not load.</exception>
    public static string Version
    {
        get
        {
            NativeLibraries.Require(NativeLibraries.EdgeTpu);
            return Marshal.PtrToStringUTF8(EdgeTpuApi.Version()) ?? "";
        }
    }

    /// <summary>Sets how much libedgetpu writes to standard error, for the whole process.</summary>
    /// <param name="level">0 (nothing) to 10.</param>
    /// <exception cref="NativeLibraryException">libedgetpu does not load.</exception>
    public static void SetVerbosity(int level)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 10);
        NativeLibraries.Require(NativeLibraries.EdgeTpu);
        EdgeTpuApi.Verbosity(level);
    }

    /// <summary>Lists the devices. Sticks that still wait for their firmware come before those that run.</summary>
    /// <remarks>Opening a stick can move it within the list: enumerate once and open by path.</remarks>
    /// <exception cref="NativeLibraryException">libedgetpu does not load.</exception>
    public static unsafe IReadOnlyList<EdgeTpuDevice> List()
    {
        NativeLibraries.Require(NativeLibraries.EdgeTpu);
        var devices = EdgeTpuApi.ListDevices(out var count);
        try
        {
            var found = new List<EdgeTpuDevice>((int)count);
            for (nuint i = 0; i < count; i++)
            {
                found.Add(new EdgeTpuDevice((EdgeTpuBus)devices[i].Type, Marshal.PtrToStringUTF8(devices[i].Path) ?? ""));
            }

            return found;
        }
        finally
        {
            EdgeTpuApi.FreeDevices(devices);
        }
    }

    /// <summary>Makes the delegate that runs a model on one device, at a clock.</summary>
    /// <exception cref="DeviceException">libedgetpu gives none, for which it states no reason.</exception>
    internal static unsafe DelegateHandle CreateDelegate(EdgeTpuDevice device, EdgeTpuClock clock)
    {
        NativeLibraries.Require(NativeLibraries.EdgeTpu);
        nint handle;
        fixed (byte* name = "Performance"u8, value = NameOf(clock))
        {
            var option = new EdgeTpuApi.Option { Name = (nint)name, Value = (nint)value };
            handle = EdgeTpuApi.CreateDelegate((int)device.Bus, device.Path, &option, 1);
        }

        return handle != 0
            ? new DelegateHandle(handle, EdgeTpuApi.FreeDelegate)
            : throw new DeviceException(
                $"The Edge TPU {device} does not open. Check that it is plugged in, that no other program uses it, and that you may access it (on Debian: group plugdev for USB, apex for PCIe).");
    }

    // As libedgetpu reads it, each with the zero that ends a literal in memory.
    private static ReadOnlySpan<byte> NameOf(EdgeTpuClock clock) => clock switch
    {
        EdgeTpuClock.Low => "Low"u8,
        EdgeTpuClock.Medium => "Medium"u8,
        EdgeTpuClock.High => "High"u8,
        _ => "Max"u8,
    };
}
