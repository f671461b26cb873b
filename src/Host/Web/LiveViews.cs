using Actors.View;
using Akka.Actor;

namespace Actors.Host.Web;

/// <summary>Who looks at which camera. Those who look at the same pictures share one feed; a feed that nobody looks at is not filled.</summary>
internal sealed class LiveViews(IActorRef pipeline)
{
    /// <summary>Viewers at most. Each costs a connection and what is in its buffers.</summary>
    public const int Most = 64;

    // Each costs what it takes to draw and to encode a picture.
    private const int MostFeeds = 24;

    // So that viewers share: who asks for another width gets the next larger one.
    private static readonly int[] Widths = [160, 320, 480, 640, 960, 1280, 1920];

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Camera, int? Width), Watched> _feeds = [];
    private int _viewers;

    private sealed record Watched(LiveFeed Feed)
    {
        public int Viewers { get; set; }
    }

    /// <summary>Somebody who looks.</summary>
    public sealed class Viewer : IDisposable
    {
        private readonly LiveViews _views;
        private int _gone;

        internal Viewer(LiveViews views, LiveFeed feed)
        {
            _views = views;
            Feed = feed;
        }

        /// <summary>What there is to see.</summary>
        public LiveFeed Feed { get; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 0)
            {
                _views.Close(Feed);
            }
        }
    }

    /// <summary>Begins to look.</summary>
    /// <param name="camera">The camera.</param>
    /// <param name="width">How wide the pictures should be at least; null for full frames.</param>
    /// <returns>The viewer; null where there are too many.</returns>
    public Viewer? Open(string camera, int? width)
    {
        var key = (camera, SharedWidth(width));
        lock (_gate)
        {
            if (_viewers == Most)
            {
                return null;
            }

            if (!_feeds.TryGetValue(key, out var watched))
            {
                if (_feeds.Count == MostFeeds)
                {
                    return null;
                }

                _feeds.Add(key, watched = new Watched(new LiveFeed(camera, key.Item2)));
                pipeline.Tell(new PipelineActor.Look(watched.Feed));
            }

            _viewers++;
            watched.Viewers++;
            return new Viewer(this, watched.Feed);
        }
    }

    private static int? SharedWidth(int? width) => width is { } wanted && wanted <= Widths[^1] ? Widths.First(shared => shared >= wanted) : null;

    private void Close(LiveFeed feed)
    {
        lock (_gate)
        {
            _viewers--;
            var key = (feed.Camera, feed.Width);
            if (--_feeds[key].Viewers == 0)
            {
                _feeds.Remove(key);
                pipeline.Tell(new PipelineActor.LookAway(feed));
            }
        }
    }
}
