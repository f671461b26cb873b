using Actors.Host.Reload;

namespace Actors.Tests.Host.Reload;

public class FixedSettingsTests
{
    [Theory]
    [InlineData("akka.actor.deployment./pipeline/tpu.credits", true)]
    [InlineData("akka.actor.deployment./pipeline/tpu.devices", true)]
    [InlineData("akka.actor.deployment./pipeline/prepare.nr-of-instances", true)]
    [InlineData("akka.actor.deployment./pipeline/prepare.resizer.upper-bound", true)]
    [InlineData("actors.frames-in-flight", true)]
    [InlineData("akka.actor.deployment./pipeline/prepare.router", false)]
    [InlineData("actors.render-dispatcher.dedicated-thread-pool.thread-count", false)]
    [InlineData("akka.remote.dot-netty.tcp.port", false)]
    [InlineData("akka.loglevel", false)]
    public void Dispatchers_and_remoting_need_a_restart_and_the_pool_does_not(string key, bool reloadable) => Assert.Equal(reloadable, FixedSettings.IsReloadable(key));

    [Fact]
    public void Each_difference_is_a_line_with_its_key_and_both_values()
    {
        var started = new Dictionary<string, string> { ["a.same"] = "1", ["b.changed"] = "2", ["c.gone"] = "3" };
        var now = new Dictionary<string, string> { ["a.same"] = "1", ["b.changed"] = "4", ["d.new"] = "http://user:secret@host/" };

        Assert.Equal(
            [
                "b.changed: 2 -> 4 needs a restart",
                "c.gone: 3 -> (none) needs a restart",
                "d.new: (none) -> http://user:***@host/ needs a restart",
            ],
            FixedSettings.Differences(started, now));
    }
}
