using System.Globalization;
using System.Text;
using Actors.Host.Configuration;
using Actors.Route;

namespace Actors.Host.Tune;

/// <summary>Writes what was chosen as HOCON for <c>--hocon</c>, with a comment on each setting that says what was measured.</summary>
internal static class Overlay
{
    /// <summary>The dispatcher whose threads limit the preprocessors.</summary>
    public const string PrepareDispatcher = "prepare-dispatcher";

    /// <summary>A setting of that dispatcher's threads.</summary>
    public static string PrepareThreads(int threads) => string.Create(CultureInfo.InvariantCulture, $"actors.{PrepareDispatcher}.dedicated-thread-pool.thread-count = {threads}");

    /// <summary>Writes it.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="prepareThreads">Threads that the preprocessors have as it is.</param>
    /// <param name="own">The text of the file that <c>--hocon</c> named, which this one takes the place of; null where there was none.</param>
    /// <param name="day">When.</param>
    public static string Write(TuneReport report, int prepareThreads, string? own, DateTimeOffset day)
    {
        var text = new StringBuilder();
        var (chosen, before) = (report.Chosen, report.Before);
        Comment(text, "", About(report, day));
        if (own is not null)
        {
            Comment(text, "", "", "What the file says that was named with --hocon:", "");
            text.Append('\n').Append(WithoutBraces(own.Trim())).Append("\n\n");
            Comment(text, "", "What tune has chosen:");
        }

        text.Append("\nakka.actor.deployment {\n  /pipeline/prepare {\n");
        var preprocessors = chosen.Settings.Preprocessors;
        Comment(text, "    ",
            $"Preprocessors. {Beside(report, settings => settings.Preprocessors, (settings, value) => settings with { Preprocessors = value })}",
            preprocessors.IsResized
                ? "The pool resizes itself between the two numbers, as it did when it was measured."
                : "It was measured with always as many, so there are always as many: a higher upper-bound lets the pool grow.");
        text.Append(CultureInfo.InvariantCulture, $"    nr-of-instances = {preprocessors.Least}\n    resizer {{ enabled = on, upper-bound = {preprocessors.Most} }}\n  }}\n  /pipeline/tpu {{\n");
        Comment(text, "    ", $"Frames that a device may hold. {Beside(report, settings => settings.Credits, (settings, value) => settings with { Credits = value })}");
        text.Append(CultureInfo.InvariantCulture, $"    credits = {chosen.Settings.Credits}\n");
        Comment(text, "    ", chosen.Settings.Split is null
            ? $"The devices are as they were. {SplitsText(report)}"
            : $"The CPU's share is split otherwise than it was ({string.Join(", ", before.Devices)}). {SplitsText(report)}{LostText(report)}");
        text.Append(CultureInfo.InvariantCulture, $"    devices = {HoconWriter.List(chosen.Devices)}\n  }}\n}}\n\n");
        Comment(text, "", $"Frames of one camera that may be on their way at once. {Beside(report, settings => settings.FramesInFlight, (settings, value) => settings with { FramesInFlight = value })}");
        text.Append(CultureInfo.InvariantCulture, $"{HoconKeys.FramesInFlight} = {Value(chosen.Settings.FramesInFlight)}\n");
        if (preprocessors.Most > prepareThreads)
        {
            text.Append('\n');
            Comment(text, "", "A thread for each preprocessor.");
            text.Append(PrepareThreads(preprocessors.Most)).Append('\n');
        }

        return text.ToString();
    }

    // HOCON allows them around a whole file, and nothing after them.
    private static string WithoutBraces(string own) => own is ['{', .. var inner, '}'] ? inner.Trim('\n') : own;

    private static string[] About(TuneReport report, DateTimeOffset day) =>
    [
        $"Written by actors tune on {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}. Use it with --hocon, beside the options that tune was given.",
        $"It holds for this machine ({report.Machine.Cores} cores, {report.Machine.Processor}), the model {report.Model}, and",
        .. report.Cameras.Select(camera => $"  camera {camera}"),
        "",
        report.Objective,
        $"Measured in turns, medians of {report.Chosen.Rounds} rounds: {Figures(report.Before)} as it was, {Figures(report.Chosen)} with what stands here.",
        report.BesideNeighbours ? "The best was measured beside each of its neighbours that could be better." : "There was no time to measure the best beside all of its neighbours: --seconds gives tune more.",
        .. report.WasDisturbed ? [$"Readings of the same settings varied by {Text(100 * report.Noise, 0)} %: the machine did other things as well."] : (string[])[],
        "",
        "What each stage takes for a frame, with the settings as they were:",
        .. report.Stages.Stages.Select(stage => $"  {stage.Name} {Text(stage.FrameMs, 2)} ms{(stage.Rate is { } rate ? $", which does for {Text(rate, 0)} frames/s" : "")}"),
    ];

    // What was measured of settings that differ from the choice in this one alone.
    private static string Beside<T>(TuneReport report, Func<Candidate, T> value, Func<Candidate, T, Candidate> with)
    {
        var chosen = report.Chosen.Settings;
        var others = report.Measured
            .Where(tried => !Equals(value(tried.Settings), value(chosen)) && tried.Settings == with(chosen, value(tried.Settings)))
            .Select(tried => $"{Value(value(tried.Settings))}: {Figures(tried)}").ToList();
        return (Equals(value(chosen), value(report.Before.Settings)) ? "As it was" : $"It was {Value(value(report.Before.Settings))}")
            + $", and {Value(value(chosen))} gives {Figures(report.Chosen)}; "
            + (others.Count > 0 ? $"otherwise as here, {string.Join("; ", others)}." : "others could not give more.");
    }

    private static string SplitsText(TuneReport report)
    {
        // Of each the fastest, with whatever else.
        var splits = report.Measured.DistinctBy(tried => tried.Settings.Split).ToList();
        return splits.Count > 1
            ? $"Measured: {string.Join("; ", splits.Select(tried => $"{string.Join(", ", tried.Devices)}: {Figures(tried)}"))}."
            : "None of them is the CPU, whose cores could be split otherwise.";
    }

    private static string LostText(TuneReport report) => report.Before.Devices.Except(report.Chosen.Devices).Any(device => device.StartsWith("auto", StringComparison.Ordinal))
        ? " An Edge TPU that is plugged in later is not taken, as auto would."
        : "";

    private static string Value<T>(T value) => value is null ? "auto" : value is PreprocessorCount ? $"{value}" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Figures(TuneReport.Tried tried) => $"{Text(tried.Rate, 1)} frames/s (p99 {Text(tried.P99Ms, 1)} ms)";

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    // A camera's name is anybody's text, and must not end the comment.
    private static void Comment(StringBuilder text, string indent, params IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append(indent).Append($"# {new string([.. line.Select(letter => char.IsControl(letter) ? ' ' : letter)])}".TrimEnd()).Append('\n');
        }
    }
}
