using System.Net.Sockets;
using System.Text;
using Actors.Interop;

namespace Actors.Tpu.Isolation;

/// <summary>A local socket's end, read and written in whole values by one thread.</summary>
internal sealed class Channel : IDisposable
{
    private readonly Socket _socket;
    private readonly MemoryStream _outgoing = new();
    private readonly BinaryWriter _writer;
    private readonly byte[] _number = new byte[sizeof(long)];

    public Channel(Socket socket)
    {
        _socket = socket;
        _writer = new BinaryWriter(_outgoing, Encoding.UTF8, leaveOpen: true);
    }

    /// <summary>How long a read may wait; infinite by default.</summary>
    public TimeSpan ReadLimit
    {
        // The socket counts whole milliseconds, and 0 means for ever.
        set => _socket.ReceiveTimeout = value == Timeout.InfiniteTimeSpan ? 0 : Math.Max(1, (int)value.TotalMilliseconds);
    }

    /// <summary>What is written here goes out with <see cref="Send()"/>.</summary>
    public BinaryWriter Write => _writer;

    /// <summary>Sends what was written, in one piece.</summary>
    /// <exception cref="SocketException">The other end is gone.</exception>
    public void Send()
    {
        _writer.Flush();
        SendAll(_outgoing.GetBuffer().AsSpan(0, (int)_outgoing.Length));
        _outgoing.SetLength(0);
    }

    /// <summary>Sends many bytes behind what was written, without keeping them here.</summary>
    /// <exception cref="SocketException">The other end is gone.</exception>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        Send();
        SendAll(bytes);
    }

    /// <summary>Reads a message's kind; null where the other end has closed.</summary>
    public byte? ReadKind() => _socket.Receive(_number, 0, 1, SocketFlags.None) == 1 ? _number[0] : null;

    public int ReadInt32()
    {
        Read(_number.AsSpan(0, sizeof(int)));
        return BitConverter.ToInt32(_number);
    }

    public string ReadString()
    {
        var bytes = new byte[ReadInt32()];
        Read(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="EndOfStreamException">The other end closed before.</exception>
    /// <exception cref="SocketException">It is gone, or the limit has passed.</exception>
    public void Read(Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var read = _socket.Receive(buffer);
            if (read == 0)
            {
                throw new EndOfStreamException("The other end of the socket closed in the middle of a message.");
            }

            buffer = buffer[read..];
        }
    }

    public void WriteString(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _writer.Write(bytes.Length);
        _writer.Write(bytes);
    }

    /// <summary>Sends a model: its name and its bytes, so that nobody else's copy of the file matters.</summary>
    /// <exception cref="SocketException">The other end is gone.</exception>
    public void SendModel(Model model) => model.Read(bytes =>
    {
        WriteString(model.Name);
        _writer.Write(bytes.Length);
        Send(bytes);
    });

    /// <summary>Reads a model that <see cref="SendModel"/> sent.</summary>
    /// <exception cref="ModelException">It is none.</exception>
    public Model ReadModel()
    {
        var name = ReadString();
        var bytes = new byte[ReadInt32()];
        Read(bytes);
        return Model.FromMemory(bytes, name);
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _outgoing.Dispose();
        _socket.Dispose();
    }
}
