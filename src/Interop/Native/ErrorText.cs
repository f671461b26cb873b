using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Actors.Interop.Native;

/// <summary>Collects what TensorFlow Lite's error reporter says about one interpreter.</summary>
internal sealed unsafe partial class ErrorText : IDisposable
{
    // One line is rarely over 200 characters; a longer one is cut, never overrun.
    private const int LineCapacity = 1024;

    private const int TextCapacity = 16 * LineCapacity;

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private GCHandle _self;

    public ErrorText() => _self = GCHandle.Alloc(this);

    public void AttachTo(OptionsHandle options) =>
        TfLite.OptionsSetErrorReporter(options, &Report, GCHandle.ToIntPtr(_self));

    /// <summary>What was said since the last call, on one line.</summary>
    public string Take()
    {
        lock (_gate)
        {
            var text = _text.ToString();
            _text.Clear();
            return text;
        }
    }

    public void Dispose()
    {
        if (_self.IsAllocated)
        {
            _self.Free();
        }
    }

    // The last parameter is a va_list. On every ABI we run on (SysV x64, AArch64 Linux and macOS, Windows x64) it is
    // passed as one pointer, so it can be handed through to the C library's own formatter untouched.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Report(nint userData, nint format, nint arguments)
    {
        if (GCHandle.FromIntPtr(userData).Target is not ErrorText errors)
        {
            return;
        }

        var buffer = stackalloc byte[LineCapacity];
        var length = OperatingSystem.IsWindows()
            ? FormatWindows(buffer, LineCapacity, format, arguments)
            : Format(buffer, LineCapacity, format, arguments);
        var written = length < 0 ? 0 : Math.Min(length, LineCapacity - 1);
        var line = Encoding.UTF8.GetString(buffer, written).Trim().ReplaceLineEndings(" ");
        lock (errors._gate)
        {
            // A model that complains at every run and never fails would fill the memory: nobody takes its text.
            if (errors._text.Length > TextCapacity)
            {
                return;
            }

            errors._text.Append(errors._text.Length > 0 ? "; " : "").Append(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "vsnprintf")]
    private static partial int Format(byte* buffer, nuint size, nint format, nint arguments);

    [LibraryImport("msvcrt", EntryPoint = "_vsnprintf")]
    private static partial int FormatWindows(byte* buffer, nuint size, nint format, nint arguments);
}
