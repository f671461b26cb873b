using Actors.Host.Rehearse;
using Spectre.Console;

namespace Actors.Tests.Host.Rehearse;

public class RehearsalTableTests
{
    private static readonly FaultReport Fault = new(
        "hang", "sim:2", Bound.AtMost(62.3, 175), 2, 1, 0, Bound.AtMost(0, 0), 524.2, Bound.AtLeast(0.747, 0.73), Bound.AtMost(16, 1000), Bound.AtLeast(1.003, 0.98));

    private static readonly LiveReport Live = new(
        Bound.AtMost(65.7, 175), 8.2, Bound.AtMost(8.3, 10.2), Bound.AtMost(8.4, 10.2), 73.7, 2, Bound.AtMost(0, 0), Bound.AtMost(0, 0));

    [Fact]
    public void A_table_tells_what_was_measured_what_is_asked_and_whether_it_is_so()
    {
        var text = Written(Report(Fault));

        Assert.All(["hang", "sim:2", "62.3 (<= 175)", "0 (<= 0)", "524.2", "0.747 (>= 0.73)", "16 (<= 1000)", "1.003 (>= 0.98)", "8.3 (<= 10.2)"], figure => Assert.Contains(figure, text, StringComparison.Ordinal));
        Assert.Contains("All is as asked.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NO", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_as_asked_stands_out()
    {
        var text = Written(Report(Fault with { DetectedMs = Bound.AtMost(null, 175) }));

        Assert.Contains("never (<= 175)", text, StringComparison.Ordinal);
        Assert.Contains("NO", text, StringComparison.Ordinal);
        Assert.Contains("Not all is as asked.", text, StringComparison.Ordinal);
    }

    private static RehearsalReport Report(FaultReport fault) => new([fault], 16_000, Bound.AtMost(0, 0), Bound.AtMost(0, 0), Live);

    private static string Written(RehearsalReport report)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 250;
        RehearsalTable.Write(report, console);
        return writer.ToString();
    }
}
