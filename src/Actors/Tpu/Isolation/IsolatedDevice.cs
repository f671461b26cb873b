using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tpu.Isolation;

/// <summary>A device in a process of its own: what hangs is killed, and what crashes takes only itself down.</summary>
/// <remarks>
/// The worker's side. Frames lie in shared memory, which the <see cref="DeviceHost"/> maps once for each camera; only
/// their place goes over the socket, and the outputs come back over it.
/// </remarks>
internal sealed class IsolatedDevice : IDevice
{
    // .NET starts in a tenth of a second and a USB stick opens in three; a minute says that it never will.
    private static readonly TimeSpan OpenLimit = TimeSpan.FromMinutes(1);

    // What the socket and two processes' scheduling take beside the inference itself, on a busy machine.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly Channel _channel;
    private readonly Dictionary<SharedMemory, int> _mapped = [];
    private readonly byte[][] _outputs;
    private SharedMemory? _scratch;
    private int _mappings;

    /// <summary>Starts a device host and has it open the device.</summary>
    /// <param name="program">How to start one.</param>
    /// <param name="device">The device, as <see cref="DeviceSpec"/> reads it.</param>
    /// <param name="modelPath">The model's file.</param>
    /// <exception cref="InteropException">It does not open; as if it had been opened here.</exception>
    public IsolatedDevice(DeviceHostProgram program, string device, string modelPath)
    {
        (_process, _channel) = program.Start();
        try
        {
            _channel.ReadLimit = OpenLimit;
            _channel.Write.Write(Messages.Open);
            _channel.WriteString(device);
            _channel.WriteString(System.IO.Path.GetFullPath(modelPath));
            _channel.Send();
            Expect(Messages.Opened, "open the device");
            Path = $"{_channel.ReadString()}, in process {_process.Id}";
            Outputs = ReadOutputs();
            _outputs = [.. Outputs.Select(output => new byte[output.ByteSize])];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; }

    public IReadOnlyList<TensorInfo> Outputs { get; }

    public ReadOnlySpan<byte> Output(int index) => _outputs[index];

    public void Run(ReadOnlyMemory<byte> input, TimeSpan limit)
    {
        var (memory, offset) = InSharedMemory(input);
        _channel.ReadLimit = limit == Timeout.InfiniteTimeSpan ? limit : limit + Grace;
        Guarded(() =>
        {
            UnmapReleased();
            if (!_mapped.TryGetValue(memory, out var number))
            {
                number = _mappings++;
                _mapped.Add(memory, number);
                _channel.Write.Write(Messages.Map);
                _channel.Write.Write(number);
                _channel.WriteString(memory.Path);
            }

            _channel.Write.Write(Messages.Run);
            _channel.Write.Write(number);
            _channel.Write.Write(offset);
            _channel.Write.Write(input.Length);
            _channel.Send();
            Expect(Messages.Done, "run a frame");
            foreach (var output in _outputs)
            {
                _channel.Read(output);
            }
        });
    }

    public void Dispose()
    {
        _channel.Dispose();
        try
        {
            // At once: whatever it was doing, nobody waits for it, and a hung one would not end otherwise.
            _process.Kill();
            _process.WaitForExit();
        }
        catch (Exception gone) when (gone is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }

        _process.Dispose();
        (_scratch as IDisposable)?.Dispose();
    }

    // A camera that leaves, or gets more frames, gives its memory up; here it would stay for as long as the device is open.
    private void UnmapReleased()
    {
        foreach (var (memory, number) in _mapped)
        {
            if (memory.IsReleased)
            {
                _mapped.Remove(memory);
                _channel.Write.Write(Messages.Unmap);
                _channel.Write.Write(number);
            }
        }
    }

    private (SharedMemory Memory, int Offset) InSharedMemory(ReadOnlyMemory<byte> input)
    {
        if (MemoryMarshal.TryGetMemoryManager<byte, SharedMemory>(input, out var memory, out var offset, out _))
        {
            return (memory, offset);
        }

        _scratch ??= new SharedMemory(input.Length);
        input.Span.CopyTo(_scratch.GetSpan());
        return (_scratch, 0);
    }

    private List<TensorInfo> ReadOutputs()
    {
        var outputs = new List<TensorInfo>();
        for (var left = _channel.ReadInt32(); left > 0; left--)
        {
            var name = _channel.ReadString();
            var type = (TensorType)_channel.ReadInt32();
            var shape = new int[_channel.ReadInt32()];
            _channel.Read(MemoryMarshal.AsBytes(shape.AsSpan()));
            var scale = BitConverter.Int32BitsToSingle(_channel.ReadInt32());
            outputs.Add(new TensorInfo(name, type, shape, new Quantization(scale, _channel.ReadInt32())));
        }

        return outputs;
    }

    /// <summary>Reads an answer's kind; throws what the device host failed with, or that it is gone.</summary>
    private void Expect(byte kind, string what)
    {
        Guarded(() =>
        {
            switch (_channel.ReadKind())
            {
                case { } got when got == kind:
                    return;
                case Messages.Failed:
                    var failure = (Messages.Failure)_channel.ReadInt32();
                    throw Restored(failure, _channel.ReadInt32(), _channel.ReadString());
                case null:
                    throw new EndOfStreamException();
                case { } other:
                    throw new InferenceException($"The device host answered {other} when asked to {what}.");
            }
        });
    }

    private void Guarded(Action talk)
    {
        try
        {
            talk();
        }
        catch (SocketException late) when (late.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new InferenceException("The device did not answer in time; its process is killed.", late);
        }
        catch (Exception gone) when (gone is SocketException or EndOfStreamException)
        {
            throw new InferenceException($"The device's process died ({HowItEnded()}).", gone);
        }
    }

    private string HowItEnded()
    {
        // The socket closes a moment before the process has ended.
        return _process.WaitForExit(OpenLimit) ? _process.ExitCode switch
        {
            > 128 and var code => $"signal {code - 128}",
            var code => $"exit code {code}",
        } : "it does not end";
    }

    private static InteropException Restored(Messages.Failure failure, int detail, string message) => failure switch
    {
        Messages.Failure.Device => new DeviceException(message),
        Messages.Failure.Model => new ModelException((ModelException.Fault)detail, message),
        Messages.Failure.Library => new NativeLibraryException(NativeLibraries.EdgeTpu, (NativeLibraryException.Cause)detail, message),
        _ => new InferenceException(message),
    };

}
