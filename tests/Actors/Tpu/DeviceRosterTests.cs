using Actors.Tpu;

namespace Actors.Tests.Tpu;

public class DeviceRosterTests
{
    private readonly DeviceRoster _roster = new(ActorTest.Pool);

    [Fact]
    public void Devices_are_named_by_their_kind_and_a_number()
    {
        Device[] devices = [new Device.Cpu(1), new Device.Simulated(TimeSpan.FromMilliseconds(1)), new Device.Cpu(2)];

        Assert.Equal(["cpu:0", "sim:0", "cpu:1"], devices.Select(device => _roster.Add(device, Frames.Task).Name));
    }

    [Fact]
    public void A_worker_that_restarts_gets_the_device_it_had_and_a_new_one_the_next()
    {
        var (first, second) = (_roster.Add(new FakeDevice(), Frames.Task), _roster.Add(new FakeDevice(), Frames.Task));

        Assert.Same(first, _roster.Claim("/user/pipeline/tpu/$a"));
        Assert.Same(second, _roster.Claim("/user/pipeline/tpu/$b"));
        Assert.Same(first, _roster.Claim("/user/pipeline/tpu/$a"));
    }

    [Fact]
    public void A_worker_for_which_there_is_no_device_is_a_mistake() =>
        Assert.Throws<InvalidOperationException>(() => _roster.Claim("/user/pipeline/tpu/$a"));
}
