using Actors.Interop;
using Actors.View;

namespace Actors.Tests.View;

public class AnswerFilterTests
{
    private static readonly DetectionTask Task = Frames.Task with { Labels = Labels.Parse(["person", "car"]), Filter = new DetectionFilter(0.5f, 20) };

    private static readonly Detection[] Found = [At(0, 0.9f), At(1, 0.7f), At(0, 0.4f)];

    [Fact]
    public void Without_a_filter_all_that_the_device_gives_counts() =>
        Assert.Equal([0.9f, 0.7f, 0.4f], Scores(AnswerFilter.All, Task));

    [Fact]
    public void A_threshold_of_its_own_goes_before_the_models() =>
        Assert.Equal([0.9f], Scores(new AnswerFilter(0.8f, []), Task));

    [Fact]
    public void Where_another_camera_wants_less_the_models_threshold_still_holds_for_the_others() =>
        Assert.Equal([0.9f, 0.7f], Scores(AnswerFilter.All, Task with { LeastThreshold = 0.3f }));

    [Fact]
    public void Only_the_labels_that_are_named_count_however_they_are_written() =>
        Assert.Equal([0.7f], Scores(new AnswerFilter(null, ["CAR"]), Task));

    private static IEnumerable<float> Scores(AnswerFilter filter, DetectionTask task)
    {
        var frame = Frames.Pattern("front", 0, Akka.Actor.ActorRefs.Nobody, Akka.Actor.ActorRefs.Nobody);
        using (frame)
        {
            Frames.Prepared(frame);
            return filter.Describe(Found, task, frame.Inputs[0].Geometry).Select(found => found.Score);
        }
    }

    private static Detection At(int classId, float score) => new(classId, score, new RelativeBox(0.1f, 0.1f, 0.2f, 0.2f));
}
