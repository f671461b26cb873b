using System.CommandLine;
using Actors.Host.Configuration;
using Actors.Host.Rehearse;
using Actors.Route;

namespace Actors.Host.Commands;

/// <summary><c>rehearse</c>: a scripted minute of faults, and what each of them costs; or of saving power, and whether anybody notices.</summary>
internal static class RehearseCommand
{
    private static readonly Option<string?> Power = new("--power")
    {
        Description = "Instead: parks seven of eight devices under a live camera by balanced or saver, has four cameras more come and go, and measures what the cameras notice. Takes a minute and a half.",
        HelpName = "balanced|saver",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    // For tests, which look at the workings and not at the figures.
    private static readonly Option<double> Pace = new("--pace") { Hidden = true, DefaultValueFactory = _ => 1 };

    private static readonly ModelOptions Shared = new();

    public static Command Create()
    {
        var command = new Command("rehearse", "Plays an error, a crash, a hang, a loss and a drift on simulated devices, one after another, and measures what each of them costs. Takes about a minute.") { Power, Json, Pace, Shared.Config, Shared.Hocon };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken stopping)
    {
        using var plan = PipelinePlan.Load(Shared, line, [KeyValuePair.Create("Devices", (string?)"sim:7.6ms")]);
        OpenCv.Require();
        var settings = new PipelineSettings
        {
            // Cameras and devices are the script's.
            Cameras = [],
            Task = new DetectionTask(),
            Pool = plan.Pool,
            Preprocessors = plan.Preprocessors,
            MostPreprocessors = plan.MostPreprocessors,
            FramesInFlight = plan.FramesInFlight,
        };
        if (line.GetValue(Power) is { } power)
        {
            var acts = new PowerScript { Mode = ModeOf(power), Pace = line.GetValue(Pace) };
            var saved = await new PowerRehearsal(acts, settings, plan.Hocon, Tell).RunAsync(stopping);
            Reports.Write(saved, line.GetValue(Json), PowerTable.Write);
            return saved.Holds ? ExitCode.Done : ExitCode.Unexpected;
        }

        var script = RehearsalScript.Minute(line.GetValue(Pace));
        var report = await new Rehearsal(script, settings, plan.Hocon, Tell).RunAsync(stopping);
        Reports.Write(report, line.GetValue(Json), RehearsalTable.Write);
        return report.Holds ? ExitCode.Done : ExitCode.Unexpected;
    }

    private static PowerMode ModeOf(string power) => power switch
    {
        "balanced" => PowerMode.Balanced,
        "saver" => PowerMode.Saver,
        _ => throw new UsageException($"--power: '{power}' is neither balanced nor saver."),
    };

    private static void Tell(string what) => Console.Error.Write(Console.IsErrorRedirected ? $"{what}\n" : $"{Reports.ClearLine}{what}");
}
