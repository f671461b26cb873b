using Actors.Capture;
using OpenCvSharp;

namespace Actors.Tests;

/// <summary>The test pattern, with frames here and there that do not decode or that cannot be prepared.</summary>
internal sealed record FaultySource : SourceUri
{
    public required int Seed { get; init; }

    /// <summary>Frames per second, or 0 for a file.</summary>
    public double Rate { get; init; }

    /// <summary>One frame in so many does not decode, and one cannot be prepared; 0 for none.</summary>
    public int OneIn { get; init; }

    public override bool IsLive => Rate > 0;

    public override IFrameSource Open(CancellationToken stopping = default) => new Opened(this);

    public override string ToString() => Text;

    private sealed class Opened(FaultySource settings) : IFrameSource
    {
        private readonly TestPatternSource _pattern = new(Frames.Width, Frames.Height, settings.Rate);
        private readonly Random _random = new(settings.Seed);

        public double Rate => settings.Rate;

        public bool Read(Mat image, CancellationToken stopping)
        {
            _pattern.Read(image, stopping);
            if (settings.OneIn > 0 && _random.Next(settings.OneIn) == 0)
            {
                throw new SourceException("no picture") { FrameOnly = true };
            }

            if (settings.OneIn > 0 && _random.Next(settings.OneIn) == 0)
            {
                Cv2.CvtColor(image, image, ColorConversionCodes.BGR2GRAY);
            }

            return true;
        }

        public void Dispose() => _pattern.Dispose();
    }
}
