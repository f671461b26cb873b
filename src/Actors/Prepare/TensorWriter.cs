using Actors.Capture;
using Actors.Interop;
using OpenCvSharp;

namespace Actors.Prepare;

/// <summary>Turns pictures into model inputs: crop, resize, BGR to RGB, quantise. Keeps its scratch memory between frames.</summary>
/// <remarks>Cropping and resizing come first, so the rest costs the same whatever the picture's size. Used by one thread at a time.</remarks>
public sealed class TensorWriter : IDisposable
{
    // 0..255 becomes -128..127 by flipping the highest bit.
    private const byte SignBit = 0x80;

    private readonly InputSpec _spec;
    private readonly PrepareSettings _settings;
    private readonly Mat _resized;
    private readonly Mat _converted = new();
    private readonly Mat? _table;

    /// <summary>Prepares for one model's input.</summary>
    public TensorWriter(InputSpec spec, PrepareSettings settings)
    {
        _spec = spec;
        _settings = settings;
        _resized = new Mat(spec.Height, spec.Width, MatType.CV_8UC3, Scalar.All(0));
        _table = spec.Type != TensorType.Float32 && settings.Normalization is { } normalization ? QuantisingTable(spec, normalization) : null;
    }

    /// <summary>Writes a picture into an input.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="tensor">A buffer made for the same <see cref="InputSpec"/>.</param>
    /// <returns>The way back for boxes.</returns>
    /// <exception cref="ArgumentException">The picture is empty or not 8-bit BGR.</exception>
    public Geometry Write(Mat picture, InputTensor tensor) => Write(picture, PictureScale.Whole(picture), tensor);

    /// <summary>Writes a picture that is a reduced copy of its frame into an input.</summary>
    /// <param name="picture">8-bit BGR.</param>
    /// <param name="scale">How it stands to the frame.</param>
    /// <param name="tensor">A buffer made for the same <see cref="InputSpec"/>.</param>
    /// <returns>The way back for boxes, to the full frame.</returns>
    /// <exception cref="ArgumentException">The picture is empty or not 8-bit BGR.</exception>
    public Geometry Write(Mat picture, PictureScale scale, InputTensor tensor)
    {
        if (picture.Empty() || picture.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"A frame must be an 8-bit BGR picture with pixels, not {picture.Width}x{picture.Height} {picture.Type()}.", nameof(picture));
        }

        var geometry = Geometry.Of(picture.Size(), scale, new Size(_spec.Width, _spec.Height), _settings.Resize);
        Resize(picture, geometry);
        Convert(tensor);
        return geometry;
    }

    /// <summary>Frees the scratch memory.</summary>
    public void Dispose()
    {
        _resized.Dispose();
        _converted.Dispose();
        _table?.Dispose();
    }

    private void Resize(Mat picture, Geometry geometry)
    {
        var interpolation = (InterpolationFlags)_settings.Resampling;
        if (geometry.Source.Size == picture.Size() && geometry.Target.Size == _resized.Size())
        {
            Cv2.Resize(picture, _resized, _resized.Size(), interpolation: interpolation);
            return;
        }

        using var source = picture[geometry.Source];
        if (geometry.Target.Size == _resized.Size())
        {
            Cv2.Resize(source, _resized, _resized.Size(), interpolation: interpolation);
            return;
        }

        // A camera that changes its size would leave the margin of the picture before it.
        _resized.SetTo(Scalar.All(0));
        using var target = _resized[geometry.Target];
        Cv2.Resize(source, target, target.Size(), interpolation: interpolation);
    }

    private void Convert(InputTensor tensor)
    {
        var code = _spec.Channels == 1 ? ColorConversionCodes.BGR2GRAY : ColorConversionCodes.BGR2RGB;
        if (_spec.Type == TensorType.Float32)
        {
            var (mean, deviation) = _settings.Normalization ?? Normalization.MinusOneToOne;
            Cv2.CvtColor(_resized, _converted, code);
            _converted.ConvertTo(tensor.Pixels, MatType.CV_32F, 1 / deviation, -mean / deviation);
            return;
        }

        if (_table is not null)
        {
            Cv2.CvtColor(_resized, _converted, code);
            Cv2.LUT(_converted, _table, tensor.AsBytes);
            return;
        }

        Cv2.CvtColor(_resized, tensor.AsBytes, code);
        if (_spec.Type == TensorType.Int8)
        {
            Cv2.BitwiseXor(tensor.AsBytes, Scalar.All(SignBit), tensor.AsBytes);
        }
    }

    private static Mat QuantisingTable(InputSpec spec, Normalization normalization)
    {
        int lowest = spec.Type == TensorType.Int8 ? sbyte.MinValue : byte.MinValue;
        int highest = spec.Type == TensorType.Int8 ? sbyte.MaxValue : byte.MaxValue;
        var scale = spec.Quantization.Scale > 0 ? spec.Quantization.Scale : 1;
        var table = new Mat(1, 256, MatType.CV_8UC1);
        for (var pixel = 0; pixel < 256; pixel++)
        {
            var real = (pixel - normalization.Mean) / normalization.Deviation;
            var quantised = (int)Math.Round(real / scale) + spec.Quantization.ZeroPoint;
            table.Set(0, pixel, (byte)Math.Clamp(quantised, lowest, highest));
        }

        return table;
    }
}
