using Actors.Capture;
using Actors.Truth;
using OpenCvSharp;

namespace Actors.Host.Tune;

/// <summary>A file that begins again at its end, so that it lasts as long as there is to measure.</summary>
internal sealed class RepeatedSource : IFrameSource
{
    private readonly SourceUri _uri;
    private readonly DecodeOptions _options;
    private IFrameSource _source;
    private bool _any;

    private RepeatedSource(SourceUri uri, DecodeOptions options, CancellationToken stopping)
    {
        _uri = uri;
        _options = options;
        _source = uri.Open(options, stopping);
    }

    /// <inheritdoc/>
    public double Rate => _source.Rate;

    /// <inheritdoc/>
    public string Decoder => _source.Decoder;

    /// <inheritdoc/>
    public FrameTruth? Truth => _source.Truth;

    /// <summary>A camera's source, repeated if it has an end.</summary>
    public static SourceUri Of(SourceUri source) => source.IsLive ? source : new Uri(source) { Text = source.Text };

    /// <inheritdoc/>
    public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
    {
        PictureScale? read;
        while ((read = _source.Read(image, need, stopping)) is null)
        {
            if (!_any)
            {
                return null;
            }

            stopping.ThrowIfCancellationRequested();
            _source.Dispose();
            _source = _uri.Open(_options, stopping);
            _any = false;
        }

        _any = true;
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private sealed record Uri(SourceUri Source) : SourceUri
    {
        public override bool IsLive => false;

        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => new RepeatedSource(Source, options, stopping);

        public override string ToString() => base.ToString();
    }
}
