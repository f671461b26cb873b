namespace Actors.Truth;

/// <summary>Which of some categories each of a model's classes is.</summary>
/// <param name="Rule">How that was found, for people.</param>
/// <param name="UnknownCategories">Categories that no class of the model is: their objects cannot be found.</param>
/// <param name="UnknownLabels">Classes of the model that are no category: what is found of them counts for nothing.</param>
public sealed record CategoryMap(string Rule, IReadOnlyList<string> UnknownCategories, IReadOnlyList<string> UnknownLabels)
{
    // The class 0 of models that were trained on COCO is its category 1.
    private const int FirstCategory = 1;

    private Dictionary<int, long> ByClass { get; init; } = [];

    private HashSet<long> ByNumber { get; init; } = [];

    /// <summary>By the names of both where any match, else by COCO's rule: category = class + 1.</summary>
    public static CategoryMap Of(Labels labels, IReadOnlyList<Category> categories) => ByNames(labels, categories)
        ?? new CategoryMap($"class + {FirstCategory} = category id, since {(labels.Names.Count == 0 ? "the model has no labels" : "none of the model's labels is a category's name")}", [], [])
        {
            ByNumber = [.. categories.Select(category => category.Id)],
        };

    /// <summary>By the names of both, whatever their case; null where none match.</summary>
    public static CategoryMap? ByNames(Labels labels, IReadOnlyList<Category> categories)
    {
        var byName = categories.GroupBy(category => category.Name.Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(same => same.Key, same => same.First().Id, StringComparer.OrdinalIgnoreCase);
        var named = labels.Names.Where(label => byName.ContainsKey(label.Value)).ToDictionary(label => label.Key, label => byName[label.Value]);
        if (named.Count == 0)
        {
            return null;
        }

        var known = named.Values.ToHashSet();
        return new CategoryMap(
            $"by name, {named.Count} of {labels}",
            [.. categories.Where(category => !known.Contains(category.Id)).Select(category => category.Name)],
            [.. labels.Names.Values.Where(label => !byName.ContainsKey(label)).Distinct()])
        {
            ByClass = named,
        };
    }

    /// <summary>The category of a class; null where it is none.</summary>
    public long? CategoryOf(int classId) =>
        ByClass.TryGetValue(classId, out var category) ? category
        : ByNumber.Contains(classId + FirstCategory) ? classId + FirstCategory
        : null;
}
