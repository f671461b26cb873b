using System.IO.Pipelines;
using System.Text;
using Actors.Capture;
using Actors.Host.Web;
using Actors.View;

namespace Actors.Tests.Host.Web;

/// <summary>What a viewer gets, in a time of the test's.</summary>
public sealed class PictureStreamTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly LiveFeed _feed = new("front", 640);
    private readonly Pipe _connection = new();
    private readonly CancellationTokenSource _ending = new();
    private bool _isThere = true;

    public void Dispose()
    {
        _ending.Dispose();
        _time.Dispose();
    }

    [Fact]
    public async Task Pictures_come_one_after_another()
    {
        _feed.Publish(Picture("one"));
        var sending = SendAsync();
        Assert.Equal("one", await NextAsync());

        _feed.Publish(Picture("two"));

        Assert.Equal("two", await NextAsync());
        await EndAsync(sending);
    }

    [Fact]
    public async Task Where_none_comes_the_last_is_sent_again_so_that_who_has_gone_is_noticed()
    {
        _feed.Publish(Picture("one"));
        var sending = SendAsync();
        Assert.Equal("one", await NextAsync());

        await WaitInVainAsync();
        Assert.Equal("one", await NextAsync());
        await WaitInVainAsync();
        Assert.Equal("one", await NextAsync());

        _feed.Publish(Picture("two"));
        Assert.Equal("two", await NextAsync());
        await EndAsync(sending);
    }

    [Fact]
    public async Task It_ends_where_there_is_no_picture_at_all()
    {
        var sending = SendAsync();

        await WaitInVainAsync();

        await sending;
    }

    [Fact]
    public async Task It_ends_once_the_camera_is_gone()
    {
        _feed.Publish(Picture("one"));
        var sending = SendAsync();
        Assert.Equal("one", await NextAsync());

        _isThere = false;
        await WaitInVainAsync();

        await sending;
        Assert.False(_connection.Reader.TryRead(out _));
    }

    private static LivePicture Picture(string text) => new(new FrameId("front", 0), DateTimeOffset.UnixEpoch, Encoding.ASCII.GetBytes(text));

    private Task SendAsync() => PictureStream.SendAsync(_feed, _connection.Writer, () => _isThere, _time, _ending.Token);

    private async Task EndAsync(Task sending)
    {
        await _ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private async Task WaitInVainAsync()
    {
        await _time.TimerIsSetAsync();
        _time.Pass((int)PictureStream.Patience.TotalMilliseconds);
    }

    // Its content, with what separates it from the one after read as well.
    private async Task<string> NextAsync()
    {
        var text = "";
        while (!text.EndsWith("\r\n--actors-next\r\n", StringComparison.Ordinal) || !text.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await _connection.Reader.ReadAsync().AsTask().WaitAsync(HostProcess.Limit);
            text += Encoding.ASCII.GetString(read.Buffer);
            _connection.Reader.AdvanceTo(read.Buffer.End);
        }

        return text.Split("\r\n\r\n")[1].Split("\r\n")[0];
    }
}
