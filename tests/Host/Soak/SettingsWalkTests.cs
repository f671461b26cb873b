using Actors.Capture;
using Actors.Host.Soak;
using Actors.Route;
using Actors.Tpu;

namespace Actors.Tests.Host.Soak;

public class SettingsWalkTests
{
    private static readonly PipelineSettings Start = new()
    {
        Cameras = [new CameraSettings("file", SourceUri.Parse("test:64x48@0")), new CameraSettings("live", SourceUri.Parse("test:64x48@10"))],
        Task = new DetectionTask(),
        Pool = PoolSettings.From(ReferenceConfig.Value.GetConfig(PoolSettings.Section)),
        Preprocessors = 2,
    };

    [Fact]
    public void The_same_seed_walks_the_same_way()
    {
        Assert.Equal(Walk(7, 200), Walk(7, 200));
        Assert.NotEqual(Walk(7, 200), Walk(8, 200));
    }

    [Fact]
    public void Everything_is_changed_and_what_was_there_at_first_stays()
    {
        var walk = new SettingsWalk(1, Start, simulated: 4, cpuDevices: 2);
        var changed = new HashSet<string>();
        for (var step = 0; step < 500; step++)
        {
            var (what, newCamera) = walk.Next();

            changed.Add(what);
            var names = walk.Current.Cameras.Select(camera => camera.Name).ToList();
            Assert.Equal(["file", "live"], names.Take(2));
            Assert.Equal(names.Distinct(), names);
            Assert.True(newCamera is null || names.Contains(newCamera));
            Assert.Equal(walk.Simulated, walk.Current.Pool.Devices.OfType<DeviceSpec.Given>().Select(given => given.Device));
            Assert.InRange(walk.Simulated.Count, 2, 6);
            Assert.Equal(walk.Simulated.Distinct(), walk.Simulated);
            Assert.InRange(walk.Current.Pool.Devices.OfType<DeviceSpec.Cpu>().Count(), 0, 2);
        }

        Assert.Equal(["CPU devices", "cameras", "credits", "frames in flight", "outputs", "power", "preprocessors", "resize", "simulated devices", "threshold"], changed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void In_the_end_it_is_back_where_it_began()
    {
        var walk = new SettingsWalk(1, Start, simulated: 4, cpuDevices: 0);
        var (settings, devices) = (walk.Current, walk.Simulated);
        for (var step = 0; step < 50; step++)
        {
            walk.Next();
        }

        walk.GoHome();

        Assert.Equal(settings, walk.Current);
        Assert.Equal(devices, walk.Simulated);
    }

    private static List<string> Walk(int seed, int steps)
    {
        var walk = new SettingsWalk(seed, Start, simulated: 4, cpuDevices: 2);
        return [.. Enumerable.Range(0, steps).Select(_ => $"{walk.Next()} {string.Join(',', walk.Current.Cameras)} {string.Join(',', walk.Simulated)} {walk.Current.Pool.Credits}")];
    }
}
