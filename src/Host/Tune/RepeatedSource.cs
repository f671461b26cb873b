using Actors.Capture;
using OpenCvSharp;

namespace Actors.Host.Tune;

/// <summary>A file that begins again at its end, so that it lasts as long as there is to measure.</summary>
internal sealed class RepeatedSource : IFrameSource
{
    private readonly SourceUri _uri;
    private IFrameSource _source;
    private bool _any;

    private RepeatedSource(SourceUri uri, CancellationToken stopping)
    {
        _uri = uri;
        _source = uri.Open(stopping);
    }

    /// <inheritdoc/>
    public double Rate => _source.Rate;

    /// <summary>A camera's source, repeated if it has an end.</summary>
    public static SourceUri Of(SourceUri source) => source.IsLive ? source : new Uri(source) { Text = source.Text };

    /// <inheritdoc/>
    public bool Read(Mat image, CancellationToken stopping)
    {
        while (!_source.Read(image, stopping))
        {
            if (!_any)
            {
                return false;
            }

            stopping.ThrowIfCancellationRequested();
            _source.Dispose();
            _source = _uri.Open(stopping);
            _any = false;
        }

        _any = true;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private sealed record Uri(SourceUri Source) : SourceUri
    {
        public override bool IsLive => false;

        public override IFrameSource Open(CancellationToken stopping = default) => new RepeatedSource(Source, stopping);

        public override string ToString() => base.ToString();
    }
}
