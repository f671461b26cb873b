using Actors.Host.Web;
using Akka.TestKit;

namespace Actors.Tests.Host.Web;

public sealed class LiveViewsTests : ActorTest
{
    private readonly TestProbe _pipeline;
    private readonly LiveViews _views;

    public LiveViewsTests()
    {
        _pipeline = CreateTestProbe();
        _views = new LiveViews(_pipeline.Ref);
    }

    [Fact]
    public void Those_who_look_at_about_the_same_size_share_a_feed()
    {
        var one = _views.Open("front", 600);
        var other = _views.Open("front", 640);

        Assert.Same(one!.Feed, other!.Feed);
        Assert.Same(one.Feed, _pipeline.ExpectMsg<PipelineActor.Look>().Feed);
        Nothing();
    }

    [Fact]
    public void The_last_to_go_has_it_end_and_going_twice_counts_once()
    {
        var one = _views.Open("front", 640)!;
        var other = _views.Open("front", 640)!;
        _pipeline.ExpectMsg<PipelineActor.Look>();
        one.Dispose();
        one.Dispose();
        Nothing();

        other.Dispose();

        Assert.Same(other.Feed, _pipeline.ExpectMsg<PipelineActor.LookAway>().Feed);
    }

    [Fact]
    public void There_are_only_so_many_viewers()
    {
        var all = Enumerable.Range(0, LiveViews.Most).Select(_ => _views.Open("front", 640)!).ToList();

        Assert.Null(_views.Open("front", 640));

        all[0].Dispose();
        Assert.NotNull(_views.Open("front", 640));
    }

    [Fact]
    public void There_are_only_so_many_different_pictures()
    {
        var opened = Enumerable.Range(0, 40).Count(camera => _views.Open($"camera {camera}", null) is not null);

        Assert.Equal(24, opened);
    }

    [Fact]
    public void Wider_than_any_shared_width_is_the_full_frame() => Assert.Null(_views.Open("front", 4000)!.Feed.Width);

    private void Nothing() => _pipeline.ExpectNoMsg(TimeSpan.Zero);
}
