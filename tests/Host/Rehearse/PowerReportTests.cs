using Actors.Host.Rehearse;
using Spectre.Console;

namespace Actors.Tests.Host.Rehearse;

public class PowerReportTests
{
    private static readonly PowerReport.Act Performance = new("performance", Bound.None(8), Bound.None(30), Bound.None(9.5), 2.3);

    [Fact]
    public void The_average_of_devices_in_service_weighs_each_number_by_its_time()
    {
        (long, int)[] counts = [(10, 8), (50, 1), (75, 8)];

        Assert.Equal((8 * 40 + 1 * 25 + 8 * 25) / 90.0, PowerReport.Average(counts, 10, 100));
        Assert.Equal(1, PowerReport.Average(counts, 60, 70));
        Assert.Equal(8, PowerReport.Average(counts, 80, 90));
        Assert.Equal(0, PowerReport.Average(counts, 0, 10));
    }

    [Theory]
    [InlineData(1, 29.9, 9.9, true)]
    [InlineData(1.1, 29.9, 9.9, false)]
    [InlineData(1, 29.6, 9.9, false)]
    [InlineData(1, 29.9, 12, false)]
    public void An_act_is_held_to_what_it_was_with_every_device(double devices, double rate, double p99, bool holds) =>
        Assert.Equal(holds, new PowerReport.Act("balanced", Bound.None(devices), Bound.None(rate), Bound.None(p99), 2).Beside(Performance, 1).Holds);

    [Theory]
    [InlineData(420.0, 0, true)]
    [InlineData(1100.0, 0, false)]
    [InlineData(null, 0, false)]
    [InlineData(420.0, 1, false)]
    public void A_burst_is_to_have_every_device_within_a_second_and_to_lose_nothing(double? broughtIn, int lost, bool holds) =>
        Assert.Equal(holds, Report(broughtIn, lost).Holds);

    [Fact]
    public void A_table_tells_what_was_measured_and_whether_it_is_as_asked()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 250;

        PowerTable.Write(Report(420, 0), console);

        Assert.All(
            ["performance", "1.00 (<= 1)", "29.9 (>= 29.7)", "9.9 (<= 11.9)", "420 (<= 1000) ms", "900 frames/s (910 with every device", "8 from 0.5, 1 from 12.0, 8 from 20.3", "All is as asked."],
            text => Assert.Contains(text, writer.ToString(), StringComparison.Ordinal));
    }

    private static PowerReport Report(double? broughtIn, int lost) => new(
        [Performance, new PowerReport.Act("balanced", Bound.None(1), Bound.None(29.9), Bound.None(9.9), 2).Beside(Performance, 1)],
        Bound.AtMost(broughtIn, 1000), 910, 900, Bound.AtMost(lost, 0), Bound.AtMost(0, 0), 5.1,
        [new(0.4, 1), new(0.5, 8), new(12, 7), new(12.0, 1), new(20.2, 3), new(20.3, 8), new(22, 7), new(22.1, 8)]);
}
