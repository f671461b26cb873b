using Actors.Host.Tune;

namespace Actors.Tests.Host.Tune;

public class PredictionTests
{
    private static readonly Candidate Start = new(2, 2, null, null);

    // Two preprocessors of 10 ms, devices that do 400 frames a second, of which each is on its way for 20 ms.
    private static readonly Prediction Prediction = new(new Capacity(double.PositiveInfinity, 200, 400, 1000, 2, 4), 20, 1) { Cores = 4, UsesCpu = false };

    [Theory]
    [InlineData(1, null, 100)]
    [InlineData(2, null, 200)]
    [InlineData(8, null, 400)]
    [InlineData(8, 2, 100)]
    public void A_rate_is_bounded_by_the_stages_and_the_frames_in_flight(int preprocessors, int? framesInFlight, double bound) =>
        Assert.Equal(bound, Prediction.Bound(new Candidate(preprocessors, 2, framesInFlight, null)));

    [Fact]
    public void What_another_split_does_is_not_known_before() => Assert.Equal(800, Prediction.Bound(new Candidate(8, 2, 2, new CpuSplit(1, 4))));

    [Fact]
    public void Preprocessors_keep_up_with_what_devices_can_do()
    {
        var space = new SearchSpace(Start, [1, 2, 3, 4, 6, 8], [2], [null], [null]);

        Assert.Equal((PreprocessorCount)4, Prediction.WithEnoughPreprocessors(Start, space, devices: 400).Preprocessors);
        Assert.Equal((PreprocessorCount)8, Prediction.WithEnoughPreprocessors(Start, space, devices: 4000).Preprocessors);
        Assert.Equal((PreprocessorCount)2, Prediction.WithEnoughPreprocessors(Start, space, devices: 50).Preprocessors);
    }

    [Fact]
    public void Preprocessors_that_become_more_by_themselves_are_left_to_it()
    {
        var resized = Start with { Preprocessors = new(2, 6) };
        var space = new SearchSpace(resized, [1, 2, 3, 4, 6, 8, new(2, 6)], [2], [null], [null]);

        Assert.Equal(new PreprocessorCount(2, 6), Prediction.WithEnoughPreprocessors(resized, space, devices: 400).Preprocessors);
        Assert.Equal((PreprocessorCount)8, Prediction.WithEnoughPreprocessors(resized, space, devices: 4000).Preprocessors);
    }

    [Fact]
    public void What_cannot_reach_a_measured_rate_could_not_be_better() => Assert.False(Prediction.CouldBeat(Start with { Preprocessors = 1 }, Measured(Start, 190, busy: 0.5)));

    [Fact]
    public void Devices_that_are_never_idle_do_no_more_but_for_another_split()
    {
        var leader = Measured(Start, 190, busy: 0.99);

        Assert.False(Prediction.CouldBeat(Start with { Credits = 3 }, leader));
        Assert.True(Prediction.CouldBeat(Start with { Split = new CpuSplit(2, 1) }, leader));
        Assert.True(Prediction.CouldBeat(Start with { Credits = 3 }, Measured(Start, 190, busy: 0.9)));
    }

    [Theory]
    [InlineData(4, false, false)]
    [InlineData(4, true, true)]
    [InlineData(2, false, true)]
    public void Devices_that_wait_for_cores_while_they_are_at_work_may_do_more(int cores, bool usesCpu, bool could) =>
        Assert.Equal(could, (Prediction with { Cores = cores, UsesCpu = usesCpu }).CouldBeat(Start with { Credits = 3 }, Measured(Start, 190, busy: 0.99)));

    [Fact]
    public void Of_splits_those_promise_most_that_use_the_cores_and_no_more()
    {
        var prediction = new Prediction(new Capacity(double.PositiveInfinity, 10_000, 20, 1000, 2, 1), 50, 1) { Cores = 4, UsesCpu = true };
        var splits = CpuSplit.Candidates(4).Select(split => Start with { Split = split });

        Assert.Equal(
            ["4xcpu", "2xcpu:2", "cpu:4", "5xcpu", "3xcpu:2", "2xcpu:4", "3xcpu", "2xcpu", "cpu:2", "cpu"],
            prediction.MostPromisingFirst(splits, new CpuSplit(1, 1)).Select(candidate => $"{candidate.Split}"));
    }

    [Fact]
    public void Preprocessors_that_have_much_to_spare_need_no_more() => Assert.False(Prediction.CouldBeat(Start with { Preprocessors = 3 }, Measured(Start, 50, busy: 0.5)));

    [Fact]
    public void A_camera_that_never_has_two_frames_on_their_way_is_no_faster_for_more_of_anything()
    {
        var rare = Measured(Start, 30, busy: 0.1, p99: 5);

        Assert.False(Prediction.CouldBePrompter(Start with { Credits = 1 }, rare));
        Assert.True(Prediction.CouldBePrompter(Start with { Split = new CpuSplit(1, 2) }, rare));
        Assert.True((Prediction with { Cameras = 2 }).CouldBePrompter(Start with { Credits = 1 }, rare));
        Assert.True(Prediction.CouldBePrompter(Start with { Credits = 1 }, Measured(Start, 30, busy: 0.1, p99: 50)));
    }

    private static Contender Measured(Candidate candidate, double rate, double busy, double p99 = 20)
    {
        var contender = new Contender(candidate);
        contender.Add(new Reading(rate, p99, 1, busy));
        return contender;
    }
}
