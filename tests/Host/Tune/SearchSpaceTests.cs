using Actors.Capture;
using Actors.Host.Tune;
using Actors.Route;

namespace Actors.Tests.Host.Tune;

public class SearchSpaceTests
{
    private static readonly PipelineSettings Settings = new()
    {
        Cameras = [new CameraSettings("a", SourceUri.Parse("test:64x48@0"))],
        Task = new DetectionTask(),
        Pool = PoolSettings.From(ReferenceConfig.Value.GetConfig(PoolSettings.Section)),
        Preprocessors = 2,
    };

    [Fact]
    public void Values_are_around_what_is_set_and_what_the_machine_has()
    {
        var space = SearchSpace.Of(Settings with { Preprocessors = 5, Pool = Settings.Pool with { Credits = 7 } }, devices: 4, null, cores: 8);

        Assert.Equal([1, 2, 3, 4, 5, 6, 8], space.Preprocessors.Select(count => count.Most));
        Assert.Equal([1, 2, 3, 4, 7], space.Credits);
        Assert.Equal([null, 17, 34, 68], space.FramesInFlight);
        Assert.Equal([null], space.Splits);
    }

    [Fact]
    public void The_settings_as_they_are_are_a_combination()
    {
        var space = SearchSpace.Of(Settings with { FramesInFlight = 9 }, devices: 2, null, cores: 2);

        Assert.Contains(space.Start, space.All);
        Assert.Equal(space.All.Count(), space.All.Distinct().Count());
        Assert.Equal(new Candidate(2, 2, 9, null), space.Start);
    }

    [Fact]
    public void Neighbours_differ_in_one_setting()
    {
        var space = SearchSpace.Of(Settings, devices: 4, null, cores: 4) with { Splits = [null, new CpuSplit(1, 1), new CpuSplit(2, 1)] };

        Assert.Equal(
            new HashSet<Candidate>
            {
                new(1, 2, null, null), new(3, 2, null, null), new(2, 1, null, null), new(2, 3, null, null),
                new(2, 2, 6, null), new(2, 2, 11, null), new(2, 2, 22, null), new(2, 2, null, new(1, 1)), new(2, 2, null, new(2, 1)),
            },
            space.Neighbours(space.Start).ToHashSet());
        Assert.Equal([null, 6, 22], space.Neighbours(space.Start with { FramesInFlight = 11 }).Where(candidate => candidate is { Preprocessors.Most: 2, Credits: 2, Split: null }).Select(candidate => candidate.FramesInFlight));
    }

    [Fact]
    public void A_pool_that_resizes_itself_is_a_neighbour_of_those_that_do_not()
    {
        var space = SearchSpace.Of(Settings with { MostPreprocessors = 8 }, devices: 4, null, cores: 8);

        Assert.Equal([null, 7, 13, 26], space.FramesInFlight);
        Assert.Contains(space.Start, space.All);
        Assert.Equal(["1", "2", "8"], Neighbours(space.Start));
        Assert.Equal(["2", "2 to 8", "4"], Neighbours(space.Start with { Preprocessors = 3 }));
        Assert.Contains(space.Start with { Credits = 1 }, space.Retreats(space.Start with { Preprocessors = 3, Credits = 1 }));

        IEnumerable<string> Neighbours(Candidate candidate) =>
            space.Neighbours(candidate).Where(other => other.Preprocessors != candidate.Preprocessors).Select(other => $"{other.Preprocessors}").Order();
    }

    [Fact]
    public void Retreats_put_one_setting_back()
    {
        var space = SearchSpace.Of(Settings, devices: 4, null, cores: 4);

        Assert.Equal([new(2, 1, null, null), new(4, 2, null, null)], space.Retreats(new Candidate(4, 1, null, null)));
    }

    [Fact]
    public void Cameras_that_say_their_own_frames_in_flight_keep_them()
    {
        var said = Settings with { Cameras = [.. Settings.Cameras.Select(camera => camera with { FramesInFlight = 3 })] };

        Assert.Equal([null], SearchSpace.Of(said, devices: 4, null, cores: 2).FramesInFlight);
    }
}
