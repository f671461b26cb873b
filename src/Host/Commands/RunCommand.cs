using System.CommandLine;
using Actors.Capture;
using Actors.Host.Catalogue;
using Actors.Host.Configuration;
using Actors.Host.Reload;
using Actors.Interop;
using Actors.View;

namespace Actors.Host.Commands;

/// <summary><c>run</c>: the service.</summary>
internal static class RunCommand
{
    private static readonly Option<long?> Frames = new("--frames") { CustomParser = ModelOptions.Number<long>, Description = "Stop after so many frames of each camera.", HelpName = "N" };

    private static readonly FlowOptions Flow = new();
    private static readonly WebOptions Web = new();
    private static readonly ModelOptions Shared = new();

    // Enough to see devices share the work.
    private const string Simulation = "4xsim:7.6ms";

    public static Command Create()
    {
        var command = new Command("run", "Detects objects on cameras until they end or Ctrl-C. With nothing said, as config/appsettings.json has it.");
        Flow.AddTo(command);
        command.Add(Frames);
        Web.AddTo(command);
        Shared.AddTo(command);
        command.SetAction((line, _) => RunAsync(line));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line)
    {
        // Results go to standard output itself; whatever else is printed, as by EmergencyLogger, goes with the log.
        Console.SetOut(Console.Error);
        using var signals = new StopSignals();
        using var triggers = new ReloadTriggers(new HangupSignal(signals.Stop), new ConfigWatch(FilesOf(line), TimeProvider.System));
        using var reader = await ReadOrOfferAsync(line, signals.Token);
        if (reader is null)
        {
            return ExitCode.Missing;
        }

        OpenCv.Require();
        var web = reader.First.Web;
        var settings = reader.Settings;
        StandIns.Tell(settings.Cameras);
        var meter = PipelineMeter.Of(settings, reader.First.Hocon);
        var onStandardOutput = settings.Outputs.Any(output => output is SinkSpec.JsonLines { Path: "-" });
        var ended = false;
        try
        {
            await using var progress = ProgressLine.StartFor(meter, onStandardOutput);
            await PipelineHost.RunAsync(reader, meter, triggers, web, signals.Token);
            ended = true;
        }
        finally
        {
            // A failure before any result has a line of its own, and nothing to sum up.
            if (meter.Cameras.Any(camera => ended ? camera.Captured > 0 : camera.Rendered > 0))
            {
                SummaryTable.Write(RunSummary.Of(meter));
            }
        }

        return ExitCode.Done;
    }

    // What a change of is seen by itself. A model and its labels are read again as well, but may be copied for minutes.
    private static IEnumerable<string> FilesOf(ParseResult line) =>
        new[] { line.GetValue(Shared.Config) ?? Home.Settings, Home.Hocon, line.GetValue(Shared.Hocon) }.OfType<string>();

    /// <summary>Reads and checks everything. Where only the model is missing, and somebody sits there, offers to simulate; null if that is declined.</summary>
    private static async Task<PlanReader?> ReadOrOfferAsync(ParseResult line, CancellationToken stopping)
    {
        var given = Flow.Given(line).Concat(Web.Given(line)).ToList();
        var overridden = Overriding(line);
        try
        {
            return await MissingModel.FetchedAsync(Shared, line, () => new PlanReader(Shared, line, given, overridden), stopping);
        }
        catch (UsageException absent) when (absent.Missing is ModelException { Reason: ModelException.Fault.Unreadable } && line.GetValue(Shared.Model) is null && Terminal.SomebodyIsThere)
        {
            Console.Error.WriteLine($"actors: {absent.Message}");
            return await Terminal.ConfirmsAsync($"Do that now, with --devices {Simulation}?", stopping)
                ? new PlanReader(Shared, line, [.. given, KeyValuePair.Create("Devices", (string?)Simulation)], overridden)
                : null;
        }
    }

    /// <summary>What the command line says of every camera.</summary>
    private static Func<CameraSettings, CameraSettings> Overriding(ParseResult line)
    {
        var limit = line.GetValue(Frames) is { } frames
            ? frames >= 1 ? frames : throw new UsageException($"--frames: {frames} is less than 1.")
            : (long?)null;
        var onFull = Flow.OnFullOf(line);
        return camera => camera with { FrameLimit = limit ?? camera.FrameLimit, OnFull = onFull ?? camera.OnFull };
    }
}
