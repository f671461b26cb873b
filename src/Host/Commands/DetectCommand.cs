using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Actors.Capture;
using Actors.Host.Catalogue;
using Actors.Host.Configuration;
using Actors.View;
using OpenCvSharp;

namespace Actors.Host.Commands;

/// <summary><c>detect</c>: objects in image files, on the first of the devices.</summary>
internal static class DetectCommand
{
    private static readonly Argument<string[]> Images = new("IMAGE") { Description = "Images, folders or globs of images.", Arity = ArgumentArity.OneOrMore };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON array, an object for each image." };

    private static readonly Option<string?> Output = new("--output") { Description = "Also write the images there with their boxes drawn.", HelpName = "DIR" };

    private static readonly ModelOptions Shared = new();

    private sealed record ImageResult(string Image, double InferMs, IReadOnlyList<DetectedObject> Detections);

    public static Command Create()
    {
        var command = new Command("detect", "Detects objects in images.") { Images, Json, Output };
        Shared.AddTo(command);
        command.SetAction((line, _) => RunAsync(line));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line)
    {
        using var plan = await MissingModel.FetchedAsync(Shared, line, () => PipelinePlan.Load(Shared, line));
        OpenCv.Require();
        var device = plan.Devices[0];
        var name = $"{device.Kind}:0";
        var folder = line.GetValue(Output);
        var images = line.GetValue(Images)!.SelectMany(ImagesAt).ToList();
        CheckTargets(images, folder);
        using var engine = DetectionEngine.Open(plan.Task, device);
        var results = new List<ImageResult>();
        var code = ExitCode.Done;
        foreach (var path in images)
        {
            try
            {
                using var image = new Mat();
                ImageSource.ReadImage(path, image);
                var found = engine.Detect(image, DetectionEngine.Options.From(plan.Task), plan.Task.Labels);
                results.Add(new ImageResult(path, engine.InferTime.TotalMilliseconds, found));
                if (folder is not null)
                {
                    Draw(image, found, name, TargetOf(path, folder));
                }
            }
            catch (Exception told) when (told is SourceException or UsageException)
            {
                // One bad image of many is told, and costs no other its result.
                Console.Error.WriteLine($"actors: {told.Message}");
                code = ExitCode.Usage;
            }
        }

        if (line.GetValue(Json))
        {
            WriteJson(results, name);
        }
        else
        {
            WriteText(results);
        }

        return code;
    }

    private static IEnumerable<string> ImagesAt(string pattern)
    {
        // A single name is kept even if it is no image, so that its own error is told.
        if (!Directory.Exists(pattern) && !pattern.Contains('*') && !pattern.Contains('?'))
        {
            return [pattern];
        }

        var found = ImageSource.Find(pattern);
        return found.Count > 0 ? found : throw new UsageException($"There are no images at '{pattern}'.");
    }

    // Before anything is detected: no image is drawn over itself or over another one.
    private static void CheckTargets(IReadOnlyList<string> images, string? folder)
    {
        if (folder is null)
        {
            return;
        }

        OutputFolder.Require("--output", folder);
        var taken = images.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        foreach (var image in images)
        {
            if (!taken.Add(Path.GetFullPath(TargetOf(image, folder))))
            {
                throw new UsageException($"--output: '{TargetOf(image, folder)}' would be written over an image, or twice. Choose another folder.");
            }
        }
    }

    // OpenCV chooses the format by the extension. An image need not have one, and a .pgm has no colours to draw boxes in.
    private static string TargetOf(string image, string folder) =>
        Path.Combine(folder, Path.GetFileName(image) + (ImageSource.HasImageExtension(image) && !image.EndsWith(".pgm", StringComparison.OrdinalIgnoreCase) ? "" : ".png"));

    private static void Draw(Mat image, IReadOnlyList<DetectedObject> found, string device, string target)
    {
        Painter.Draw(image, image.Size(), found, device);
        if (!Cv2.ImWrite(target, image))
        {
            throw new UsageException($"The picture {target} cannot be written. Check that the folder may be written to, and that the disk is not full.");
        }
    }

    private static void WriteJson(IReadOnlyList<ImageResult> results, string device)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, ResultJson.Options);
        json.WriteStartArray();
        foreach (var result in results)
        {
            json.WriteStartObject();
            json.WriteString("image", result.Image);
            json.WriteString("device", device);
            json.WriteNumber("inferMs", ResultJson.Rounded(result.InferMs, 2));
            ResultJson.WriteDetections(json, result.Detections);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        output.Write("\n"u8);
    }

    private static void WriteText(IReadOnlyList<ImageResult> results)
    {
        foreach (var result in results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Image}: {result.Detections.Count} found in {result.InferMs:0.0} ms"));
            foreach (var found in result.Detections)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"  {found.Score:0.00}  {found.Label}  {found.Box.Width:0}x{found.Box.Height:0} at {found.Box.X:0},{found.Box.Y:0}"));
            }
        }
    }
}
