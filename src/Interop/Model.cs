using Actors.Interop.Native;

namespace Actors.Interop;

/// <summary>A TensorFlow Lite model in memory, verified; any number of interpreters can run it.</summary>
public sealed class Model : IDisposable
{
    // A flatbuffer's file identifier stands at bytes 4 to 7; the schema gives "TFL3".
    private const int IdentifierOffset = 4;

    private Model(string name, ModelHandle handle, bool compiledForEdgeTpu)
    {
        Name = name;
        Handle = handle;
        CompiledForEdgeTpu = compiledForEdgeTpu;
    }

    /// <summary>What messages call it: the file's name, or what the caller said.</summary>
    public string Name { get; }

    /// <summary>Whether the Edge TPU compiler made it, so that it runs on nothing else.</summary>
    public bool CompiledForEdgeTpu { get; }

    internal ModelHandle Handle { get; }

    /// <summary>Reads a model from a file.</summary>
    /// <exception cref="ModelException">The file cannot be read or holds no sound model.</exception>
    /// <exception cref="NativeLibraryException">TensorFlow Lite does not load.</exception>
    public static Model FromFile(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException { ParamName: "path" } and not ArgumentNullException)
        {
            throw new ModelException(ModelException.Fault.Unreadable,
                $"The model '{path}' cannot be read: {failure.Message}", failure);
        }

        return From(bytes, path);
    }

    /// <summary>Takes a model from memory. The bytes are copied.</summary>
    /// <param name="bytes">The flatbuffer.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelException">The bytes are no sound model.</exception>
    /// <exception cref="NativeLibraryException">TensorFlow Lite does not load.</exception>
    public static Model FromMemory(ReadOnlySpan<byte> bytes, string name = "(memory)") => From(bytes, name);

    /// <summary>Reads the model's bytes, as they were when it was made.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public void Read(BytesReader read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var held = false;
        try
        {
            Handle.DangerousAddRef(ref held);
            read(Handle.Bytes);
        }
        finally
        {
            if (held)
            {
                Handle.DangerousRelease();
            }
        }
    }

    /// <summary>Reads bytes.</summary>
    public delegate void BytesReader(ReadOnlySpan<byte> bytes);

    /// <summary>Frees the model once the last interpreter that uses it is gone.</summary>
    public void Dispose() => Handle.Dispose();

    private static Model From(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < IdentifierOffset + 4 || !bytes[IdentifierOffset..].StartsWith("TFL3"u8))
        {
            throw new ModelException(ModelException.Fault.NotAModel,
                $"'{name}' is not a TensorFlow Lite model ({bytes.Length} bytes, no 'TFL3' mark at byte {IdentifierOffset}). Give a .tflite file.");
        }

        NativeLibraries.Require(NativeLibraries.TensorFlowLite);
        var handle = ModelHandle.Create(bytes)
            ?? throw new ModelException(ModelException.Fault.Damaged,
                $"The model '{name}' is truncated or damaged ({bytes.Length} bytes). Fetch it again.");
        return new Model(name, handle, bytes.IndexOf(EdgeTpuDevices.CustomOperator) >= 0);
    }
}
