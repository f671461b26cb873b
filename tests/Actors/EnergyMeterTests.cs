using System.Diagnostics;

namespace Actors.Tests;

public sealed class EnergyMeterTests : IDisposable
{
    private const long Range = 1_000_000_000;

    private readonly TemporaryFolder _powercap = new();

    public void Dispose() => _powercap.Dispose();

    [Fact]
    public void What_the_packages_have_taken_since_the_start_is_told_together()
    {
        Zone("intel-rapl:0", "package-0", 5_000_000);
        Zone("intel-rapl:1", "package-1", 70_000_000);
        var meter = Meter();

        Zone("intel-rapl:0", "package-0", 6_500_000);
        Zone("intel-rapl:1", "package-1", 72_000_000);

        Assert.Equal(3.5, meter.Read().Joules);
        Assert.Equal(3.5, meter.Read().Joules);
    }

    [Fact]
    public void Parts_of_a_package_and_the_whole_machine_are_not_added_to_it()
    {
        Zone("intel-rapl:0", "package-0", 0);
        Zone("intel-rapl:0:0", "core", 0);
        Zone("intel-rapl:1", "psys", 0);
        Zone("intel-rapl-mmio:0", "package-0", 0);
        var meter = Meter();

        foreach (var (zone, name) in new[] { ("intel-rapl:0", "package-0"), ("intel-rapl:0:0", "core"), ("intel-rapl:1", "psys"), ("intel-rapl-mmio:0", "package-0") })
        {
            Zone(zone, name, 2_000_000);
        }

        Assert.Equal(2, meter.Read().Joules);
    }

    [Fact]
    public void A_counter_that_begins_again_goes_on()
    {
        Zone("intel-rapl:0", "package-0", Range - 1_000_000);
        var meter = Meter();
        Zone("intel-rapl:0", "package-0", 500_000);
        Assert.Equal(1.5, meter.Read().Joules);

        Zone("intel-rapl:0", "package-0", 1_500_000);
        Assert.Equal(2.5, meter.Read().Joules);
    }

    [Fact]
    public void A_machine_that_tells_nothing_is_not_made_up_for()
    {
        Assert.Null(Meter().Read().Joules);
        Assert.Null(new EnergyMeter(_powercap.PathOf("none")).Read().Joules);
    }

    [Theory]
    [InlineData("")]
    [InlineData("much")]
    [InlineData(null)]
    public void A_counter_that_cannot_be_read_is_no_figure_nor_is_a_sum_with_it(string? content)
    {
        Zone("intel-rapl:0", "package-0", 0);
        Zone("intel-rapl:1", "package-1", 0);
        var meter = Meter();
        var counter = Path.Combine(_powercap.PathOf("intel-rapl:1"), "energy_uj");
        if (content is null)
        {
            File.Delete(counter);
        }
        else
        {
            File.WriteAllText(counter, content);
        }

        Assert.Null(meter.Read().Joules);
        Assert.Null(Meter().Read().Joules);
    }

    [Fact]
    public void A_counter_that_begins_again_who_knows_where_is_no_figure()
    {
        Zone("intel-rapl:0", "package-0", 5);
        var meter = Meter();
        Zone("intel-rapl:0", "package-0", 1);
        File.Delete(Path.Combine(_powercap.PathOf("intel-rapl:0"), "max_energy_range_uj"));

        Assert.Null(meter.Read().Joules);
    }

    [Fact]
    public void The_processors_time_is_also_that_of_the_processes_that_this_one_started_while_they_run_and_when_they_have_ended()
    {
        var (much, enough) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(100));
        var own = Environment.CpuUsage.TotalTime;
        var meter = Meter();
        using var other = Process.Start("sh", ["-c", "while :; do :; done"]);
        while (other.TotalProcessorTime < much)
        {
            Thread.Yield();
        }

        SeesEnough();
        other.Kill();
        other.WaitForExit();
        SeesEnough();

        // What other tests use, and processes of theirs that end, between one look and the next blurs a reading; the next is another.
        void SeesEnough() => Assert.True(SpinWait.SpinUntil(() => OfOthers() >= enough, TimeSpan.FromSeconds(60)));

        TimeSpan OfOthers() => meter.Read().Cpu - (Environment.CpuUsage.TotalTime - own);
    }

    [Fact]
    public void A_frames_cost_is_what_was_used_for_each_that_came_out()
    {
        var before = new FrameCost.Reading(new EnergyReading(TimeSpan.FromSeconds(1), 5), TimeSpan.FromSeconds(2), 100);
        var after = new FrameCost.Reading(new EnergyReading(TimeSpan.FromSeconds(2), 9), TimeSpan.FromSeconds(6), 300);

        Assert.Equal(new FrameCost(0.005, 0.02, 0.02), FrameCost.Between(before, after));
        Assert.Equal("A frame took 5.00 ms of the processor, 20.00 ms of a device and 0.0200 J.", FrameCost.Between(before, after)!.ToString());
        Assert.Null(FrameCost.Between(before, before));
    }

    [Fact]
    public void A_cost_without_energy_says_nothing_of_it()
    {
        var after = new FrameCost.Reading(new EnergyReading(TimeSpan.FromSeconds(1), null), TimeSpan.FromSeconds(2), 100);

        Assert.Equal("A frame took 10.00 ms of the processor and 20.00 ms of a device.", FrameCost.Between(default, after)!.ToString());
    }

    private EnergyMeter Meter() => new(_powercap.PathOf(""));

    private void Zone(string folder, string name, long microjoules)
    {
        Directory.CreateDirectory(_powercap.PathOf(folder));
        File.WriteAllText(Path.Combine(_powercap.PathOf(folder), "name"), $"{name}\n");
        File.WriteAllText(Path.Combine(_powercap.PathOf(folder), "energy_uj"), $"{microjoules}\n");
        File.WriteAllText(Path.Combine(_powercap.PathOf(folder), "max_energy_range_uj"), $"{Range}\n");
    }
}
