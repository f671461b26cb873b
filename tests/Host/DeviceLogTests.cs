using System.Diagnostics;
using Actors.Host;
using Actors.Tpu;
using Akka.Actor;

namespace Actors.Tests.Host;

public class DeviceLogTests : ActorTest
{
    private readonly LogLines _lines = new();
    private readonly IActorRef _log;

    public DeviceLogTests()
    {
        _log = Sys.ActorOf(DeviceLog.Props(_lines));
        Settle(_log);
    }

    [Fact]
    public void A_device_that_is_back_after_faults_is_told_with_how_long_it_was_away()
    {
        Becomes(DeviceState.Opening);
        Becomes(DeviceState.InService);
        Becomes(DeviceState.Quarantined, at: 10);
        Becomes(DeviceState.Reopening, at: 11);
        Becomes(DeviceState.InService, at: 12.5);
        Becomes(DeviceState.InService, at: 13);

        Told("Information Device sim:0 is in service again after 2.5 s.");
    }

    [Fact]
    public void What_joins_and_leaves_by_itself_is_told_with_its_reason()
    {
        Becomes(DeviceState.Opening, reason: "It has been plugged in.");
        Becomes(DeviceState.InService);
        Becomes(DeviceState.Retired, reason: "Another device is in service.");

        Told("Information Device sim:0 joins. It has been plugged in.", "Information Device sim:0 has left. Another device is in service.");
    }

    [Fact]
    public void What_the_settings_have_join_and_leave_is_not_told_here()
    {
        Becomes(DeviceState.Opening);
        Becomes(DeviceState.InService);
        Becomes(DeviceState.Retired);

        Told();
    }

    private void Becomes(DeviceState state, double at = 0, string reason = "") =>
        Sys.EventStream.Publish(new DeviceChanged("sim:0", state, reason, (long)(at * Stopwatch.Frequency)));

    private void Told(params string[] lines)
    {
        Settle(_log);
        Assert.Equal(lines, _lines.Lines);
    }
}
