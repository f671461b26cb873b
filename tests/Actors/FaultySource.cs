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

    /// <summary>Called before each frame with how large it is needed.</summary>
    public Action<PictureNeed> OnRead { get; init; } = _ => { };

    public override bool IsLive => Rate > 0;

    public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => new Opened(this);

    public override string ToString() => Text;

    private sealed class Opened(FaultySource settings) : IFrameSource
    {
        private readonly TestPatternSource _pattern = new(Frames.Width, Frames.Height, settings.Rate);
        private readonly Random _random = new(settings.Seed);

        public double Rate => settings.Rate;

        public string Decoder => "";

        public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
        {
            settings.OnRead(need);
            _pattern.Read(image, need, stopping);
            if (settings.OneIn > 0 && _random.Next(settings.OneIn) == 0)
            {
                throw new SourceException("no picture") { FrameOnly = true };
            }

            if (settings.OneIn > 0 && _random.Next(settings.OneIn) == 0)
            {
                Cv2.CvtColor(image, image, ColorConversionCodes.BGR2GRAY);
            }

            return PictureScale.Whole(image);
        }

        public void Dispose() => _pattern.Dispose();
    }
}
