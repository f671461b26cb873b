namespace Actors.View;

/// <summary>One camera's pictures in one size, for any number of viewers, who share each.</summary>
/// <remarks>
/// It holds the newest picture and no other: who is slow misses some, and nobody waits for anybody. Thread-safe. To have it
/// filled, tell the pipeline to <see cref="PipelineActor.Look"/>.
/// </remarks>
/// <param name="camera">The camera's name.</param>
/// <param name="width">How wide in pixels, where frames are wider; null for full frames.</param>
public sealed class LiveFeed(string camera, int? width)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<LivePicture> _next = Waiting();
    private LivePicture? _newest;

    /// <summary>The camera's name.</summary>
    public string Camera { get; } = camera;

    /// <summary>How wide its pictures are, where frames are wider; null for full frames.</summary>
    public int? Width { get; } = width;

    /// <summary>The newest picture, as soon as that is another one than the viewer has.</summary>
    /// <param name="seen">What the viewer got last; null where it has none yet.</param>
    /// <param name="stopping">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public Task<LivePicture> NextAsync(LivePicture? seen, CancellationToken stopping)
    {
        lock (_gate)
        {
            return _newest is { } newest && newest != seen ? Task.FromResult(newest) : _next.Task.WaitAsync(stopping);
        }
    }

    /// <summary>The first picture that was captured at a moment or later.</summary>
    /// <param name="moment">By the wall clock.</param>
    /// <param name="stopping">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<LivePicture> CapturedSinceAsync(DateTimeOffset moment, CancellationToken stopping)
    {
        LivePicture? picture = null;
        do
        {
            picture = await NextAsync(picture, stopping);
        }
        while (picture.Captured < moment);
        return picture;
    }

    internal void Publish(LivePicture picture)
    {
        TaskCompletionSource<LivePicture> waited;
        lock (_gate)
        {
            _newest = picture;
            (waited, _next) = (_next, Waiting());
        }

        waited.SetResult(picture);
    }

    // Whoever waits goes on on a thread of its own, and not on the output's.
    private static TaskCompletionSource<LivePicture> Waiting() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
