using Actors.Host.Tune;

namespace Actors.Tests.Host.Tune;

public class PredictionTests
{
    private static readonly Candidate Start = new(2, 2, null, null);

    // Two preprocessors of 10 ms, devices that do 400 frames a second, of which each is on its way for 20 ms.
    private static readonly Prediction Prediction = new(new Capacity(double.PositiveInfinity, 200, 400, 1000, 2, 4), 20, 1);

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

        Assert.Equal(4, Prediction.WithEnoughPreprocessors(Start, space, devices: 400).Preprocessors);
        Assert.Equal(8, Prediction.WithEnoughPreprocessors(Start, space, devices: 4000).Preprocessors);
        Assert.Equal(2, Prediction.WithEnoughPreprocessors(Start, space, devices: 50).Preprocessors);
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
