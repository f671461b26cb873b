using Actors.Truth;

namespace Actors.Host.Evaluate;

/// <summary>COCO's metric for detection, to the figures that its own tools (<c>pycocotools</c>) give.</summary>
/// <remarks>See cocodataset.org/#detection-eval. Pure: it knows nothing of files, models and devices.</remarks>
internal static class CocoMetric
{
    private const int ThresholdCount = 10;
    private const double LowestThreshold = 0.5;
    private const double HighestThreshold = 0.95;

    // Of the thresholds below.
    private const int At50 = 0;
    private const int At75 = 5;

    private static readonly double[] Thresholds =
        [.. Enumerable.Range(0, ThresholdCount).Select(i => LowestThreshold + i * ((HighestThreshold - LowestThreshold) / (ThresholdCount - 1)))];

    /// <summary>The figures of one category.</summary>
    /// <param name="category">Its id.</param>
    /// <param name="images">All pictures, in any order.</param>
    public static Accuracy OfCategory(long category, IReadOnlyCollection<JudgedImage> images)
    {
        var parts = Of(category, images).ToList();
        var whole = MatchAll(AreaRange.All);
        var all = PrecisionRecall.Of(whole, CategoryImage.MostDetections);
        var small = PrecisionRecall.Of(MatchAll(AreaRange.Small), CategoryImage.MostDetections);
        var medium = PrecisionRecall.Of(MatchAll(AreaRange.Medium), CategoryImage.MostDetections);
        var large = PrecisionRecall.Of(MatchAll(AreaRange.Large), CategoryImage.MostDetections);
        return new Accuracy(
            Precision(all), all?.AveragePrecisions[At50], all?.AveragePrecisions[At75], Precision(small), Precision(medium), Precision(large),
            Recall(PrecisionRecall.Of(whole, 1)), Recall(PrecisionRecall.Of(whole, 10)), Recall(all), Recall(small), Recall(medium), Recall(large));

        List<Matches> MatchAll(AreaRange area) => [.. parts.Select(part => part.Match(Thresholds, area))];

        static double? Precision(PrecisionRecall? curve) => curve?.AveragePrecisions.Average();

        static double? Recall(PrecisionRecall? curve) => curve?.Recalls.Average();
    }

    /// <summary>The matches of one category at an overlap of 0.5, whatever the objects' size.</summary>
    public static IEnumerable<Matches> MatchesAt50(long category, IReadOnlyCollection<JudgedImage> images) =>
        Of(category, images).Select(part => part.Match([LowestThreshold], AreaRange.All));

    // Pictures without any of it have no part in it.
    private static IEnumerable<CategoryImage> Of(long category, IReadOnlyCollection<JudgedImage> images) =>
        from image in images.OrderBy(image => image.Id)
        let truth = image.Truth.Where(truth => truth.Category == category).ToList()
        let found = image.Found.Where(found => found.Category == category).ToList()
        where truth.Count + found.Count > 0
        select new CategoryImage(truth, found);
}
