using System.Globalization;
using Spectre.Console;

namespace Actors.Host.Catalogue;

/// <summary>Prints the catalogue, for people.</summary>
internal static class ModelTable
{
    public static void Write(IReadOnlyList<ModelDescription> models, IAnsiConsole console)
    {
        var table = Tables.Of("Model", "finds", "input", "mAP % (COCO)", "ms (Edge TPU)", "for", "licence", "here");
        foreach (var model in models)
        {
            table.AddRow(
                Markup.Escape(model.Name), Markup.Escape(model.Task), Markup.Escape(model.InputSize), Text(model.CocoMapPercent), Text(model.EdgeTpuMs),
                string.Join(" + ", model.Files.Where(part => part.For != "labels").Select(part => part.For)), Markup.Escape(model.Licence), Here(model));
        }

        console.Write(table);
        console.WriteLine("mAP and latency are published figures. ./actors models pull NAME fetches a model, ./actors run --model NAME runs it: on Edge TPUs where there are some.");
    }

    private static string Here(ModelDescription model) => model.IsHere ? "yes" : model.Files.Any(part => part.Path is not null && part.For != "labels") ? "in part" : "";

    private static string Text(double? figure) => figure?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
