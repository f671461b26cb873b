using Actors.Truth;

namespace Actors.Tests.Truth;

public class CategoryMapTests
{
    private static readonly Category[] Categories = [new(1, "person"), new(18, "dog"), new(90, "toothbrush")];

    [Fact]
    public void Classes_are_the_categories_of_their_names_whatever_their_case_and_number()
    {
        var map = CategoryMap.Of(Labels.Parse(["Dog", "car", "PERSON"]), Categories);

        Assert.Equal([18, null, 1, null], new long?[] { map.CategoryOf(0), map.CategoryOf(1), map.CategoryOf(2), map.CategoryOf(17) });
        Assert.Equal(["toothbrush"], map.UnknownCategories);
        Assert.Equal(["car"], map.UnknownLabels);
        Assert.Contains("by name, 2 of 3", map.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_labels_a_class_is_the_category_one_above_it()
    {
        var map = CategoryMap.Of(Labels.None, Categories);

        Assert.Equal([1, 18, null], new[] { map.CategoryOf(0), map.CategoryOf(17), map.CategoryOf(18) });
        Assert.Contains("no labels", map.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_which_none_is_a_category_are_no_help_and_that_is_said()
    {
        var map = CategoryMap.Of(Labels.Parse(["Hund", "Katze"]), Categories);

        Assert.Equal(1, map.CategoryOf(0));
        Assert.Contains("none of the model's labels", map.Rule, StringComparison.Ordinal);
    }
}
