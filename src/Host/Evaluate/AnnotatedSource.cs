using Actors.Capture;
using OpenCvSharp;

namespace Actors.Host.Evaluate;

/// <summary>A data set's pictures as a camera that a pipeline can be told of.</summary>
/// <param name="Set">The data set; frame n is its picture n.</param>
/// <param name="Lines">How many lines the camera gives, pictures being enlarged to that; null for the pictures as they are.</param>
/// <param name="Noise">The standard deviation of the camera's noise, in levels of 256; 0 for none. The same in every run.</param>
internal sealed record AnnotatedSource(AnnotatedSet Set, int? Lines, double Noise) : SourceUri
{
    /// <inheritdoc/>
    public override bool IsLive => false;

    /// <inheritdoc/>
    public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => new Reader(this);

    /// <inheritdoc/>
    public override string ToString() => base.ToString();

    /// <summary>How large a picture is given.</summary>
    public Size SizeOf(AnnotatedImage image) => Lines is { } lines
        ? new Size(Math.Max(1, (int)Math.Round((double)image.Width * lines / image.Height)), lines)
        : new Size(image.Width, image.Height);

    private sealed class Reader(AnnotatedSource source) : IFrameSource
    {
        private readonly Mat _decoded = new();
        private readonly Mat _noise = new();
        private int _next;

        public double Rate => 0;

        public string Decoder => "";

        // Whole, however little is needed: the figures are those of the pictures as they are.
        public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
        {
            stopping.ThrowIfCancellationRequested();
            if (_next == source.Set.Images.Count)
            {
                return null;
            }

            var next = source.Set.Images[_next++];
            Decode(next);
            if (source.SizeOf(next) is var size && size != _decoded.Size())
            {
                Cv2.Resize(_decoded, image, size, interpolation: size.Height > _decoded.Height ? InterpolationFlags.Lanczos4 : InterpolationFlags.Area);
            }
            else
            {
                _decoded.CopyTo(image);
            }

            AddNoise(image, (ulong)next.Id);
            return PictureScale.Whole(image);
        }

        public void Dispose()
        {
            _decoded.Dispose();
            _noise.Dispose();
        }

        private void AddNoise(Mat image, ulong seed)
        {
            if (source.Noise > 0)
            {
                Cv2.SetTheRNG(seed);
                _noise.Create(image.Size(), MatType.CV_16SC3);
                Cv2.Randn(_noise, Scalar.All(0), Scalar.All(source.Noise));
                Cv2.Add(image, _noise, image, dtype: MatType.CV_8U);
            }
        }

        // One that cannot be read ends the run: the figures would not be those of the set.
        private void Decode(AnnotatedImage image)
        {
            try
            {
                ImageSource.ReadImage(image.Path, _decoded);
            }
            catch (SourceException unreadable)
            {
                throw new SourceException($"{source.Set.File}: {image.Entry}: {unreadable.Message} Replace it, or take it out of the annotations.", unreadable);
            }

            if (_decoded.Width != image.Width || _decoded.Height != image.Height)
            {
                throw new SourceException($"{source.Set.File}: {image.Entry}: it says {image.Width}x{image.Height}, and '{image.Path}' has {_decoded.Width}x{_decoded.Height} pixels, so that boxes would not fit. Put the image there that was annotated, or mend the entry.");
            }
        }
    }
}
