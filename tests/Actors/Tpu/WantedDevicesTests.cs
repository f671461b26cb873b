using Actors.Tpu;

namespace Actors.Tests.Tpu;

public class WantedDevicesTests
{
    private static readonly Device Named = new FakeDevice();
    private static readonly Device Cpu = new Device.Cpu(1);

    [Theory]
    [InlineData(DeviceState.InService, false)]
    [InlineData(DeviceState.Degraded, false)]
    [InlineData(DeviceState.Parked, false)]
    [InlineData(DeviceState.Opening, false)]
    [InlineData(DeviceState.Quarantined, true)]
    [InlineData(DeviceState.Reopening, true)]
    [InlineData(DeviceState.Lost, true)]
    public void The_cpu_helps_out_while_no_named_device_serves_or_could(DeviceState state, bool helps) =>
        Assert.Equal(helps, IsHelping(Member(state)));

    [Fact]
    public void It_helps_out_where_the_only_device_does_not_open()
    {
        var member = Member(DeviceState.Opening);
        member.Failure = FakeDevice.NotThere;

        Assert.True(IsHelping(member));
    }

    [Fact]
    public void It_does_not_for_the_time_of_a_replacement() => Assert.False(IsHelping(isReplacing: true));

    [Fact]
    public void It_does_not_while_a_named_device_has_yet_to_join() => Assert.False(IsHelping());

    [Fact]
    public void One_that_helps_stays_until_a_named_device_serves()
    {
        Assert.True(IsHelping(Member(DeviceState.Opening), Fallback()));
        Assert.False(IsHelping(Member(DeviceState.InService), Fallback()));
    }

    [Fact]
    public void Without_a_fallback_there_are_the_named_devices_alone() =>
        Assert.Equal([new WantedDevice(Named, IsFallback: false)], WantedDevices.Of([Named], [], [Member(DeviceState.Lost)], isReplacing: false));

    private static bool IsHelping(params PoolMember[] members) => IsHelping(false, members);

    private static bool IsHelping(bool isReplacing, params PoolMember[] members) =>
        WantedDevices.Of([Named], [Cpu], members, isReplacing).Contains(new WantedDevice(Cpu, IsFallback: true));

    private static PoolMember Fallback() => new(Slot(Cpu), isFallback: true) { State = DeviceState.InService };

    private static PoolMember Member(DeviceState state) => new(Slot(Named), isFallback: false) { State = state };

    private static DeviceRoster.Slot Slot(Device device) => new("device", life: 1, device, Frames.Task, new DeviceMeter("device"));
}
