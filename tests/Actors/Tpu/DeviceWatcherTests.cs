using Actors.Interop;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Akka.Actor;
using Akka.Routing;
using Akka.TestKit;

namespace Actors.Tests.Tpu;

/// <summary>What the watcher makes of devices that come, go and fail. The dealer, the pool and the pipeline are the test.</summary>
public class DeviceWatcherTests : ActorTest
{
    private static readonly EdgeTpuDevice Usb0 = new(EdgeTpuBus.Usb, "/sys/bus/usb/devices/2-1");
    private static readonly EdgeTpuDevice Usb1 = new(EdgeTpuBus.Usb, "/sys/bus/usb/devices/2-2");
    private static readonly DetectionTask Other = Frames.Task with { Prepare = new PrepareSettings { Resize = ResizeMode.Letterbox } };

    private readonly DeviceRoster _roster = new(Pool);
    private readonly TestProbe _dealer;
    private readonly TestProbe _pool;
    private readonly Dictionary<string, DeviceRoster.Slot> _slots = new(StringComparer.Ordinal);
    private IReadOnlyList<EdgeTpuDevice> _plugged = [];

    // Why the last device joined or left.
    private string _reason = "";
    private IActorRef _watcher = ActorRefs.Nobody;

    public DeviceWatcherTests()
    {
        _dealer = CreateTestProbe("dealer");
        _pool = CreateTestProbe("pool");
        Pipeline.IgnoreMessages(message => message is DeviceWatcher.PoolSize);
    }

    [Fact]
    public void An_edge_tpu_that_is_plugged_in_later_joins_without_anyone_asking()
    {
        _plugged = [Usb0];
        Start("auto");
        Joins("edgetpu:0", Usb0);
        Serves("edgetpu:0");

        _plugged = [Usb0, Usb1];
        Time.Advance(Pool.DevicePoll);

        Joins("edgetpu:1", Usb1);
        Assert.Equal("It has been plugged in.", _reason);
        NothingMore();
    }

