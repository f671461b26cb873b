using Actors.Host.Configuration;
using Actors.Truth;
using Actors.View;

namespace Actors.Host.Evaluate;

/// <summary>Sums up what a run found: the report, and every picture with what was right and wrong in it.</summary>
/// <param name="Report">The figures.</param>
/// <param name="Pictures">The pictures.</param>
internal sealed record Evaluation(EvalReport Report, IReadOnlyList<ErrorPictures.Judged> Pictures)
{
    // Where nothing right was found, what most programs would show.
    private const double OtherwiseThreshold = 0.5;

    /// <summary>Sums up.</summary>
    /// <param name="plan">What ran.</param>
    /// <param name="source">On what.</param>
    /// <param name="run">The run.</param>
    /// <param name="results">What came of it, by picture.</param>
    public static Evaluation Of(PipelinePlan plan, AnnotatedSource source, EvaluationRun run, IReadOnlyList<FrameResult> results)
    {
        var set = source.Set;
        var map = CategoryMap.Of(plan.Task.Labels, set.Categories);
        var judged = set.Images.Zip(results, (image, result) => run.Judged(image, result, map)).ToList();
        var rows = set.Categories.Select(category => RowOf(category, judged)).Where(row => row.Objects + row.Detections > 0).ToList();
        var best = OperatingPoint.Best([.. set.Categories.SelectMany(category => CocoMetric.MatchesAt50(category.Id, judged))]);
        var pictures = set.Images.Zip(judged, (image, found) => new ErrorPictures.Judged(image, Judgement.Of(found, best?.Threshold ?? OtherwiseThreshold))).ToList();
        var report = new EvalReport(
            plan.Task.ModelName, set.File, set.Images.Count, set.ObjectCount,
            new EvalReport.Preparation(
                ConfigNames.Name(plan.Task.Prepare.Resize), ConfigNames.Name(plan.Task.Prepare.Resampling), source.Lines, source.Noise, plan.Task.Filter.Threshold, plan.Task.Filter.TopK),
            new EvalReport.ClassMapping(
                map.Rule, map.UnknownCategories, map.UnknownLabels, results.Sum(result => result.Detections.Count(found => map.CategoryOf(found.ClassId) is null))),
            Accuracy.Mean([.. rows.Select(row => row.Accuracy)]), best, rows,
            ConfusionMatrix.Of(pictures.SelectMany(picture => picture.Judgements), set.Categories),
            [.. results.CountBy(result => result.Device).OrderBy(device => device.Key, StringComparer.Ordinal).Select(device => new EvalReport.DeviceRow(device.Key, device.Value))],
            new EvalReport.Speeds(
                run.Elapsed.TotalSeconds, results.Count / run.Elapsed.TotalSeconds,
                Statistics.Of(results.Select(result => result.Latency.PrepareMs)).Median, Statistics.Of(results.Select(result => result.Latency.InferMs)).Median));
        return new Evaluation(report, pictures);
    }

    private static EvalReport.CategoryRow RowOf(Category category, List<JudgedImage> judged) => new(
        category.Name,
        judged.Sum(image => image.Truth.Count(truth => truth.Category == category.Id && !truth.Crowd)),
        judged.Sum(image => image.Found.Count(found => found.Category == category.Id)),
        CocoMetric.OfCategory(category.Id, judged));
}
