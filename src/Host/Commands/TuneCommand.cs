using System.CommandLine;
using Actors.Host.Catalogue;
using Actors.Host.Configuration;
using Actors.Host.Tune;

namespace Actors.Host.Commands;

/// <summary><c>tune</c>: finds the settings with which a user's own cameras, model and devices give the most.</summary>
internal static class TuneCommand
{
    private const string DefaultOut = "tuned.conf";

    private static readonly Option<string> Out = new("--out") { Description = "The file to write.", DefaultValueFactory = _ => DefaultOut, HelpName = "FILE" };

    private static readonly Option<bool> Force = new("--force") { Description = "Write over a file that is there." };

    private static readonly Option<double?> Seconds = new("--seconds") { CustomParser = ModelOptions.Number<double>, Description = "How long to measure, from the first frames on. Cameras and models of few frames a second need more.", DefaultValueFactory = _ => 50, HelpName = "S" };

    private static readonly Option<bool> Grid = new("--grid") { Description = "Also measure every combination there is, which takes many times as long, and tell how far the choice is from the best." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    private static readonly ModelOptions Shared = new();
    private static readonly FlowOptions Flow = new();

    public static Command Create()
    {
        var command = new Command("tune", "Measures preprocessors, credits, frames in flight and how the CPU is split among workers and threads, with your own cameras, model and devices, and writes the best of them as HOCON. Takes a minute, unless --seconds says otherwise.")
        {
            Out, Force, Seconds, Grid, Json,
        };
        Flow.AddTo(command);
        Shared.AddTo(command);
        command.SetAction((line, _) => RunAsync(line));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line)
    {
        var budget = line.GetValue(Seconds) is >= 5 and <= 3600 and var seconds ? TimeSpan.FromSeconds(seconds) : throw new UsageException("--seconds: from 5 to 3600.");
        var file = line.GetValue(Out)!;
        RequireWritable(file, line);
        using var signals = new StopSignals();
        using var plan = await MissingModel.FetchedAsync(Shared, line, () => PipelinePlan.Load(Shared, line, Flow.Given(line)), signals.Token);
        var settings = plan.Pipeline() is var configured && configured.Cameras.Where(camera => !camera.Paused).ToList() is { Count: > 0 } awake
            ? configured with { Cameras = awake }
            : throw new UsageException("All cameras are paused. Let one of them capture: \"Paused\": false, or name one with --camera.");
        if (Flow.OnFullOf(line) is { } onFull)
        {
            settings = settings with { Cameras = [.. settings.Cameras.Select(camera => camera with { OnFull = onFull })] };
        }

        OpenCv.Require();
        StandIns.Tell(settings.Cameras);
        var own = line.GetValue(Shared.Hocon) is { } hocon ? await File.ReadAllTextAsync(hocon) : null;
        TuneReport report;
        try
        {
            report = await TuneProgress.ShowAsync(tell => new TuneRun(plan, settings, tell).RunAsync(budget, line.GetValue(Grid), signals.Token));
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            Console.Error.WriteLine("Stopped; nothing is written.");
            return ExitCode.Done;
        }

        await File.WriteAllTextAsync(file, Overlay.Write(report, ReferenceHocon.ThreadsOf(plan.Hocon, Overlay.PrepareDispatcher), own, DateTimeOffset.Now), CancellationToken.None);
        Reports.Write(report, line.GetValue(Json), TuneTable.Write);
        Console.Error.WriteLine($"Written to {file}. Use it with: ./actors run --hocon {file}{(plan.DevicesPlace is { } place ? $". The devices that {place} names would go before its own: leave them out there." : "")}");
        return ExitCode.Done;
    }

    private static void RequireWritable(string file, ParseResult line)
    {
        if (File.Exists(file) && !line.GetValue(Force))
        {
            throw new UsageException($"{Out.Name}: '{file}' is there already. Name another file, or write over it with {Force.Name}.");
        }

        if (new[] { line.GetValue(Shared.Hocon), line.GetValue(Shared.Config) }.OfType<string>().Any(read => Path.GetFullPath(read) == Path.GetFullPath(file)))
        {
            throw new UsageException($"{Out.Name}: '{file}' would be written over what is read. Choose another name.");
        }

        OutputFile.RequireWritable(Out.Name, file);
    }
}
