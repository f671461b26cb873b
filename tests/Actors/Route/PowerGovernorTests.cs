using Actors.Interop;
using Actors.Route;

namespace Actors.Tests.Route;

public class PowerGovernorTests
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);
    private static readonly PowerSettings Balanced = new(PowerMode.Balanced, Latency);
    private static readonly PowerSettings Saver = new(PowerMode.Saver, Latency);

    [Fact]
    public void In_performance_every_device_stays_in_service()
    {
        var pool = Pool(new PowerSettings(PowerMode.Performance, Latency), 8).Play(60, rate: 1);

        Assert.Empty(pool.Orders);
    }

    [Theory]
    [InlineData(PowerMode.Balanced)]
    [InlineData(PowerMode.Saver)]
    public void A_camera_of_30_frames_a_second_takes_one_device_of_eight(PowerMode mode)
    {
        var pool = Pool(new PowerSettings(mode, Latency), 8).Play(20, rate: 30);

        Assert.Equal(1, pool.InService);
        Assert.All(pool.Answers, answer => Assert.InRange(answer.LatencyMs, 7, 8));
    }

    [Fact]
    public void More_devices_without_a_clock_can_take_the_place_of_one_with_a_clock()
    {
        var governor = new PowerGovernor(Saver);
        var now = TimeSpan.Zero;
        Assert.Empty(Decided("edgetpu:0"));
        governor.Forget("edgetpu:0");

        Assert.Contains(Decided("cpu:0", "cpu:1", "cpu:2", "cpu:3"), order => order is PowerGovernor.Order.Park);

        // A frame every 30 ms.
        List<PowerGovernor.Order> Decided(params string[] devices)
        {
            var candidates = devices.Select(device => new PowerGovernor.Candidate(
                device, PowerGovernor.Standing.InService, device.StartsWith("edgetpu", StringComparison.Ordinal) ? EdgeTpuClock.Max : null,
                TimeSpan.FromMilliseconds(7.6), TimeSpan.FromMilliseconds(100))).ToList();
            var orders = new List<PowerGovernor.Order>();
            for (var look = 0; look < 1000; look++)
            {
                now += LookTimer.Often;
                governor.Arrive(now, look % 3 == 0 ? 1 : 0);
                orders.AddRange(governor.Decide(now, candidates, TimeSpan.Zero, TimeSpan.Zero));
            }

            return orders;
        }
    }

    [Fact]
    public void One_device_stays_in_service_where_no_frame_comes()
    {
        var pool = Pool(Saver, 4).Play(5, rate: 30).Play(600, []);

        Assert.Equal(1, pool.InService);
    }

    [Fact]
    public void Nothing_is_parked_before_a_device_has_shown_how_fast_it_is() => Assert.Empty(Pool(Saver, 4).Play(60, []).Orders);

    [Fact]
    public void Devices_are_parked_after_seconds_in_which_fewer_were_ample_and_no_sooner()
    {
        var pool = Pool(Balanced, 8).Play(4.9, rate: 30);
        Assert.Empty(pool.Orders);

        pool.Play(0.3, rate: 30);

        Assert.Equal(7, pool.Orders.Count);
    }

    [Fact]
    public void Devices_that_take_long_to_open_are_parked_later()
    {
        var pool = Pool(Balanced, 8, openingMs: 2700).Play(13, rate: 30);
        Assert.Empty(pool.Orders);

        Assert.Equal(1, pool.Play(1, rate: 30).InService);
    }

    [Fact]
    public void Balanced_leaves_more_head_room_than_saver()
    {
        // One device would be busy for 0.76 of its time.
        Assert.Equal(2, Pool(Balanced, 8).Play(30, rate: 100).InService);
        Assert.Equal(1, Pool(Saver, 8).Play(30, rate: 100).InService);
    }

    [Fact]
    public void Balanced_leaves_more_head_room_where_devices_take_long_to_open()
    {
        Assert.Equal(1, Pool(Balanced, 8).Play(60, rate: 80).InService);
        Assert.Equal(2, Pool(Balanced, 8, openingMs: 2700).Play(60, rate: 80).InService);
    }

    [Fact]
    public void Cameras_whose_frames_come_all_at_once_are_given_the_devices_that_answer_them_in_time()
    {
        // 16 frames at once take one device 122 ms; the rate alone would be half of what it can do.
        var pool = Pool(Balanced, 8).Play(30, Enumerable.Repeat((4.0, 0.0, (Func<double>)(() => 0)), 16));

        Assert.InRange(pool.InService, 3, 4);
        Assert.Equal(0, pool.LateShare(0));
    }

    [Fact]
    public void A_step_in_load_brings_the_others_in_at_once()
    {
        var pool = Pool(Balanced, 8, openingMs: 300).Play(20, rate: 30);
        var step = pool.NowMs;

        pool.Play(4, rate: 700);

        // Six devices can do it; what has piled up while they opened may take another.
        Assert.InRange(pool.Orders.Count(order => order.AtMs >= step && order.AtMs < step + 150), 5, 7);
        Assert.Equal(0, pool.LateShare(step + 2000));
    }

    [Fact]
    public void Frames_that_a_camera_dropped_for_want_of_devices_count_as_well()
    {
        var pool = Pool(Balanced, 8).Play(20, rate: 30);
        pool.Governor.Arrive(TimeSpan.FromMilliseconds(pool.NowMs), 100);

        pool.Look();

        Assert.InRange(pool.Orders.Count(order => order.Order is PowerGovernor.Order.BringIn), 5, 7);
    }

    [Fact]
    public void A_camera_that_waits_is_given_all_devices()
    {
        var pool = Pool(Balanced, 8, openingMs: 300).Play(20, rate: 30);
        var burst = pool.NowMs;

        pool.Play(2, [(30, 0, () => 0)], window: 20);

        Assert.All(pool.Orders.Where(order => order.AtMs >= burst), order => Assert.InRange(order.AtMs - burst, 0, 70));
        Assert.Equal(8, pool.InService);
        Assert.Equal(8, pool.Play(30, [(30, 0, () => 0)], window: 20).InService);
        Assert.Equal(1, pool.Play(10, rate: 30).InService);
    }

    [Fact]
    public void A_camera_that_waits_and_has_its_own_rate_is_given_what_that_takes()
    {
        var pool = Pool(Balanced, 8).Play(20, [(30, 0, () => 0)], window: 1);

        // One frame after another keeps one device busy all the time.
        Assert.Equal(2, pool.InService);
    }

    [Fact]
    public void Where_a_device_fails_a_parked_one_is_brought_in_at_once()
    {
        var pool = Pool(Saver, 8).Play(20, rate: 30);
        pool.Devices.Single(device => device.Standing == PowerGovernor.Standing.InService).Fails = true;

        pool.Look();

        Assert.IsType<PowerGovernor.Order.BringIn>(pool.Orders[^1].Order);
    }

    [Fact]
    public void Where_a_device_does_not_come_back_another_is_brought_in()
    {
        var pool = Pool(Saver, 3, openingMs: 5000).Play(60, rate: 30);
        pool.Devices.Single(device => device.Standing == PowerGovernor.Standing.InService).Fails = true;
        pool.Look();
        pool.Devices.Single(device => device.Standing == PowerGovernor.Standing.Coming).Fails = true;

        pool.Look();

        Assert.Single(pool.Devices, device => device is { Standing: PowerGovernor.Standing.Coming, Fails: false });
    }

    [Fact]
    public void A_device_that_is_slower_than_it_was_gets_help()
    {
        var pool = Pool(Balanced, 4).Play(20, rate: 60);
        pool.Devices.Single(device => device.Standing == PowerGovernor.Standing.InService).ServiceMs = 30;

        pool.Play(20, rate: 60);

        // And as the other is fast, it does the work alone from then on.
        Assert.Equal(7.6, Assert.Single(pool.Devices, device => device.Standing == PowerGovernor.Standing.InService).ServiceMs);
    }

    [Fact]
    public void Frames_that_wait_longer_than_was_reckoned_bring_another_in_for_good()
    {
        var pool = Pool(Balanced, 4).Play(20, rate: 75);
        var (now, wait) = (TimeSpan.FromMilliseconds(pool.NowMs), Latency * 1.1);
        Assert.Equal(1, pool.InService);

        var order = Assert.Single(pool.Governor.Decide(now, [.. pool.Devices.Select(Candidate)], wait, TimeSpan.Zero));

        pool.Devices.Single(device => device.Name == order.Device).Standing = PowerGovernor.Standing.InService;
        Assert.Equal(2, pool.Play(60, rate: 75).InService);
    }

    [Fact]
    public void Of_unequal_devices_the_fastest_serves()
    {
        var pool = new GovernedPool(Balanced, 100, 40, 15, 7.6, 40).Play(20, rate: 30);

        Assert.Equal(7.6, Assert.Single(pool.Devices, device => device.Standing == PowerGovernor.Standing.InService).ServiceMs);
        Assert.All(pool.Answers.Where(answer => answer.AtMs > 15_000), answer => Assert.InRange(answer.LatencyMs, 7, 8));
    }

    [Fact]
    public void One_that_turns_out_to_be_slow_gives_place_to_a_faster_one()
    {
        var pool = Pool(Balanced, 3).Play(20, rate: 30);
        pool.Devices.Single(device => device.Standing == PowerGovernor.Standing.InService).ServiceMs = 20;

        pool.Play(20, rate: 30);

        // It would have done.
        Assert.Equal(7.6, Assert.Single(pool.Devices, device => device.Standing == PowerGovernor.Standing.InService).ServiceMs);
    }

    [Fact]
    public void A_device_that_joins_is_tried_before_any_is_parked()
    {
        var pool = Pool(Balanced, 2);
        pool.Devices[1].Fails = true;
        pool.Play(20, rate: 30);
        pool.Devices[1].Fails = false;

        Assert.Equal(2, pool.Play(4, rate: 30).InService);
        Assert.Equal(1, pool.Play(4, rate: 30).InService);
    }

    [Fact]
    public void Going_back_to_performance_brings_all_in()
    {
        var pool = Pool(Saver, 8).Play(20, rate: 30);
        pool.Governor.Use(new PowerSettings(PowerMode.Performance, Latency));

        Assert.Equal(8, pool.Play(1, rate: 30).InService);
    }

    [Fact]
    public void The_last_device_runs_at_the_lowest_clock_that_suffices_and_is_never_without_another_meanwhile()
    {
        var pool = Pool(Balanced, 4, openingMs: 500).WithClocks().Play(60, rate: 30);

        var device = Assert.Single(pool.Devices, device => device.Standing == PowerGovernor.Standing.InService);
        Assert.Equal(EdgeTpuClock.High, device.Clock);
        Assert.Equal(0, pool.LateShare(0));
    }

    [Fact]
    public void Fewer_devices_go_before_a_lower_clock()
    {
        // At the next lower clock it would take two.
        var pool = Pool(Balanced, 4).WithClocks().Play(60, rate: 70);

        Assert.Equal(EdgeTpuClock.Max, Assert.Single(pool.Devices, device => device.Standing == PowerGovernor.Standing.InService).Clock);
    }

    [Fact]
    public void A_load_that_grows_raises_the_clock_by_another_device_that_takes_the_place()
    {
        var pool = Pool(Balanced, 4, openingMs: 100).WithClocks().Play(60, rate: 10);
        Assert.Equal(EdgeTpuClock.Medium, Assert.Single(pool.Devices, device => device.Standing == PowerGovernor.Standing.InService).Clock);
        var before = pool.NowMs;

        pool.Play(60, rate: 70);

        Assert.Equal(EdgeTpuClock.Max, Assert.Single(pool.Devices, device => device.Standing == PowerGovernor.Standing.InService).Clock);
        Assert.InRange(pool.LateShare(before), 0, 0.01);
    }

    [Fact]
    public void A_sole_device_keeps_its_clock_where_opening_it_anew_would_make_frames_late()
    {
        var pool = Pool(Balanced, 1, openingMs: 500).WithClocks().Play(60, rate: 10);

        Assert.Empty(pool.Orders);
    }

    [Fact]
    public void A_sole_device_that_opens_within_the_bound_is_opened_at_the_lowest_clock_that_suffices()
    {
        var pool = Pool(Saver, 1, openingMs: 5).WithClocks().Play(60, rate: 10);

        Assert.Equal((1, EdgeTpuClock.Medium), (pool.InService, pool.Devices[0].Clock));
    }

    [Fact]
    public void Where_all_devices_are_open_at_too_low_a_clock_they_are_opened_anew_one_by_one()
    {
        var pool = Pool(Saver, 2, openingMs: 20).WithClocks().Play(60, rate: 5);
        Assert.True(pool.Devices.Single(device => device.Standing == PowerGovernor.Standing.InService).Clock < EdgeTpuClock.Max);

        pool.Play(10, rate: 230);

        Assert.Equal([EdgeTpuClock.Max, EdgeTpuClock.Max], pool.Devices.Select(device => device.Clock));
        Assert.Equal(2, pool.InService);
    }

    [Fact]
    public void Where_the_only_device_with_a_clock_fails_the_others_are_reckoned_with_alone()
    {
        var pool = Pool(Saver, 4);
        pool.Devices[0].Clock = EdgeTpuClock.Max;
        pool.Devices[3].Fails = true;
        pool.Play(20, rate: 30);

        pool.Devices[0].Fails = true;
        pool.Play(1, rate: 30);
        pool.Devices[3].Fails = false;

        Assert.Equal(1, pool.Play(20, rate: 30).InService);
    }

    [Fact]
    public void Going_back_to_performance_raises_every_clock()
    {
        var pool = Pool(Saver, 3).WithClocks().Play(60, rate: 5);
        pool.Governor.Use(new PowerSettings(PowerMode.Performance, Latency));

        pool.Play(1, rate: 5);

        Assert.Equal(3, pool.InService);
        Assert.All(pool.Devices, device => Assert.Equal(EdgeTpuClock.Max, device.Clock));
    }

    private static GovernedPool Pool(PowerSettings settings, int devices, double openingMs = 100) =>
        new(settings, openingMs, [.. Enumerable.Repeat(7.6, devices)]);

    private static PowerGovernor.Candidate Candidate(GovernedPool.Device device) =>
        new(device.Name, device.Standing, null, TimeSpan.FromMilliseconds(device.ServiceMs), TimeSpan.FromMilliseconds(device.OpeningMs));
}
