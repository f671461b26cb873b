using System.CommandLine;
using Actors.Capture;
using Actors.Host.Catalogue;
using Actors.Host.Configuration;
using Actors.Host.Soak;
using Actors.Interop;

namespace Actors.Host.Commands;

/// <summary><c>soak</c>: every fault and every change of settings, at random, for as long as is wanted.</summary>
internal static class SoakCommand
{
    private const int CpuDevices = 2;
    private const int LinesPerLineThatStays = 30;

    private static readonly Option<double?> Minutes = new("--minutes") { CustomParser = ModelOptions.Number<double>, Description = "How long. Ctrl-C ends it before, with what there is by then.", DefaultValueFactory = _ => 20, HelpName = "M" };

    private static readonly Option<int> Seed = new("--seed") { Description = "Of what is at random; the same seed gives the same faults and changes.", DefaultValueFactory = _ => 1, HelpName = "N" };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    private static readonly ModelOptions Shared = new();

    public static Command Create()
    {
        var command = new Command("soak", "Runs a pipeline through faults and changes of settings at random, and tells whether frames were lost or anything grew.") { Minutes, Seed, Json, Shared.Model, Shared.Pull, Shared.Config, Shared.Hocon };
        command.SetAction((line, _) => RunAsync(line));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("soak looks at what the program takes of the machine as Linux tells it, and this is none.");
        }

        var duration = line.GetValue(Minutes) is > 0 and <= 10_000 and var minutes ? TimeSpan.FromMinutes(minutes) : throw new UsageException("--minutes: above 0, at most 10000.");
        using var signals = new StopSignals();
        using var plan = await MissingModel.FetchedAsync(Shared, line, () => PipelinePlan.Load(Shared, line, [KeyValuePair.Create("Devices", (string?)"sim:7.6ms")]), signals.Token);
        OpenCv.Require();
        using var model = FindModel(plan);
        var settings = new PipelineSettings
        {
            Cameras =
            [
                // One of which every frame is counted, and one of which the newest is wanted.
                new CameraSettings("file", SourceUri.Parse("test:320x240@200")) { OnFull = OnFull.Wait },
                new CameraSettings("live", SourceUri.Parse("test:640x480@50")),
            ],
            Task = model is null ? new DetectionTask() : DetectionTask.For(model),
            Pool = plan.Pool,
            Preprocessors = plan.Preprocessors,
            MostPreprocessors = plan.MostPreprocessors,
            FramesInFlight = plan.FramesInFlight,
        };
        var report = await new SoakRun(line.GetValue(Seed), settings, model is null ? 0 : CpuDevices, plan.Hocon, Tell).RunAsync(duration, signals.Token);
        Reports.Write(report, line.GetValue(Json), SoakTable.Write);
        return report.Holds ? ExitCode.Done : ExitCode.Unexpected;
    }

    private static Model? FindModel(PipelinePlan plan)
    {
        try
        {
            return Model.FromFile(ModelLookup.FindForCpu(plan.ModelName));
        }
        catch (ModelException absent) when (plan.Task.Model is null && absent.Reason == ModelException.Fault.Unreadable)
        {
            Console.Error.WriteLine($"Without devices in processes of their own, which need a model (--model): there is no '{plan.ModelName}'.");
            return null;
        }
    }

    // A line that stays, where it cannot be written over, now and then is enough.
    private static void Tell(int number, string what)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"{Reports.ClearLine}{what}");
        }
        else if (number % LinesPerLineThatStays == 0)
        {
            Console.Error.WriteLine(what);
        }
    }
}
