using Actors.Capture;
using Actors.View;

namespace Actors.Tests.View;

public class LiveFeedTests
{
    private readonly LiveFeed _feed = new("front", 640);

    [Fact]
    public async Task Who_comes_late_gets_the_newest_picture_and_no_older_one()
    {
        _feed.Publish(Picture(0));
        _feed.Publish(Picture(1));

        Assert.Equal(1, (await _feed.NextAsync(null, default)).Frame.Sequence);
    }

    [Fact]
    public async Task Who_has_the_newest_waits_for_the_next()
    {
        _feed.Publish(Picture(0));
        var seen = await _feed.NextAsync(null, default);

        var next = _feed.NextAsync(seen, default);
        Assert.False(next.IsCompleted);
        _feed.Publish(Picture(1));

        Assert.Equal(1, (await next).Frame.Sequence);
    }

    [Fact]
    public async Task All_who_wait_share_one_picture()
    {
        var one = _feed.NextAsync(null, default);
        var other = _feed.NextAsync(null, default);

        _feed.Publish(Picture(0));

        Assert.Same(await one, await other);
    }

    [Fact]
    public async Task What_was_captured_before_a_moment_is_not_given_for_what_is_captured_since()
    {
        var moment = DateTimeOffset.UnixEpoch.AddSeconds(10);
        _feed.Publish(Picture(0));

        var fresh = _feed.CapturedSinceAsync(moment, default);
        _feed.Publish(Picture(1, moment.AddMilliseconds(-1)));
        Assert.False(fresh.IsCompleted);
        _feed.Publish(Picture(2, moment));

        Assert.Equal(2, (await fresh).Frame.Sequence);
    }

    [Fact]
    public async Task A_wait_can_be_given_up()
    {
        using var patience = new CancellationTokenSource();
        var waiting = _feed.NextAsync(null, patience.Token);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static LivePicture Picture(long sequence, DateTimeOffset? captured = null) =>
        new(new FrameId("front", sequence), captured ?? DateTimeOffset.UnixEpoch, new byte[] { 1 });
}
