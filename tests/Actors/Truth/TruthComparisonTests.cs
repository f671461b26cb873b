using Actors.Prepare;
using Actors.Truth;
using Actors.View;

namespace Actors.Tests.Truth;

/// <summary>Frames whose figures can be worked out by hand.</summary>
public class TruthComparisonTests
{
    private const long Person = 1;
    private const long Car = 2;
    private static readonly Category[] Categories = [new(Person, "person"), new(Car, "car")];

    // Of a model that numbers its classes another way, and knows what the camera does not.
    private static readonly Labels Known = Labels.Parse(["Car", "cat", "Person"]);

    private readonly TruthComparison _comparison = new();

    [Fact]
    public void A_frame_of_everything_has_the_figures_that_one_counts()
    {
        var tally = Of(
            Known,
            [There(Person, 0, 0), There(Person, 40, 0), There(Car, 80, 0), There(Car, 120, 0)],
            Found("Person", 0.9f, 0, 0), // Right.
            Found("Person", 0.8f, 0, 2), // Of the same.
            Found("Car", 0.7f, 40, 0), // A person.
            Found("Car", 0.6f, 83, 0), // Right: 17/23 of it.
            Found("Car", 0.5f, 127, 0), // 13/27: too far.
            Found("cat", 0.9f, 0, 60)); // The camera does not tell.

        Assert.Equal(new Tally(Objects: 4, Right: 2, Wrong: 3), tally);
        Assert.Equal(2 / 5.0, tally!.Precision);
        Assert.Equal(2 / 4.0, tally.Recall);
        Assert.Null(_comparison.LeftOut);
    }

    [Fact]
    public void The_surest_detection_takes_the_object_it_overlaps_most()
    {
        var tally = Of(Known, [There(Car, 0, 0), There(Car, 6, 0)], Found("Car", 0.5f, 1, 0), Found("Car", 0.9f, 4, 0));

        Assert.Equal(new Tally(2, 2, 0), tally);
    }

    [Fact]
    public void What_lies_in_a_crowd_counts_neither_way()
    {
        var crowd = new TrueObject(Person, new PixelBox(0, 0, 100, 100), Area: 10_000, Crowd: true);

        Assert.Equal(new Tally(0, 0, 1), Of(Known, [crowd], Found("Person", 0.9f, 0, 0), Found("Person", 0.8f, 50, 50), Found("Car", 0.7f, 0, 0)));
    }

    [Fact]
    public void Without_objects_and_detections_there_is_neither_precision_nor_recall()
    {
        Assert.Equal((null, null), (Tally.None.Precision, Tally.None.Recall));
        Assert.Equal((null, 0.0), (new Tally(3, 0, 0).Precision, new Tally(3, 0, 0).Recall));
        Assert.Equal((0.0, null), (new Tally(0, 0, 3).Precision, new Tally(0, 0, 3).Recall));
    }

    [Fact]
    public void Kinds_that_the_model_does_not_know_are_left_out_and_that_is_said()
    {
        var tally = Of(Labels.Parse(["person"]), [There(Person, 0, 0), There(Car, 40, 0)], new DetectedObject(0, "person", 0.9f, new PixelBox(0, 0, 20, 20)));

        Assert.Equal(new Tally(1, 1, 0), tally);
        Assert.Contains("no class called car; precision and recall are those of person.", _comparison.LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_that_the_camera_does_not_ask_for_are_left_out_and_that_is_said()
    {
        var tally = _comparison.Of(new FrameTruth(Categories, [There(Person, 0, 0), There(Car, 40, 0)]), [Found("Person", 0.9f, 0, 0)], Known, new AnswerFilter(null, ["PERSON"]));

        Assert.Equal(new Tally(1, 1, 0), tally);
        Assert.Equal("the camera does not ask for car; precision and recall are those of person.", _comparison.LeftOut);
    }

    [Fact]
    public void A_camera_that_asks_for_nothing_that_is_known_has_nothing_to_compare_and_that_is_said()
    {
        var tally = _comparison.Of(new FrameTruth(Categories, [There(Person, 0, 0), There(Car, 40, 0)]), [], Labels.Parse(["person", "cat"]), new AnswerFilter(null, ["cat"]));

        Assert.Equal(Tally.None, tally);
        Assert.Equal("the model has no class called car, and the camera does not ask for person; precision and recall are those of nothing.", _comparison.LeftOut);
    }

    [Fact]
    public void What_the_camera_asks_for_counts_from_the_next_frame_on()
    {
        Of(Known, [There(Person, 0, 0), There(Car, 40, 0)]);

        _comparison.Of(new FrameTruth(Categories, []), [], Known, new AnswerFilter(null, ["car"]));

        Assert.Contains("does not ask for person", _comparison.LeftOut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("cat", "dog")]
    public void A_model_whose_classes_are_called_otherwise_has_no_figures_and_that_is_said(params string[] labels)
    {
        Assert.Null(Of(Labels.Parse(labels), [There(Person, 0, 0)], new DetectedObject(0, "0", 0.9f, new PixelBox(0, 0, 20, 20))));

        Assert.Contains("no class called person, car: precision and recall cannot be told", _comparison.LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_models_labels_count_from_its_first_frame_on()
    {
        Of(Labels.None, [There(Person, 0, 0)]);

        Assert.Equal(new Tally(1, 1, 0), Of(Known, [There(Person, 0, 0)], Found("Person", 0.9f, 0, 0)));
        Assert.Null(_comparison.LeftOut);
    }

    private Tally? Of(Labels labels, TrueObject[] there, params DetectedObject[] found) => _comparison.Of(new FrameTruth(Categories, there), found, labels, AnswerFilter.All);

    private static TrueObject There(long category, double x, double y) => new(category, new PixelBox(x, y, 20, 20), Area: 400);

    private static DetectedObject Found(string label, float score, double x, double y) =>
        new(Known.Names.Single(name => name.Value == label).Key, label, score, new PixelBox(x, y, 20, 20));
}
