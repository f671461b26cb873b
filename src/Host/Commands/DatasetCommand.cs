using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Host.Configuration;
using Actors.Host.Dataset;
using Actors.Street;
using Spectre.Console;

namespace Actors.Host.Commands;

/// <summary><c>dataset</c>: images of procedural streets, with COCO annotations.</summary>
internal static partial class DatasetCommand
{
    private const int MostImages = 1_000_000;

    private static readonly Option<int?> Count = new("--count") { CustomParser = ModelOptions.Number<int>, Description = "How many images.", Required = true, HelpName = "N" };

    private static readonly Option<int?> Seed = new("--seed") { CustomParser = ModelOptions.Number<int>, Description = "Which images: the same seed writes the same, another writes others. Default: 1.", HelpName = "S" };

    private static readonly Option<string> Size = new("--size") { Description = "How large they are, in pixels.", DefaultValueFactory = _ => "640x480", HelpName = "WxH" };

    private static readonly Option<float?> Density = new("--density") { CustomParser = ModelOptions.Number<float>, Description = "How full the streets are, 0 to 1. Default: each another.", HelpName = "F" };

    private static readonly Option<string> Out = new("--out") { Description = "A new or empty folder: images/000000.jpg and so on, annotations.json in COCO's format, labels.txt.", Required = true, HelpName = "DIR" };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Write into the folder even if there is something in it." };

    public static Command Create()
    {
        var command = new Command("dataset", "Writes images of procedural streets, each another one, with exact boxes of people, bicycles, cars, buses and trucks.") { Count, Seed, Size, Density, Out, Overwrite };
        command.SetAction((line, _) => RunAsync(line));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line)
    {
        using var signals = new StopSignals();
        var plan = PlanOf(line);
        OpenCv.Require();
        var written = 0;
        try
        {
            Prepare(plan, line.GetValue(Overwrite));
            written = await Tables.OnStandardError().Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(progress =>
                {
                    var images = progress.AddTask("images", maxValue: plan.Count);
                    return new DatasetWriter(plan, () => images.Increment(1)).WriteAsync(signals.Token);
                });
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out: '{plan.Folder}' cannot be written: {closed.Message}", closed);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{written} images with annotations in {plan.Folder}{(written < plan.Count ? $", stopped before all {plan.Count}" : "")}"));

        // A script that goes on must not take it for the whole set.
        return written == plan.Count ? ExitCode.Done : ExitCode.Unexpected;
    }

    private static DatasetPlan PlanOf(ParseResult line)
    {
        var count = line.GetValue(Count) is >= 1 and <= MostImages and var images ? images : throw new UsageException($"--count: it must be from 1 to {MostImages}.");
        var size = SizeText().Match(line.GetValue(Size)!);
        var (width, height) = size.Success ? (Side(size.Groups[1]), Side(size.Groups[2])) : (0, 0);
        if (width < StreetSettings.ShortestSide || height < StreetSettings.ShortestSide || width > StreetSettings.LongestSide || height > StreetSettings.LongestSide)
        {
            throw new UsageException($"--size: '{line.GetValue(Size)}' is no size: write WIDTHxHEIGHT such as 640x480, sides from {StreetSettings.ShortestSide} to {StreetSettings.LongestSide} pixels.");
        }

        var density = line.GetValue(Density);
        return density is null or (>= 0 and <= 1)
            ? new DatasetPlan(count, line.GetValue(Seed) ?? 1, width, height, density, line.GetValue(Out)!)
            : throw new UsageException($"--density: {density} is not from 0 to 1.");
    }

    private static int Side(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    private static void Prepare(DatasetPlan plan, bool overwrite)
    {
        if (File.Exists(plan.Folder))
        {
            throw new UsageException($"--out: '{plan.Folder}' is a file. Choose a folder.");
        }

        if (!overwrite && Directory.Exists(plan.Folder) && Directory.EnumerateFileSystemEntries(plan.Folder).Any())
        {
            throw new UsageException($"--out: '{plan.Folder}' is not empty. Choose another folder, or write over what is there with --overwrite.");
        }

        Directory.CreateDirectory(plan.Folder);
        File.WriteAllLines(Path.Combine(plan.Folder, "labels.txt"), StreetLabels.Names);
    }

    [GeneratedRegex(@"^(\d{1,5})x(\d{1,5})$")]
    private static partial Regex SizeText();
}