    [Fact]
    public void Auto_begins_with_the_cpu_where_there_is_no_edge_tpu_and_changes_to_the_first_that_comes()
    {
        Start("auto");
        var cpus = Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 4)).Select(number => $"cpu:{number}").ToList();
        cpus.ForEach(cpu => Joins(cpu));
        cpus.ForEach(cpu => Serves(cpu));

        _plugged = [Usb0];
        Time.Advance(Pool.DevicePoll);
        Joins("edgetpu:0", Usb0);
        NothingMore();
        Serves("edgetpu:0");

        Assert.Equal(cpus, cpus.Select(_ => Retires()).Order());
    }

    [Fact]
    public void An_edge_tpu_that_is_lost_stays_in_the_pool_to_be_revived_in_its_place()
    {
        _plugged = [Usb0, Usb1];
        Start("auto");
        Joins("edgetpu:0", Usb0);
        Joins("edgetpu:1", Usb1);
        Serves("edgetpu:0");
        Serves("edgetpu:1");

        _plugged = [Usb0];
        Becomes("edgetpu:1", DeviceState.Lost);
        Time.Advance(Pool.DevicePoll);

        NothingMore();
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("edgetpu:usb:0")]
    public void A_stick_that_is_put_into_another_port_takes_the_place_of_the_lost_one(string devices)
    {
        _plugged = [Usb0];
        Start(devices);
        Joins("edgetpu:0", Usb0);
        Serves("edgetpu:0");

        _plugged = [];
        Becomes("edgetpu:0", DeviceState.Lost);
        Fallback(devices == "auto");
        _plugged = [Usb1];
        Time.Advance(Pool.DevicePoll);

        Assert.Equal("edgetpu:0", Retires());
        Becomes("edgetpu:0", DeviceState.Retired);
        Joins("edgetpu:0", Usb1);
    }

    [Fact]
    public void A_stick_that_opening_moved_within_the_list_is_still_the_same()
    {
        _plugged = [Usb0, Usb1];
        Start("edgetpu:0");
        Joins("edgetpu:0", Usb0);
        Serves("edgetpu:0");

        _plugged = [Usb1, Usb0];
        Time.Advance(Pool.DevicePoll);

        NothingMore();
    }

    [Fact]
    public void With_fallback_the_cpu_serves_from_when_the_last_device_fails_until_one_is_back()
    {
        Start("2xsim:1ms", fallback: true);
        Joins("sim:0");
        Joins("sim:1");
        Serves("sim:0");
        Serves("sim:1");

        Becomes("sim:0", DeviceState.Quarantined);
        NothingMore();
        Becomes("sim:1", DeviceState.Reopening);
        var cpus = Fallback(true);
        Assert.Equal("No other device is in service.", _reason);
        cpus.ForEach(cpu => Serves(cpu));
        Becomes("sim:0", DeviceState.Reopening);
        NothingMore();

        Serves("sim:1");
        Assert.Equal(cpus, cpus.Select(_ => Retires()).Order());
        Assert.Equal("Another device is in service.", _reason);
        cpus.ForEach(cpu => Becomes(cpu, DeviceState.Retired));
        NothingMore();
    }

    [Fact]
    public void Without_fallback_nothing_serves_while_no_device_does()
    {
        Start("sim:1ms");
        Joins("sim:0");
        Serves("sim:0");

        Becomes("sim:0", DeviceState.Lost);

        NothingMore();
    }

    [Fact]
    public void With_fallback_the_cpu_does_not_serve_while_a_parked_device_can_be_brought_in()
    {
        Start("2xsim:1ms", fallback: true);
        Joins("sim:0");
        Joins("sim:1");
        Serves("sim:0");
        Serves("sim:1");
        Becomes("sim:1", DeviceState.Parked);

        Becomes("sim:0", DeviceState.Reopening);
        NothingMore();

        Becomes("sim:1", DeviceState.Reopening);
        Fallback(true).ForEach(cpu => Serves(cpu));
    }

    [Fact]
    public void A_parked_stick_that_was_put_into_another_port_is_taken_from_there()
    {
        _plugged = [Usb0];
        Start("edgetpu:usb:0");
        Joins("edgetpu:0", Usb0);
        Serves("edgetpu:0");
        Becomes("edgetpu:0", DeviceState.Parked);

        _plugged = [Usb1];
        Time.Advance(Pool.DevicePoll);

        Assert.Equal("edgetpu:0", Retires());
        Becomes("edgetpu:0", DeviceState.Retired);
        Joins("edgetpu:0", Usb1);
    }

    [Fact]
    public void A_parked_device_keeps_no_change_waiting_and_is_the_first_to_be_given_another_model()
    {
        Start("2xsim:1ms");
        Joins("sim:0");
        Joins("sim:1");
        Serves("sim:0");
        Serves("sim:1");
        Becomes("sim:1", DeviceState.Parked);

        Use("2xsim:1ms", Frames.Task with { Filter = new DetectionFilter(0.1f, 1) });
        Pipeline.ExpectMsg<DeviceWatcher.DevicesInUse>();

        Use("2xsim:1ms", Other);
        foreach (var name in new[] { "sim:1", "sim:0" })
        {
            Assert.Equal(name, Retires());
            Becomes(name, DeviceState.Retired);
            Assert.Equal(Other, Joins(name).Task);
            Serves(name);
        }

        Assert.Equal(Other, Pipeline.ExpectMsg<DeviceWatcher.DevicesInUse>().Task);
    }

    [Fact]
    public void A_model_that_a_parked_device_does_not_take_is_given_up()
    {
        Start("2xsim:1ms");
        Joins("sim:0");
        Joins("sim:1");
        Serves("sim:0");
        Serves("sim:1");
        Becomes("sim:1", DeviceState.Parked);

        Use("2xsim:1ms", Other);
        Assert.Equal("sim:1", Retires());
        Becomes("sim:1", DeviceState.Retired);
        Joins("sim:1");
        FailsToOpen("sim:1", FakeDevice.Fault);

        Assert.Equal("model", Pipeline.ExpectMsg<PipelineActor.NotChanged>().What);
    }

    [Fact]
    public void With_fallback_a_named_edge_tpu_that_is_not_there_is_waited_for()
    {
        Start("edgetpu:usb:0", fallback: true);
        Fallback(true);

        _plugged = [Usb1];
        Time.Advance(Pool.DevicePoll);

        Joins("edgetpu:0", Usb1);
    }

    [Fact]
    public void Where_no_device_opens_at_the_start_the_pipeline_is_told_why()
    {
        Start("2xsim:1ms");
        Joins("sim:0");
        Joins("sim:1");

        FailsToOpen("sim:0", FakeDevice.NotThere);
        NothingMore();
        FailsToOpen("sim:1", FakeDevice.NotThere);

        Assert.IsType<DeviceException>(Pipeline.ExpectMsg<DeviceWatcher.NoneOpens>().Failure);
    }

    [Fact]
    public void Where_a_device_has_served_it_is_no_matter_that_another_does_not_open()
    {
        Start("2xsim:1ms");
        Joins("sim:0");
        Joins("sim:1");
        Serves("sim:0");

        FailsToOpen("sim:1", FakeDevice.NotThere);
        FailsToOpen("sim:0", FakeDevice.NotThere);

        NothingMore();
    }

    [Fact]
    public void Where_there_is_no_device_at_all_the_pipeline_is_told_so()
    {
        Start("edgetpu:usb:0");

        Assert.Contains("edgetpu:usb:0", Pipeline.ExpectMsg<DeviceWatcher.NoneOpens>().Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_that_run_another_model_are_replaced_one_at_a_time_those_out_of_service_first()
    {
        Start("3xsim:1ms");
        foreach (var name in new[] { "sim:0", "sim:1", "sim:2" })
        {
            Joins(name);
            Serves(name);
        }

        Becomes("sim:1", DeviceState.Reopening);
        Use("3xsim:1ms", Other);
        foreach (var name in new[] { "sim:1", "sim:0", "sim:2" })
        {
            Assert.Equal(name, Retires());
            NothingMore();
            Becomes(name, DeviceState.Retired);
            Assert.Equal(Other, Joins(name).Task);
            NothingMore();
            Serves(name);
        }

        Assert.Equal(Other, Pipeline.ExpectMsg<DeviceWatcher.DevicesInUse>().Task);
    }

    [Fact]
    public void A_device_that_is_pulled_out_during_its_change_does_not_stop_the_others_from_changing()
    {
        var plugged = true;
        var device = new DeviceSpec.Given(new FakeDevice { Plugged = () => plugged });
        var pool = Pool with { Devices = [device, device] };
        _watcher = ChildOfPipeline(DeviceWatcher.Props(_roster, _dealer.Ref, _pool.Ref, new(pool, Frames.Task, () => [])), "devices");
        Joins("fake:0");
        Joins("fake:1");
        Serves("fake:0");
        Serves("fake:1");

        _watcher.Tell(new DeviceWatcher.UseDevices(pool, Other, () => []));
        _pool.ExpectMsg<Broadcast>();
        _dealer.ExpectMsg<FrameDealer.UseSettings>();
        Retires();
        Becomes("fake:0", DeviceState.Retired);
        Joins("fake:0");
        plugged = false;
        FailsToOpen("fake:0", FakeDevice.NotThere);

        Assert.Equal("fake:1", Retires());
    }

    [Fact]
    public void A_model_that_the_first_device_does_not_take_is_given_up()
    {
        Start("2xsim:1ms");
        Joins("sim:0");
        Joins("sim:1");
        Serves("sim:0");
        Serves("sim:1");

        Use("2xsim:1ms", Other);
        Retires();
        Becomes("sim:0", DeviceState.Retired);
        Joins("sim:0");
        FailsToOpen("sim:0", FakeDevice.Fault);

        Assert.Equal("model", Pipeline.ExpectMsg<PipelineActor.NotChanged>().What);
        Assert.Equal("sim:0", Retires());
        Becomes("sim:0", DeviceState.Retired);
        Assert.Equal(Frames.Task, Joins("sim:0").Task);
        Serves("sim:0");
        Assert.Equal(Frames.Task, Pipeline.ExpectMsg<DeviceWatcher.DevicesInUse>().Task);
        NothingMore();
    }

    [Fact]
    public void A_device_that_did_not_serve_before_says_nothing_of_the_new_model()
    {
        Start("2xsim:1ms");
        Joins("sim:0");
        Joins("sim:1");
        Serves("sim:1");
        FailsToOpen("sim:0", FakeDevice.Fault);
        Becomes("sim:0", DeviceState.Reopening);

        Use("2xsim:1ms", Other);
        Assert.Equal("sim:0", Retires());
        Becomes("sim:0", DeviceState.Retired);
        Joins("sim:0");
        FailsToOpen("sim:0", FakeDevice.Fault);

        Assert.Equal("sim:1", Retires());
        Becomes("sim:1", DeviceState.Retired);
        Assert.Equal(Other, Joins("sim:1").Task);
        Serves("sim:1");
        Assert.Equal(Other, Pipeline.ExpectMsg<DeviceWatcher.DevicesInUse>().Task);
    }

    [Fact]
    public void Devices_that_are_too_many_serve_on_until_one_that_is_replaced_is_back()
    {
        Start("2xsim:1ms");
        Joins("sim:0");
        Joins("sim:1");
        Serves("sim:0");
        Serves("sim:1");

        Use("sim:2ms", Frames.Task);
        Assert.Equal("sim:0", Retires());
        Becomes("sim:0", DeviceState.Retired);
        Joins("sim:0");
        NothingMore();
        Serves("sim:0");

        Assert.Equal("sim:1", Retires());
    }

    [Fact]
    public void A_device_that_never_opens_keeps_no_change_waiting()
    {
        Start("sim:1ms");
        Joins("sim:0");
        Serves("sim:0");
        Use("2xsim:1ms", Frames.Task);
        Joins("sim:1");
        NothingMore();

        Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal("device sim:1", Pipeline.ExpectMsg<PipelineActor.NotChanged>().What);
        Pipeline.ExpectMsg<DeviceWatcher.DevicesInUse>();
    }

    [Fact]
    public void Thresholds_and_labels_reach_devices_that_go_on()
    {
        Start("sim:1ms");
        var slot = Joins("sim:0");
        Serves("sim:0");
        var task = Frames.Task with { Filter = new DetectionFilter(0.1f, 1) };

        Use("sim:1ms", task);

        Assert.Equal(task, Pipeline.ExpectMsg<DeviceWatcher.DevicesInUse>().Task);
        Assert.Same(task, slot.Task);
        NothingMore();
    }

    [Fact]
    public void A_late_failure_of_one_that_has_left_is_not_that_of_its_successor()
    {
        Start("sim:1ms");
        var before = Joins("sim:0");
        Serves("sim:0");
        Use("sim:2ms", Frames.Task);
        Retires();
        Becomes("sim:0", DeviceState.Retired);
        Joins("sim:0");

        _watcher.Tell(new TpuWorker.OpenFailed("sim:0", before.Life, FakeDevice.Fault, ""));
        NothingMore();
        Serves("sim:0");

        Assert.Equal("sim:2ms", Pipeline.ExpectMsg<PipelineActor.Changed>().To);
    }

    private void Start(string devices, bool fallback = false) =>
        _watcher = ChildOfPipeline(DeviceWatcher.Props(_roster, _dealer.Ref, _pool.Ref, UseOf(devices, Frames.Task, fallback)), "devices");

    private void Use(string devices, DetectionTask task)
    {
        _watcher.Tell(UseOf(devices, task, fallback: false));
        _pool.ExpectMsg<Broadcast>();
        _dealer.ExpectMsg<FrameDealer.UseSettings>();
    }

    private DeviceWatcher.UseDevices UseOf(string devices, DetectionTask task, bool fallback) =>
        new(Pool with { Devices = DeviceSpec.ParseList([devices]), FallsBackToCpu = fallback }, task, () => _plugged);

    private DeviceRoster.Slot Joins(string name, EdgeTpuDevice? device = null)
    {
        var joining = _dealer.ExpectMsg<FrameDealer.AddDevice>();
        var slot = joining.Slot;
        _reason = joining.Reason;
        Assert.Equal(name, slot.Name);
        Assert.Equal(device, slot.Device.Exclusive);
        Assert.Equal(1, _pool.ExpectMsg<AdjustPoolSize>().Change);
        _slots[name] = slot;
        return slot;
    }

    private List<string> Fallback(bool expected)
    {
        var cpus = expected ? Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 1, 4)).Select(number => $"cpu:{number}").ToList() : [];
        cpus.ForEach(cpu => Joins(cpu));
        NothingMore();
        return cpus;
    }

    private void Serves(string name) => Becomes(name, DeviceState.InService);

    private void Becomes(string name, DeviceState state) => _watcher.Tell(new DeviceChanged(name, state, "", 0));

    private void FailsToOpen(string name, Exception failure) => _watcher.Tell(new TpuWorker.OpenFailed(name, _slots[name].Life, failure, ""));

    private string Retires()
    {
        var leaving = _dealer.ExpectMsg<FrameDealer.RetireDevice>();
        _reason = leaving.Reason;
        return leaving.Device;
    }

    private void NothingMore()
    {
        Settle(_watcher);
        _dealer.ExpectNoMsg(TimeSpan.Zero);
        Pipeline.ExpectNoMsg(TimeSpan.Zero);
    }
}
