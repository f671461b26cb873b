using Actors.Capture;

namespace Actors.Tests.Capture;

public class FlightBudgetTests
{
    private readonly FlightBudget _budget = new() { Size = 3 };

    [Fact]
    public void A_camera_alone_may_use_all_of_it()
    {
        var camera = new FlightBudget.Share(_budget);

        Assert.Equal(3, EnterAll(camera));
        camera.Leave();
        Assert.Equal(1, EnterAll(camera));
    }

    [Fact]
    public void Every_camera_may_have_one_whatever_the_others_have()
    {
        var cameras = Enumerable.Range(0, 5).Select(_ => new FlightBudget.Share(_budget)).ToList();

        Assert.Equal([3, 1, 1, 1, 1], cameras.Select(EnterAll));
    }

    [Fact]
    public void What_cameras_have_at_any_rate_counts()
    {
        var cameras = Enumerable.Range(0, 5).Select(_ => new FlightBudget.Share(_budget)).ToList();
        Assert.All(cameras, camera => Assert.True(camera.TryEnter()));

        Assert.All(cameras, camera => Assert.False(camera.TryEnter()));
        cameras[0].Leave();
        cameras[1].Leave();
        Assert.False(cameras[2].TryEnter());
        cameras[3].Leave();
        Assert.True(cameras[2].TryEnter());
    }

    [Fact]
    public void A_camera_with_a_limit_of_its_own_neither_uses_it_nor_waits_for_it()
    {
        var alone = new FlightBudget.Share(_budget) { IsAlone = true };
        for (var i = 0; i < 10; i++)
        {
            Assert.True(alone.TryEnter());
        }

        var other = new FlightBudget.Share(_budget);
        Assert.Equal(3, EnterAll(other));
        alone.IsAlone = false;
        Assert.False(alone.TryEnter());
        for (var i = 0; i < 10; i++)
        {
            alone.Leave();
        }

        other.Leave();
        Assert.True(other.TryEnter());
    }

    [Fact]
    public async Task Whoever_waits_goes_on_when_a_frame_of_its_own_arrives()
    {
        var camera = new FlightBudget.Share(_budget);
        EnterAll(camera);
        using var stopping = new CancellationTokenSource();
        var waiting = Task.Run(() => camera.Enter(stopping.Token));

        camera.Leave();

        await waiting.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Whoever_waits_is_told_to_stop()
    {
        var camera = new FlightBudget.Share(_budget);
        EnterAll(camera);

        Assert.Throws<OperationCanceledException>(() => camera.Enter(new CancellationToken(canceled: true)));
    }

    private static int EnterAll(FlightBudget.Share camera)
    {
        var entered = 0;
        while (camera.TryEnter())
        {
            entered++;
        }

        return entered;
    }
}
