using Actors.Route;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Tests.Route;

public class PoolSettingsTests
{
    private static readonly Config Defaults = ReferenceConfig.Value.GetConfig(PoolSettings.Section);

    [Fact]
    public void The_defaults_are_those_of_actors_conf()
    {
        var settings = PoolSettings.From(Defaults);

        Assert.Equal([new DeviceSpec.Auto()], settings.Devices);
        Assert.Equal((2, 3), (settings.Credits, settings.MaxAttempts));
        Assert.Equal(new DeadlineSettings(5, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)), settings.Deadline);
        Assert.Equal((1.5, TimeSpan.FromMilliseconds(500)), (settings.DegradedFactor, settings.DevicePoll));
        Assert.Equal(TimeSpan.FromMilliseconds(100), settings.ReopenDelay);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.ReopenDelayLimit);
        Assert.Equal(new PowerSettings(PowerMode.Performance, TimeSpan.FromMilliseconds(50)), settings.Power);
    }

    [Fact]
    public void What_a_file_says_goes_before_the_defaults()
    {
        var settings = With("""
            devices = ["2xcpu", "sim:1ms"]
            credits = 5
            deadline-factor = 2.5
            deadline-ceiling = 250ms
            """);

        Assert.Equal([new DeviceSpec.Cpu(1), new DeviceSpec.Cpu(1), new DeviceSpec.Simulated(TimeSpan.FromMilliseconds(1), SimulatedBehaviour.Faultless)], settings.Devices);
        Assert.Equal((5, 3), (settings.Credits, settings.MaxAttempts));
        Assert.Equal(new DeadlineSettings(2.5, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250)), settings.Deadline);
    }

    [Theory]
    [InlineData("performance", PowerMode.Performance)]
    [InlineData("balanced", PowerMode.Balanced)]
    [InlineData("saver", PowerMode.Saver)]
    public void Power_is_one_of_three(string written, PowerMode mode) =>
        Assert.Equal(new PowerSettings(mode, TimeSpan.FromMilliseconds(80)), With($"power = {written}, power-latency = 80ms").Power);

    [Fact]
    public void A_device_may_be_an_object_that_says_how_it_is_isolated()
    {
        var settings = With("""devices = [{ device = "cpu", isolation = process }, { device = "2xedgetpu", isolation = off }, cpu]""");

        Assert.Equal([IsolationMode.Process, IsolationMode.Off, IsolationMode.Off, null], settings.Devices.Select(device => device.Isolation));
    }

    [Theory]
    [InlineData("devices = \"2xcpu, sim:1ms\"")]
    [InlineData("devices = [\"2xcpu, sim:1ms\"]")]
    [InlineData("devices = [2xcpu, \"sim:1ms\"]")]
    public void Devices_may_be_a_list_or_a_line(string hocon) => Assert.Equal(3, With(hocon).Devices.Count);

    [Theory]
    [InlineData("devices", "[]")]
    [InlineData("devices", "\"\"")]
    [InlineData("devices", "[gpu]")]
    [InlineData("devices", "{ cpu = 1 }")]
    [InlineData("devices", "null")]
    [InlineData("credits", "0")]
    [InlineData("credits", "65")]
    [InlineData("credits", "-1")]
    [InlineData("credits", "2.5")]
    [InlineData("credits", "two")]
    [InlineData("credits", "[2]")]
    [InlineData("credits", "{ a = 2 }")]
    [InlineData("credits", "null")]
    [InlineData("max-attempts", "0")]
    [InlineData("max-attempts", "101")]
    [InlineData("deadline-ceiling", "9ms")]
    [InlineData("deadline-floor", "-5s")]
    [InlineData("deadline-ceiling", "soon")]
    [InlineData("deadline-ceiling", "infinite")]
    [InlineData("deadline-ceiling", "5 fortnights")]
    [InlineData("deadline-ceiling", "[10s]")]
    [InlineData("deadline-ceiling", "{ a = 10s }")]
    [InlineData("deadline-ceiling", "null")]
    [InlineData("deadline-ceiling", "99999999999999d")]
    [InlineData("deadline-floor", "0ms")]
    [InlineData("deadline-factor", "1")]
    [InlineData("deadline-factor", "1001")]
    [InlineData("deadline-factor", "many")]
    [InlineData("degraded-factor", "0.5")]
    [InlineData("degraded-factor", "-2")]
    [InlineData("device-poll", "9ms")]
    [InlineData("devices", "[{ device = cpu, isolation = maybe }]")]
    [InlineData("devices", "[{ device = cpu, colour = red }]")]
    [InlineData("devices", "[{ isolation = off }]")]
    [InlineData("fallback", "gpu")]
    [InlineData("fallback", "true")]
    [InlineData("reopen-delay", "0ms")]
    [InlineData("reopen-delay-limit", "50ms")]
    [InlineData("power", "eco")]
    [InlineData("power", "null")]
    [InlineData("power-latency", "0ms")]
    [InlineData("power-latency", "soon")]
    public void A_bad_value_is_refused_with_the_name_of_its_key(string key, string value)
    {
        var refusal = Assert.Throws<SettingException>(() => With($"{key} = {value}"));

        Assert.Contains($"/pipeline/tpu.{key}:", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("devices")]
    [InlineData("fallback")]
    [InlineData("credits")]
    [InlineData("max-attempts")]
    [InlineData("deadline-factor")]
    [InlineData("deadline-floor")]
    [InlineData("deadline-ceiling")]
    [InlineData("degraded-factor")]
    [InlineData("device-poll")]
    [InlineData("reopen-delay")]
    [InlineData("power")]
    [InlineData("power-latency")]
    public void A_missing_value_is_refused_with_the_name_of_its_key(string key)
    {
        var lines = new[] { "devices = [cpu]", "fallback = none", "credits = 2", "max-attempts = 3", "deadline-factor = 5", "deadline-floor = 1s", "deadline-ceiling = 10s", "degraded-factor = 2", "device-poll = 1s", "reopen-delay = 1s", "reopen-delay-limit = 9s", "power = saver", "power-latency = 1s" };
        var section = ConfigurationFactory.ParseString(string.Join('\n', lines.Where(line => !line.StartsWith($"{key} ", StringComparison.Ordinal))));

        var refusal = Assert.Throws<SettingException>(() => PoolSettings.From(section));

        Assert.Contains($"{key}:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_is_refused_with_those_there_are()
    {
        var refusal = Assert.Throws<SettingException>(() => PoolSettings.CheckKeys(ConfigurationFactory.ParseString("credit = 2")));

        Assert.Contains("tpu.credit:", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("credits, deadline-ceiling", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_of_actors_conf_is_known() => PoolSettings.CheckKeys(Defaults);

    [Fact]
    public void What_is_written_has_every_key_and_is_read_as_it_was()
    {
        var settings = With("""
            devices = ["2xcpu?isolation=process", "sim:1.5ms?error=0.25"], fallback = cpu, credits = 5, max-attempts = 7
            deadline-factor = 2.5, deadline-floor = 11ms, deadline-ceiling = 12s, degraded-factor = 3.5, device-poll = 130ms
            reopen-delay = 14ms, reopen-delay-limit = 15s, power = saver, power-latency = 16ms, out-of-service = ["sim:1", "cpu:0"]
            """);

        var written = ConfigurationFactory.ParseString(settings.ToHocon());

        Assert.Equal(PoolSettings.Keys.Except(["router"]).Order(), written.Root.GetObject().Items.Keys.Order());
        var read = PoolSettings.From(written);
        Assert.Equal(settings.Devices, read.Devices);
        Assert.Equal(settings.OutOfService, read.OutOfService);
        Assert.Equal(settings, read with { Devices = settings.Devices, OutOfService = settings.OutOfService });
        Assert.NotEqual(settings, PoolSettings.From(Defaults) with { Devices = settings.Devices, OutOfService = settings.OutOfService });
    }

    private static PoolSettings With(string hocon) =>
        PoolSettings.From(ConfigurationFactory.ParseString(hocon).WithFallback(Defaults));
}
