using System.CommandLine;
using Actors.Host.Catalogue;
using Actors.Host.Configuration;
using Actors.Host.Evaluate;
using Actors.Tpu;
using Spectre.Console;

namespace Actors.Host.Commands;

/// <summary><c>eval</c>: how accurate a model is, on pictures of which is known what is in them.</summary>
internal static class EvalCommand
{
    // COCO's metric wants all answers, however unsure, and looks at a hundred an image.
    private const string DefaultThreshold = "0";
    private const string DefaultTopK = "100";
    private const int MostLines = 8640;
    private const int MostNoise = 255;

    private static readonly Option<string> Data = new("--data") { Description = "A folder with annotations.json (COCO's format) and images/, one as COCO has it, or a file of annotations.", Required = true, HelpName = "DIR|FILE" };

    private static readonly Option<int?> Lines = new("--lines") { CustomParser = ModelOptions.Number<int>, Description = "First make every picture so many lines high, as a camera of that size would: what resampling costs there.", HelpName = "N" };

    private static readonly Option<double?> Noise = new("--noise") { CustomParser = ModelOptions.Number<double>, Description = "Then add noise of this standard deviation, in levels of 256, as a camera's sensor does in poor light.", HelpName = "S" };

    private static readonly Option<string?> Pictures = new("--pictures") { Description = "Also write the confusion matrix and the worst images with what is right and wrong in them.", HelpName = "DIR" };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    private static readonly ModelOptions Shared = new();

    public static Command Create()
    {
        var command = new Command(
            "eval",
            $"Measures how accurate a model is: COCO's mAP, overall and of each class, on all devices at once. --threshold is {DefaultThreshold} and --top-k {DefaultTopK} unless given, whatever the configuration says.")
        {
            Data, Lines, Noise, Pictures, Json,
        };
        Shared.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line, CancellationToken stopping)
    {
        var lines = line.GetValue(Lines) is null or >= 1 and <= MostLines ? line.GetValue(Lines) : throw new UsageException($"--lines: from 1 to {MostLines}.");
        var noise = (line.GetValue(Noise) ?? 0) is >= 0 and <= MostNoise and var said ? said : throw new UsageException($"--noise: from 0 to {MostNoise}.");
        var folder = line.GetValue(Pictures);
        if (folder is not null)
        {
            OutputFolder.Require("--pictures", folder);
        }

        using var plan = await MissingModel.FetchedAsync(Shared, line, () => PipelinePlan.Load(Shared, line, Defaults(line)), stopping);
        OpenCv.Require();
        var set = DataFolder.Open(line.GetValue(Data)!);
        var evaluation = await EvaluateAsync(plan, new AnnotatedSource(set, lines, noise) { Text = set.File }, stopping);
        Reports.Write(evaluation.Report, line.GetValue(Json), EvalTable.Write);
        if (folder is not null)
        {
            var written = ErrorPictures.Write(folder, evaluation.Pictures, evaluation.Report.Confusion, set.Categories);
            Console.Error.WriteLine($"{folder}: confusion.png and the {written} worst images.");
        }

        return ExitCode.Done;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Defaults(ParseResult line)
    {
        if (line.GetValue(Shared.Threshold) is null)
        {
            yield return KeyValuePair.Create("Model:Threshold", (string?)DefaultThreshold);
        }

        if (line.GetValue(Shared.TopK) is null)
        {
            yield return KeyValuePair.Create("Model:TopK", (string?)DefaultTopK);
        }
    }

    private static async Task<Evaluation> EvaluateAsync(PipelinePlan plan, AnnotatedSource source, CancellationToken stopping)
    {
        if (Console.IsErrorRedirected)
        {
            return await EvaluateAsync(plan, source, () => { }, changed => Tell(changed, Console.Error.WriteLine), stopping);
        }

        var console = Tables.OnStandardError();
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(progress =>
            {
                var task = progress.AddTask($"{source.Set.Images.Count} images", maxValue: source.Set.Images.Count);
                return EvaluateAsync(plan, source, () => task.Increment(1), changed => Tell(changed, console.WriteLine), stopping);
            });
    }

    private static async Task<Evaluation> EvaluateAsync(PipelinePlan plan, AnnotatedSource source, Action progress, Action<DeviceChanged> tell, CancellationToken stopping)
    {
        var run = new EvaluationRun(plan, source, progress);
        return Evaluation.Of(plan, source, run, await run.RunAsync(tell, stopping));
    }

    // What opens and is in service is as it should be.
    private static void Tell(DeviceChanged changed, Action<string> write)
    {
        if (changed.State is DeviceState.Quarantined or DeviceState.Reopening or DeviceState.Lost)
        {
            write($"Device {changed.Device}: {changed.Reason}");
        }
    }
}
