using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Actors.Interop;

/// <summary>Memory that another process can map by its path. Its <see cref="MemoryManager{T}.Memory"/> is the bytes themselves.</summary>
/// <remarks>
/// On Linux it has no file: it is anonymous and its path leads through this process, so nothing is left behind however
/// the process ends. Elsewhere it is a temporary file. Whoever holds a slice of it can find it again with
/// <see cref="MemoryMarshal.TryGetMemoryManager{T, TManager}(ReadOnlyMemory{T}, out TManager, out int, out int)"/>.
/// </remarks>
public sealed unsafe partial class SharedMemory : MemoryManager<byte>
{
    private readonly FileStream _file;
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _length;
    private readonly byte* _start;
    private int _pins;
    private bool _disposed;
    private volatile bool _isReleased;

    /// <summary>Makes new memory, filled with zeros.</summary>
    /// <param name="length">Bytes.</param>
    public SharedMemory(int length)
        : this(Create(length), length)
    {
    }

    private SharedMemory((FileStream File, string Path) opened, int length)
    {
        (_file, Path) = opened;
        _length = length;
        _mapping = MemoryMappedFile.CreateFromFile(_file, null, length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.ReadWrite);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    /// <summary>Where another process of the same user finds it.</summary>
    public string Path { get; }

    /// <summary>Whether it is gone: disposed, and pinned by nobody any more.</summary>
    public bool IsReleased => _isReleased;

    /// <summary>Maps memory that another process made.</summary>
    /// <exception cref="IOException">It is gone.</exception>
    public static SharedMemory Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return new SharedMemory((file, path), checked((int)file.Length));
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(_start, _length);

    /// <summary>The address of a byte. The memory stays until every such handle is disposed, whoever disposes the memory before.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        lock (_mapping)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _pins++;
            return new MemoryHandle(_start + elementIndex, pinnable: this);
        }
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        lock (_mapping)
        {
            _pins--;
            ReleaseIfUnused();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_mapping)
        {
            _disposed = true;
            ReleaseIfUnused();
        }
    }

    private void ReleaseIfUnused()
    {
        if (_disposed && _pins == 0 && !_isReleased)
        {
            _isReleased = true;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _mapping.Dispose();
            _file.Dispose();
        }
    }

    private static (FileStream File, string Path) Create(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (OperatingSystem.IsLinux())
        {
            var descriptor = MemoryFile("actors", CloseOnExec);
            if (descriptor >= 0)
            {
                var anonymous = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
                anonymous.SetLength(length);
                return (anonymous, $"/proc/{Environment.ProcessId}/fd/{descriptor}");
            }
        }

        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"actors-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.DeleteOnClose);
        file.SetLength(length);
        return (file, path);
    }

    private const uint CloseOnExec = 1;

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFile(string name, uint flags);
}
