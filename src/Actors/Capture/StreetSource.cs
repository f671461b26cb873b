using Actors.Prepare;
using Actors.Street;
using Actors.Truth;
using OpenCvSharp;

namespace Actors.Capture;

/// <summary>A procedural street as a camera: its frames, and what is in each of them.</summary>
/// <remarks>Frame n shows the moment n / rate, whenever it is taken, so that it is the same in every run.</remarks>
internal sealed class StreetSource : IFrameSource
{
    // How much time passes between the frames of a street that has no rate of its own.
    private const double OtherwiseRate = 30;

    private static readonly IReadOnlyList<Category> Categories = [.. Enum.GetValues<StreetClass>().Select(kind => new Category(StreetLabels.CategoryOf(kind), StreetLabels.NameOf(kind)))];

    private readonly StreetView _street;
    private readonly FramePace _pace;
    private readonly double _framesPerSecond;
    private long _sequence;

    /// <summary>Opens a street.</summary>
    /// <param name="settings">Which.</param>
    /// <param name="rate">Frames per second; 0 for as fast as they are taken.</param>
    public StreetSource(StreetSettings settings, double rate)
    {
        _street = new StreetView(settings);
        _pace = new FramePace(rate);
        _framesPerSecond = rate > 0 ? rate : OtherwiseRate;
    }

    /// <inheritdoc/>
    public double Rate => _pace.Rate;

    /// <inheritdoc/>
    public string Decoder => "";

    /// <inheritdoc/>
    public FrameTruth? Truth { get; private set; }

    /// <inheritdoc/>
    public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
    {
        _pace.WaitForTurn(stopping);
        Truth = TruthOf(_street.Show(image, _sequence++ / _framesPerSecond));
        return PictureScale.Whole(image);
    }

    /// <inheritdoc/>
    public void Dispose() => _street.Dispose();

    private static FrameTruth TruthOf(IReadOnlyList<StreetObject> objects)
    {
        var truth = new TrueObject[objects.Count];
        for (var i = 0; i < truth.Length; i++)
        {
            var there = objects[i];
            truth[i] = new TrueObject(StreetLabels.CategoryOf(there.Class), new PixelBox(there.Box.X, there.Box.Y, there.Box.Width, there.Box.Height), there.Area, there.Doubtful);
        }

        return new FrameTruth(Categories, truth);
    }
}
