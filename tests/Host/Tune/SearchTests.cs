using Actors.Host.Tune;

namespace Actors.Tests.Host.Tune;

public class SearchTests
{
    // Random cores, devices, times and costs; the same in every run.
    private const int Pipelines = 300;

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(0.02)]
    public async Task The_choice_is_within_two_percent_of_the_best_combination(double noise)
    {
        var shares = await ChoicesAsync(noise, live: false, (pipeline, chosen) => pipeline.RateOf(chosen) / pipeline.BestRate);

        // Where two settings would have to change at once, or a machine's noise outlasts the time, it may be a little further.
        Assert.InRange(shares.Count(share => share < 0.98), 0, Pipelines / 50);
        Assert.InRange(shares.Min(), 0.9, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public async Task Of_live_cameras_whose_rate_can_be_held_it_also_has_the_lowest_latency(double noise)
    {
        var shares = await ChoicesAsync(noise, live: true, (pipeline, chosen) =>
            (Rate: pipeline.RateOf(chosen) / pipeline.BestRate, Latency: pipeline.CanHoldRate ? pipeline.BestLatency / pipeline.LatencyOf(chosen) : 1));

        Assert.InRange(shares.Count(share => share.Rate < 0.98), 0, Pipelines / 50);
        Assert.InRange(shares.Count(share => share.Latency < 0.96), 0, Pipelines / 50);
    }

    [Fact]
    public async Task It_measures_a_part_of_the_combinations_and_keeps_to_its_time()
    {
        var measured = await ChoicesAsync(0.01, live: false, (pipeline, _) => pipeline.Measured - pipeline.Readings);

        // The first round of the last race is run to its end.
        Assert.InRange(measured.Max(), -SyntheticPipeline.UsualReadings, 15);
    }

    [Fact]
    public async Task Settings_that_are_as_good_as_any_stay()
    {
        var pipeline = SyntheticPipeline.Of(seed: 5, noise: 0);

        var outcome = await new Search(pipeline.Space, pipeline.Prediction, new Objective(false), new Constant()).RunAsync(CancellationToken.None);

        Assert.Equal(pipeline.Space.Start, outcome.Chosen.Candidate);
        Assert.True(outcome.BesideNeighbours);
    }

    [Fact]
    public async Task What_cannot_be_is_not_chosen()
    {
        var pipeline = SyntheticPipeline.Of(seed: 1, noise: 0);
        var trial = new Constant { Impossible = candidate => candidate.Credits > 2 };

        var outcome = await new Search(pipeline.Space, pipeline.Prediction, new Objective(false), trial).RunAsync(CancellationToken.None);

        Assert.InRange(outcome.Chosen.Candidate.Credits, 1, 2);
        Assert.Equal(100, outcome.Chosen.Rate);
    }

    [Fact]
    public async Task It_stops_when_it_is_told_to()
    {
        var pipeline = SyntheticPipeline.Of(seed: 1, noise: 0);

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => new Search(pipeline.Space, pipeline.Prediction, new Objective(false), new Constant()).RunAsync(new CancellationToken(canceled: true)));
    }

    private static async Task<List<T>> ChoicesAsync<T>(double noise, bool live, Func<SyntheticPipeline, Candidate, T> figure)
    {
        var figures = new List<T>();
        for (var seed = 0; seed < Pipelines; seed++)
        {
            var pipeline = SyntheticPipeline.Of(seed, noise, live);
            figures.Add(figure(pipeline, (await pipeline.SearchAsync()).Chosen.Candidate));
        }

        return figures;
    }

    /// <summary>Where settings make no difference.</summary>
    private sealed class Constant : ITrial
    {
        private int _measured;

        public Predicate<Candidate> Impossible { get; init; } = _ => false;

        public double Left => 1 - _measured / 60.0;

        public double Cost => 1 / 60.0;

        public Task<Reading> MeasureAsync(Candidate candidate, CancellationToken stopping)
        {
            stopping.ThrowIfCancellationRequested();
            _measured++;
            return Task.FromResult(Impossible(candidate) ? default : new Reading(100, 10, 1, 0.5));
        }
    }
}
