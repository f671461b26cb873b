using System.Net.Sockets;
using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tpu.Isolation;

/// <summary>The device's side: a process that opens one device and runs what it is told, until the program at the other end is gone.</summary>
public static class DeviceHost
{
    /// <summary>The subcommand that starts it; hidden from users.</summary>
    public const string Command = "device-host";

    private static readonly TimeSpan ParentPoll = TimeSpan.FromSeconds(1);

    /// <summary>Serves until the socket closes.</summary>
    /// <param name="socketPath">Where the program listens.</param>
    /// <param name="parent">The program's process id.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string socketPath, int parent)
    {
        StandardOutput.JoinStandardError();
        EndWith(parent);

        // Ctrl-C goes to every process of the terminal, and systemd's stop to every one of the service. But the program
        // then lets the frames on their way come out, for which it needs its devices; this process ends with it.
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        using var channel = new Channel(socket);
        var memories = new Dictionary<int, SharedMemory>();
        IDevice? device = null;
        Model? model = null;
        try
        {
            while (channel.ReadKind() is { } kind)
            {
                try
                {
                    switch (kind)
                    {
                        case Messages.Describe:
                            SendDescribed(channel);
                            break;
                        case Messages.Open:
                            (model, device) = Open(channel.ReadString(), (EdgeTpuClock)channel.ReadInt32(), channel.ReadModel());
                            SendOpened(channel, device);
                            break;
                        case Messages.Map:
                            memories.Add(channel.ReadInt32(), SharedMemory.Open(channel.ReadString()));
                            break;
                        case Messages.Unmap:
                            memories.Remove(channel.ReadInt32(), out var unused);
                            ((IDisposable)unused!).Dispose();
                            break;
                        case Messages.Run:
                            var memory = memories[channel.ReadInt32()];
                            var offset = channel.ReadInt32();
                            device!.Run(memory.Memory.Slice(offset, channel.ReadInt32()), Timeout.InfiniteTimeSpan);
                            SendDone(channel, device);
                            break;
                    }
                }
                catch (InteropException failure)
                {
                    SendFailed(channel, failure);
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or EndOfStreamException)
        {
            // The program is gone, and so is the reason to be here.
        }

        device?.Dispose();
        model?.Dispose();
        return 0;
    }

    // The socket's end tells too, but not while a native call does not return.
    private static void EndWith(int parent)
    {
        var watch = new Thread(() =>
        {
            while (IsAlive(parent))
            {
                Thread.Sleep(ParentPoll);
            }

            Environment.Exit(0);
        })
        { IsBackground = true, Name = "parent watch" };
        watch.Start();
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static (Model Model, IDevice Device) Open(string device, EdgeTpuClock clock, Model model)
    {
        var resolved = DeviceResolver.Resolve(DeviceSpec.ParseList([device]), EdgeTpuDevices.List, Environment.ProcessorCount);
        return (model, resolved[0].At(clock).Open(model, InputSpec.Of(Interpreter.Describe(model).Inputs, model.Name)));
    }

    private static void SendDescribed(Channel channel)
    {
        using var model = channel.ReadModel();
        var inputs = Interpreter.Describe(model).Inputs;
        channel.Write.Write(Messages.Described);
        WriteTensors(channel, inputs);
        channel.Send();
    }

    private static void SendOpened(Channel channel, IDevice device)
    {
        channel.Write.Write(Messages.Opened);
        channel.WriteString(device.Path);
        WriteTensors(channel, device.Outputs);
        channel.Send();
    }

    private static void WriteTensors(Channel channel, IReadOnlyList<TensorInfo> tensors)
    {
        channel.Write.Write(tensors.Count);
        foreach (var tensor in tensors)
        {
            channel.WriteString(tensor.Name);
            channel.Write.Write((int)tensor.Type);
            channel.Write.Write(tensor.Shape.Count);
            foreach (var dimension in tensor.Shape)
            {
                channel.Write.Write(dimension);
            }

            channel.Write.Write(tensor.Quantization.Scale);
            channel.Write.Write(tensor.Quantization.ZeroPoint);
        }
    }

    private static void SendDone(Channel channel, IDevice device)
    {
        channel.Write.Write(Messages.Done);
        for (var i = 0; i < device.Outputs.Count; i++)
        {
            channel.Write.Write(device.Output(i));
        }

        channel.Send();
    }

    private static void SendFailed(Channel channel, InteropException failure)
    {
        var (kind, detail) = failure switch
        {
            DeviceException => (Messages.Failure.Device, 0),
            ModelException model => (Messages.Failure.Model, (int)model.Reason),
            NativeLibraryException library => (Messages.Failure.Library, (int)library.Reason),
            InferenceException => (Messages.Failure.Inference, 0),
            _ => (Messages.Failure.Unexpected, 0),
        };
        channel.Write.Write(Messages.Failed);
        channel.Write.Write((int)kind);
        channel.Write.Write(detail);
        channel.WriteString(failure.Message);
        channel.Send();
    }
}
