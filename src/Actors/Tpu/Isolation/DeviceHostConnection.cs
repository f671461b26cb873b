using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tpu.Isolation;

/// <summary>The program's end of the talk with one <see cref="DeviceHost"/>: however that ends, the caller gets an exception and goes on.</summary>
internal sealed class DeviceHostConnection : IDisposable
{
    // .NET starts in a tenth of a second and a USB stick opens in three; a minute says that it never will.
    private static readonly TimeSpan UsualLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    /// <summary>Starts a device host.</summary>
    /// <exception cref="DeviceException">It does not start.</exception>
    public DeviceHostConnection(DeviceHostProgram program)
    {
        (_process, Channel) = program.Start();
        Channel.ReadLimit = UsualLimit;
    }

    /// <summary>Where to write to it, and read what follows an answer's kind.</summary>
    public Channel Channel { get; }

    /// <summary>The device host's process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Reads an answer's kind; throws what the device host failed with, or that it is gone.</summary>
    public void Expect(byte kind, string what) => Guarded(() =>
    {
        switch (Channel.ReadKind())
        {
            case { } got when got == kind:
                return;
            case Messages.Failed:
                var failure = (Messages.Failure)Channel.ReadInt32();
                throw Restored(failure, Channel.ReadInt32(), Channel.ReadString());
            case null:
                throw new EndOfStreamException();
            case { } other:
                throw new InferenceException($"The device host answered {other} when asked to {what}.");
        }
    });

    /// <summary>Reads tensors' descriptions, as <see cref="Messages"/> has them.</summary>
    public IReadOnlyList<TensorInfo> ReadTensors()
    {
        var tensors = new List<TensorInfo>();
        for (var left = Channel.ReadInt32(); left > 0; left--)
        {
            var name = Channel.ReadString();
            var type = (TensorType)Channel.ReadInt32();
            var shape = new int[Channel.ReadInt32()];
            Channel.Read(MemoryMarshal.AsBytes(shape.AsSpan()));
            var scale = BitConverter.Int32BitsToSingle(Channel.ReadInt32());
            tensors.Add(new TensorInfo(name, type, shape, new Quantization(scale, Channel.ReadInt32())));
        }

        return tensors;
    }

    /// <summary>Talks, and tells a device host that dies or does not answer as the failed inference that it is.</summary>
    public void Guarded(Action talk)
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

    public void Dispose()
    {
        Channel.Dispose();
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
    }

    private string HowItEnded()
    {
        // The socket closes a moment before the process has ended.
        return _process.WaitForExit(UsualLimit) ? _process.ExitCode switch
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
