namespace Actors.Host.Evaluate;

/// <summary>COCO's twelve figures, of one category or of all: each 0 to 1, or null where there are no such objects.</summary>
/// <param name="Ap">Average precision, the mean over thresholds on overlap of 0.5, 0.55, … 0.95; of all categories the mean (mAP@[.5:.95]).</param>
/// <param name="Ap50">At 0.5 alone (mAP@.5).</param>
/// <param name="Ap75">At 0.75 alone.</param>
/// <param name="ApSmall">Of objects up to 32x32 pixels.</param>
/// <param name="ApMedium">Up to 96x96.</param>
/// <param name="ApLarge">Beyond.</param>
/// <param name="Ar1">The part of the objects that is found with one detection of a category in each picture, the mean over the same thresholds.</param>
/// <param name="Ar10">With ten.</param>
/// <param name="Ar100">With a hundred.</param>
/// <param name="ArSmall">With a hundred, of objects up to 32x32 pixels.</param>
/// <param name="ArMedium">Up to 96x96.</param>
/// <param name="ArLarge">Beyond.</param>
internal sealed record Accuracy(
    double? Ap, double? Ap50, double? Ap75, double? ApSmall, double? ApMedium, double? ApLarge,
    double? Ar1, double? Ar10, double? Ar100, double? ArSmall, double? ArMedium, double? ArLarge)
{
    /// <summary>Of all categories that have objects.</summary>
    public static Accuracy Mean(IReadOnlyCollection<Accuracy> categories)
    {
        return new Accuracy(
            Of(category => category.Ap), Of(category => category.Ap50), Of(category => category.Ap75),
            Of(category => category.ApSmall), Of(category => category.ApMedium), Of(category => category.ApLarge),
            Of(category => category.Ar1), Of(category => category.Ar10), Of(category => category.Ar100),
            Of(category => category.ArSmall), Of(category => category.ArMedium), Of(category => category.ArLarge));

        double? Of(Func<Accuracy, double?> figure) => categories.Average(figure);
    }
}
