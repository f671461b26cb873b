using Actors.Truth;

namespace Actors.Host.Evaluate;

/// <summary>How often objects of each category were taken for each other, missed, or seen where there are none.</summary>
/// <param name="Categories">The names of rows and columns, the last for nothing. Only categories that occur.</param>
/// <param name="Counts">By what is there (row) and what was found (column).</param>
internal sealed record ConfusionMatrix(IReadOnlyList<string> Categories, int[][] Counts)
{
    /// <summary>The row of detections of nothing, and the column of objects that were missed.</summary>
    public const string Nothing = "(nothing)";

    /// <summary>Counts judgements.</summary>
    public static ConfusionMatrix Of(IEnumerable<Judgement> judgements, IReadOnlyList<Category> categories)
    {
        var judged = judgements.ToList();
        var occurring = judged.SelectMany(judgement => new[] { judgement.Found?.Category, judgement.Truth?.Category }).OfType<long>().ToHashSet();
        var shown = categories.Where(category => occurring.Contains(category.Id)).ToList();
        var places = shown.Index().ToDictionary(category => category.Item.Id, category => category.Index);
        var counts = Enumerable.Range(0, shown.Count + 1).Select(_ => new int[shown.Count + 1]).ToArray();
        foreach (var judgement in judged)
        {
            counts[Place(judgement.Truth?.Category)][Place(judgement.Found?.Category)]++;
        }

        return new ConfusionMatrix([.. shown.Select(category => category.Name), Nothing], counts);

        int Place(long? category) => category is { } id ? places[id] : shown.Count;
    }
}
