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
    // What the socket and two processes' scheduling take beside the inference itself, on a busy machine.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    private readonly DeviceHostConnection _host;
    private readonly Dictionary<SharedMemory, int> _mapped = [];
    private readonly byte[][] _outputs;
    private SharedMemory? _scratch;
    private int _mappings;

    /// <summary>Starts a device host and has it open the device.</summary>
    /// <param name="program">How to start one.</param>
    /// <param name="device">The device, as <see cref="DeviceSpec"/> reads it.</param>
    /// <param name="model">The model.</param>
    /// <param name="limit">How long opening may take; null for longer than any device needs.</param>
    /// <param name="clock">At which clock, where the device has one to choose.</param>
    /// <exception cref="InteropException">It does not open; as if it had been opened here.</exception>
    public IsolatedDevice(DeviceHostProgram program, string device, Model model, TimeSpan? limit = null, EdgeTpuClock clock = EdgeTpuClock.Max)
    {
        _host = new DeviceHostConnection(program);
        try
        {
            if (limit is { } given)
            {
                Channel.ReadLimit = given;
            }

            _host.Guarded(() =>
            {
                Channel.Write.Write(Messages.Open);
                Channel.WriteString(device);
                Channel.Write.Write((int)clock);
                Channel.SendModel(model);
                _host.Expect(Messages.Opened, "open the device");
                Path = $"{Channel.ReadString()}, in process {_host.ProcessId}";
                Outputs = _host.ReadTensors();
            });
            _outputs = [.. Outputs.Select(output => new byte[output.ByteSize])];
        }
        catch (InferenceException broken)
        {
            Dispose();
            throw new DeviceException($"Opening {device} with the model '{model.Name}' failed: {broken.Message}", broken);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; private set; } = "";

    public IReadOnlyList<TensorInfo> Outputs { get; private set; } = [];

    private Channel Channel => _host.Channel;

    public ReadOnlySpan<byte> Output(int index) => _outputs[index];

    public void Run(ReadOnlyMemory<byte> input, TimeSpan limit)
    {
        var (memory, offset) = InSharedMemory(input);
        Channel.ReadLimit = limit == Timeout.InfiniteTimeSpan ? limit : limit + Grace;
        _host.Guarded(() =>
        {
            UnmapReleased();
            if (!_mapped.TryGetValue(memory, out var number))
            {
                number = _mappings++;
                _mapped.Add(memory, number);
                Channel.Write.Write(Messages.Map);
                Channel.Write.Write(number);
                Channel.WriteString(memory.Path);
            }

            Channel.Write.Write(Messages.Run);
            Channel.Write.Write(number);
            Channel.Write.Write(offset);
            Channel.Write.Write(input.Length);
            Channel.Send();
            _host.Expect(Messages.Done, "run a frame");
            foreach (var output in _outputs)
            {
                Channel.Read(output);
            }
        });
    }

    public void Dispose()
    {
        _host.Dispose();
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
                Channel.Write.Write(Messages.Unmap);
                Channel.Write.Write(number);
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
}
