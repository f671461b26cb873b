using Actors.View;

namespace Actors.Truth;

/// <summary>Compares what was found in frames with what is in them, by the names of the classes. Used by one thread at a time.</summary>
/// <remarks>
/// As COCO's metric does at an overlap of 0.5 (<see cref="CategoryImage"/>), with the detections that there are: those above the
/// threshold in force. Only kinds of objects count that the model has a class for and the camera asks for.
/// </remarks>
internal sealed class TruthComparison
{
    private static readonly double[] HalfOverlap = [0.5];

    private Labels? _labels;
    private IReadOnlyList<Category>? _categories;
    private AnswerFilter? _filter;
    private CategoryMap? _map;
    private IReadOnlyList<long> _compared = [];

    /// <summary>What the comparison leaves out, in a sentence; null where it leaves out nothing.</summary>
    public string? LeftOut { get; private set; }

    /// <summary>Compares one frame.</summary>
    /// <param name="truth">What is in it.</param>
    /// <param name="found">What was found in it.</param>
    /// <param name="labels">What the model calls its classes.</param>
    /// <param name="filter">What the camera asks for.</param>
    /// <returns>What that comes to; null where no class of the model is called like anything that the camera knows.</returns>
    public Tally? Of(FrameTruth truth, IReadOnlyList<DetectedObject> found, Labels labels, AnswerFilter filter)
    {
        Use(labels, truth.Categories, filter);
        if (_map is null)
        {
            return null;
        }

        var tally = Tally.None;
        foreach (var category in _compared)
        {
            tally = tally.Plus(Of(category, truth.Objects, found));
        }

        return tally;
    }

    private Tally Of(long category, IReadOnlyList<TrueObject> objects, IReadOnlyList<DetectedObject> found)
    {
        var image = new CategoryImage(
            [.. objects.Where(there => there.Category == category)],
            found.Where(detection => _map!.CategoryOf(detection.ClassId) == category).Select(detection => new FoundObject(category, detection.Score, detection.Box)));
        var matches = image.Match(HalfOverlap, AreaRange.All);
        var (right, wrong) = (0, 0);
        foreach (var verdict in matches.Verdicts)
        {
            right += verdict == Matches.Verdict.Right ? 1 : 0;
            wrong += verdict == Matches.Verdict.Wrong ? 1 : 0;
        }

        return new Tally(matches.Objects, right, wrong);
    }

    // The same with every frame, until the settings are changed.
    private void Use(Labels labels, IReadOnlyList<Category> categories, AnswerFilter filter)
    {
        if (ReferenceEquals(labels, _labels) && ReferenceEquals(categories, _categories) && ReferenceEquals(filter, _filter))
        {
            return;
        }

        (_labels, _categories, _filter) = (labels, categories, filter);
        _map = CategoryMap.ByNames(labels, categories);
        var unknown = _map?.UnknownCategories ?? NamesOf(categories);
        var compared = _map is null ? [] : categories.Where(category => !unknown.Contains(category.Name) && filter.Wants(category.Name)).ToList();
        _compared = [.. compared.Select(category => category.Id)];
        var unwanted = NamesOf(categories).Except(unknown).Except(NamesOf(compared)).ToList();
        if (_map is null)
        {
            LeftOut = $"what is in its frames is known, but the model has no class called {string.Join(", ", unknown)}: precision and recall cannot be told.";
            return;
        }

        string?[] reasons =
        [
            unknown.Count == 0 ? null : $"the model has no class called {string.Join(", ", unknown)}",
            unwanted.Count == 0 ? null : $"the camera does not ask for {string.Join(", ", unwanted)}",
        ];
        LeftOut = compared.Count == categories.Count ? null
            : $"{string.Join(", and ", reasons.Where(reason => reason is not null))}; precision and recall are those of {(compared.Count == 0 ? "nothing" : string.Join(", ", NamesOf(compared)))}.";
    }

    private static List<string> NamesOf(IEnumerable<Category> categories) => [.. categories.Select(category => category.Name)];
}
