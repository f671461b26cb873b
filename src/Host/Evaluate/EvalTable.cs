using System.Globalization;
using Spectre.Console;

namespace Actors.Host.Evaluate;

/// <summary>Prints how accurate a model is, for people.</summary>
internal static class EvalTable
{
    public static void Write(EvalReport report, IAnsiConsole console)
    {
        var accuracy = report.Accuracy;
        var total = Tables.Of("", "all", "small", "medium", "large");
        total.AddRow(Markup.Escape("mAP@[.5:.95]"), Text(accuracy.Ap), Text(accuracy.ApSmall), Text(accuracy.ApMedium), Text(accuracy.ApLarge));
        total.AddRow("mAP@.5", Text(accuracy.Ap50), "", "", "");
        total.AddRow("mAP@.75", Text(accuracy.Ap75), "", "", "");
        total.AddRow("AR@1", Text(accuracy.Ar1), "", "", "");
        total.AddRow("AR@10", Text(accuracy.Ar10), "", "", "");
        total.AddRow("AR@100", Text(accuracy.Ar100), Text(accuracy.ArSmall), Text(accuracy.ArMedium), Text(accuracy.ArLarge));

        var categories = Tables.Of("Category", "objects", "detections", Markup.Escape("AP@[.5:.95]"), "AP@.5", "AR@100");
        foreach (var row in report.Categories)
        {
            categories.AddRow(
                Markup.Escape(row.Category), row.Objects.ToString(CultureInfo.InvariantCulture), row.Detections.ToString(CultureInfo.InvariantCulture),
                Text(row.Accuracy.Ap), Text(row.Accuracy.Ap50), Text(row.Accuracy.Ar100));
        }

        console.Write(categories);
        console.Write(total);
        Tell(console, $"{report.Model} on {report.Images} images with {report.Objects} objects ({report.Data}): {report.Preparing.Resize}, {report.Preparing.Resampling}{(report.Preparing.Lines is { } lines ? $" from {lines} lines" : "")}{(report.Preparing.Noise > 0 ? $", with noise of {report.Preparing.Noise}" : "")}, scores above {report.Preparing.Threshold}, at most {report.Preparing.TopK} an image.");
        TellClasses(report.Classes, console);
        if (report.BestThreshold is { } best)
        {
            Tell(console, $"Best threshold: {best.Threshold:0.000}, where {best.Precision:0 %} of the detections are right and {best.Recall:0 %} of the objects found (F1 {best.F1:0.00}, overlap 0.5).");
        }

        Tell(console, $"{report.Speed.ImagesPerSecond:0.0} images/s on {string.Join(", ", report.Devices.Select(device => $"{device.Device} ({device.Images})"))}; of one image {report.Speed.PrepareMs:0.00} ms to prepare it and {report.Speed.InferMs:0.00} ms on the device.");
    }

    private static void TellClasses(EvalReport.ClassMapping classes, IAnsiConsole console)
    {
        Tell(console, $"Classes are categories {classes.Rule}.");
        if (classes.UnknownCategories.Count > 0)
        {
            Tell(console, $"The model has no class for {string.Join(", ", classes.UnknownCategories)}: none of those can be found.");
        }

        if (classes.UnknownLabels.Count > 0)
        {
            Tell(console, $"The data has no category for {string.Join(", ", classes.UnknownLabels)}.");
        }

        if (classes.UnknownDetections > 0)
        {
            Tell(console, $"{classes.UnknownDetections} detections are of classes that are no category, and count for nothing.");
        }
    }

    private static void Tell(IAnsiConsole console, FormattableString line) => console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Text(double? figure) => figure is { } value ? value.ToString("0.000", CultureInfo.InvariantCulture) : "-";
}
