using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tpu;

/// <summary>Finds the brightest spot of a picture, in place of a model: what a simulated device does.</summary>
/// <remarks>
/// Like a model it reads its whole input and its answer depends on it, so that tests can tell whether a frame and
/// its result belong together: the box is the extent of the spot, such as the test pattern's square.
/// </remarks>
internal sealed class BrightestSpot(InputSpec input) : IDevice
{
    // Every fourth pixel of every fourth row finds any spot of four pixels, at a sixteenth of the work.
    private const int Stride = 4;

    // A spot ends where brightness falls below this part of its brightest pixel.
    private const double SpotEdge = 0.9;

    private readonly InputSpec _input = input;
    private readonly byte[][] _outputs = [new byte[4 * sizeof(float)], new byte[sizeof(float)], new byte[sizeof(float)], new byte[sizeof(float)]];

    public string Path => "brightest spot";

    public IReadOnlyList<TensorInfo> Outputs { get; } =
    [
        new("boxes", TensorType.Float32, [1, 1, 4], default),
        new("classes", TensorType.Float32, [1, 1], default),
        new("scores", TensorType.Float32, [1, 1], default),
        new("count", TensorType.Float32, [1], default),
    ];

    public void Run(ReadOnlyMemory<byte> input, TimeSpan limit)
    {
        if (_input.Type == TensorType.Float32)
        {
            Find(MemoryMarshal.Cast<byte, float>(input.Span));
        }
        else if (_input.Type == TensorType.Int8)
        {
            Find(MemoryMarshal.Cast<byte, sbyte>(input.Span));
        }
        else
        {
            Find(input.Span);
        }
    }

    public ReadOnlySpan<byte> Output(int index) => _outputs[index];

    public void Dispose()
    {
    }

    private void Find<T>(ReadOnlySpan<T> pixels)
        where T : struct, System.Numerics.INumber<T>
    {
        var (brightest, darkest, atX, atY) = (double.MinValue, double.MaxValue, 0, 0);
        for (var y = 0; y < _input.Height; y += Stride)
        {
            for (var x = 0; x < _input.Width; x += Stride)
            {
                var brightness = Brightness(pixels, x, y);
                darkest = Math.Min(darkest, brightness);
                if (brightness > brightest)
                {
                    (brightest, atX, atY) = (brightness, x, y);
                }
            }
        }

        var edge = darkest + SpotEdge * (brightest - darkest);
        var (left, right, top, bottom) = (atX, atX + 1, atY, atY + 1);
        while (left > 0 && Brightness(pixels, left - 1, atY) >= edge)
        {
            left--;
        }

        while (right < _input.Width && Brightness(pixels, right, atY) >= edge)
        {
            right++;
        }

        while (top > 0 && Brightness(pixels, atX, top - 1) >= edge)
        {
            top--;
        }

        while (bottom < _input.Height && Brightness(pixels, atX, bottom) >= edge)
        {
            bottom++;
        }

        Answer(0, [(float)top / _input.Height, (float)left / _input.Width, (float)bottom / _input.Height, (float)right / _input.Width]);
        Answer(1, [0f]);
        Answer(2, [1f]);
        Answer(3, [1f]);
    }

    private double Brightness<T>(ReadOnlySpan<T> pixels, int x, int y)
        where T : struct, System.Numerics.INumber<T>
    {
        var at = (y * _input.Width + x) * _input.Channels;
        var sum = 0.0;
        for (var channel = 0; channel < _input.Channels; channel++)
        {
            sum += double.CreateTruncating(pixels[at + channel]);
        }

        return sum;
    }

    private void Answer(int output, ReadOnlySpan<float> values) => MemoryMarshal.AsBytes(values).CopyTo(_outputs[output]);
}
