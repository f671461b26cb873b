using Actors.Host.Tune;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Actors.Tests.Host.Tune;

[Properties(Replay = "20260711,7919", MaxTest = 300, Arbitrary = [typeof(Seeds)])]
public class SearchTests
{
    /// <summary>Of a pipeline.</summary>
    public readonly record struct Seed(int Value);

    public static class Seeds
    {
        public static Arbitrary<Seed> Any() => Gen.Choose(0, 1_000_000).Select(value => new Seed(value)).ToArbitrary();
    }

    [Property]
    public async Task Without_noise_the_choice_is_within_two_percent_of_the_best_combination(Seed seed)
    {
        var pipeline = SyntheticPipeline.Of(seed.Value, noise: 0);

        var outcome = await pipeline.SearchAsync();

        Assert.InRange(pipeline.RateOf(outcome.Chosen.Candidate) / pipeline.BestRate, 0.98, 1);
    }

    [Property]
    public async Task With_noise_it_is_in_nearly_all_cases(Seed seed)
    {
        var shares = new List<double>();
        for (var each = 0; each < 20; each++)
        {
            var pipeline = SyntheticPipeline.Of(seed.Value + each, noise: 0.01);
            var outcome = await pipeline.SearchAsync();
            shares.Add(pipeline.RateOf(outcome.Chosen.Candidate) / pipeline.BestRate);
        }

        Assert.InRange(shares.Count(share => share < 0.98), 0, 1);
        Assert.True(shares.Min() > 0.95, $"{shares.Min():0.000}");
    }

    [Property]
    public async Task Of_live_cameras_the_choice_is_also_among_the_lowest_latencies(Seed seed)
    {
        var pipeline = SyntheticPipeline.Of(seed.Value, noise: 0, live: true);

        var chosen = (await pipeline.SearchAsync()).Chosen.Candidate;

        Assert.InRange(pipeline.RateOf(chosen) / pipeline.BestRate, 0.98, 1);
        Assert.InRange(pipeline.LatencyOf(chosen) / pipeline.BestLatency, 0.9, 1.03);
    }

    [Property]
    public async Task It_measures_a_fraction_of_the_combinations_and_keeps_to_its_time(Seed seed)
    {
        var pipeline = SyntheticPipeline.Of(seed.Value, noise: 0.01, readings: 50);

        await pipeline.SearchAsync();

        // The first round of the last race is run to its end.
        Assert.InRange(pipeline.Measured, 1, 80);
    }

    [Fact]
    public async Task Settings_that_are_as_good_as_any_stay()
    {
        var pipeline = SyntheticPipeline.Of(seed: 5, noise: 0.001, live: true);
        var same = new Contender(pipeline.Space.Start);

        var outcome = await new Search(pipeline.Space, pipeline.Prediction, new Objective(false), new Constant(), null).RunAsync(CancellationToken.None);

        Assert.Equal(same.Candidate, outcome.Chosen.Candidate);
        Assert.True(outcome.BesideNeighbours);
    }

    [Fact]
    public async Task What_cannot_be_is_not_chosen()
    {
        var pipeline = SyntheticPipeline.Of(seed: 1, noise: 0);
        var trial = new Constant { Impossible = candidate => candidate.Credits > 2 };

        var outcome = await new Search(pipeline.Space, pipeline.Prediction, new Objective(false), trial, null).RunAsync(CancellationToken.None);

        Assert.InRange(outcome.Chosen.Candidate.Credits, 1, 2);
        Assert.Equal(100, outcome.Chosen.Rate);
    }

    [Fact]
    public async Task It_stops_when_it_is_told_to()
    {
        var pipeline = SyntheticPipeline.Of(seed: 1, noise: 0);

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => new Search(pipeline.Space, pipeline.Prediction, new Objective(false), new Constant(), null).RunAsync(new CancellationToken(canceled: true)));
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
