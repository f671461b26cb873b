using Actors.Interop;
using Actors.Tpu;

namespace Actors.Tests.Tpu;

public class SimulatedBehaviourTests
{
    [Fact]
    public void All_faults_are_read_from_one_line() =>
        Assert.Equal(
            new SimulatedBehaviour { ErrorRate = 0.01, HangAfter = 500, CrashAfter = 900, LostAfter = 1000, BackAfter = TimeSpan.FromSeconds(5), Drift = 1.5, Jitter = 0.3, Opening = TimeSpan.FromMilliseconds(300), Seed = 7, AnswersOnCpu = true },
            SimulatedBehaviour.Parse("error=0.01&hang-after=500&crash-after=900&lost-after=1000&back-after=5s&drift=1.5&jitter=0.3&opening=300ms&seed=7&answers=cpu"));

    [Theory]
    [InlineData("")]
    [InlineData("error=0")]
    [InlineData("drift=1&seed=1")]
    public void A_device_may_have_none(string text) => Assert.Equal(SimulatedBehaviour.Faultless, SimulatedBehaviour.Parse(text));

    [Theory]
    [InlineData("error=1.1")]
    [InlineData("error=-0.1")]
    [InlineData("error=often")]
    [InlineData("error")]
    [InlineData("hang-after=0")]
    [InlineData("crash-after=1.5")]
    [InlineData("lost-after=")]
    [InlineData("back-after=5")]
    [InlineData("back-after=2m")]
    [InlineData("drift=0.5")]
    [InlineData("drift=101")]
    [InlineData("jitter=-0.1")]
    [InlineData("jitter=2.1")]
    [InlineData("opening=2m")]
    [InlineData("opening=slow")]
    [InlineData("seed=-1")]
    [InlineData("answers=gpu")]
    [InlineData("fire=1")]
    public void What_is_no_option_is_refused_with_those_there_are(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => SimulatedBehaviour.Parse($"seed=1&{text}"));

        Assert.Contains($"'{text}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(SimulatedBehaviour.Forms, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_frames_that_fail_are_the_same_in_every_run_with_a_seed_and_others_with_another()
    {
        var once = Failing("error=0.2&seed=3");

        Assert.Equal(once, Failing("error=0.2&seed=3"));
        Assert.NotEqual(once, Failing("error=0.2&seed=4"));
        Assert.InRange(once.Count, 150, 250);
    }

    [Fact]
    public void A_crash_happens_once_at_its_frame()
    {
        var script = Script("crash-after=3");
        Play(script, 2);

        Assert.Throws<SimulatedCrashException>(script.NextFrame);
        Play(script, 10);
        Assert.Equal(["crash"], script.Injections.Select(injection => injection.Kind));
    }

    [Fact]
    public void A_device_that_is_unplugged_for_good_does_not_open_again()
    {
        var script = Script("lost-after=2");
        var device = new Device.Simulated(TimeSpan.FromMicroseconds(1), script);
        Play(script, 1);
        Assert.True(device.IsPresent);

        Assert.Throws<DeviceException>(script.NextFrame);

        Assert.False(device.IsPresent);
        Assert.Throws<DeviceException>(() => device.Open(null, SimulatedDevice.DefaultInput));
    }

    [Fact]
    public void A_device_that_was_unplugged_is_back_after_its_time()
    {
        var script = Script("lost-after=1&back-after=1us");

        Assert.Throws<DeviceException>(script.NextFrame);

        Assert.True(SpinWait.SpinUntil(() => script.IsPresent, TimeSpan.FromSeconds(60)));
        script.RequirePresent();
        Play(script, 10);
    }

    [Fact]
    public void A_hang_ends_after_its_time_and_the_frame_is_run()
    {
        var script = Script("hang-after=2&back-after=1us");

        Play(script, 3);

        Assert.Equal("hang", Assert.Single(script.Injections).Kind);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(500, 1.25)]
    [InlineData(1000, 1.5)]
    [InlineData(5000, 1.5)]
    public void A_device_that_drifts_gets_slower_up_to_its_factor(int frames, double factor)
    {
        var script = Script("drift=1.5");
        Play(script, frames);

        Assert.Equal(factor, script.ServiceFactor, 1e-9);
    }

    [Fact]
    public void What_is_ordered_meanwhile_is_played_at_the_next_frames_one_at_each()
    {
        var script = Script("");
        Play(script, 5);
        script.Order(new SimulatedFault.Error());
        script.Order(new SimulatedFault.Crash());
        script.Order(new SimulatedFault.Hang(TimeSpan.FromTicks(1)));
        script.Order(new SimulatedFault.Loss(null));
        Assert.Empty(script.Injections);

        Assert.Throws<InferenceException>(script.NextFrame);
        Assert.Throws<SimulatedCrashException>(script.NextFrame);
        script.NextFrame();
        Assert.Throws<DeviceException>(script.NextFrame);

        Assert.False(script.IsPresent);
        Assert.Equal(["error", "crash", "hang", "lost"], script.Injections.Select(injection => injection.Kind));
    }

    [Fact]
    public void A_drift_lasts_until_the_device_is_told_to_be_well()
    {
        var script = Script("");
        script.Order(new SimulatedFault.Drift(3));
        Play(script, 10);
        Assert.Equal(3, script.ServiceFactor);

        script.Order(new SimulatedFault.Drift(1));
        Play(script, 1);

        Assert.Equal(1, script.ServiceFactor);
        Assert.Equal("drift", Assert.Single(script.Injections).Kind);
    }

    [Fact]
    public void Service_times_that_jitter_are_those_of_a_log_normal_distribution_about_the_service_time()
    {
        var factors = Jitter("jitter=0.3", 100_000).Order().ToList();

        Assert.Equal(1, factors.Average(), 0.01);
        Assert.Equal(Math.Exp(-0.3 * 0.3 / 2), factors[50_000], 0.01);
        Assert.Equal(Math.Exp(2.3263 * 0.3 - 0.3 * 0.3 / 2), factors[99_000], 0.05);
    }

    [Fact]
    public void Service_times_that_jitter_are_the_same_in_every_run_with_a_seed_and_others_with_another()
    {
        Assert.Equal(Jitter("jitter=0.3&seed=3", 100), Jitter("jitter=0.3&seed=3", 100));
        Assert.NotEqual(Jitter("jitter=0.3&seed=3", 100), Jitter("jitter=0.3&seed=4", 100));
    }

    [Fact]
    public void Jitter_does_not_change_which_frames_fail() => Assert.Equal(Failing("error=0.2"), Failing("error=0.2&jitter=0.3"));

    [Fact]
    public void A_device_does_not_jitter_unless_it_is_told_to() => Assert.All(Jitter("", 100), factor => Assert.Equal(1, factor));

    private static List<double> Jitter(string text, int frames)
    {
        var script = Script(text);
        return [.. Enumerable.Range(0, frames).Select(_ => script.NextJitter())];
    }

    private static FaultScript Script(string text) => new(SimulatedBehaviour.Parse(text));

    private static void Play(FaultScript script, int frames)
    {
        for (var i = 0; i < frames; i++)
        {
            script.NextFrame();
        }
    }

    private static List<int> Failing(string text)
    {
        var script = Script(text);
        return [.. Enumerable.Range(0, 1000).Where(_ =>
        {
            try
            {
                script.NextFrame();
                return false;
            }
            catch (InferenceException)
            {
                return true;
            }
        })];
    }
}
