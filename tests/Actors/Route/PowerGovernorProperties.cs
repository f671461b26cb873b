using Actors.Route;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Actors.Tests.Route;

[Properties(Replay = "20260207,7919", MaxTest = 30, Arbitrary = [typeof(Arbitraries)])]
public class PowerGovernorProperties
{
    // Until devices that were not needed are parked, and those that a lesson took more for are too.
    private const double Settling = 60;

    /// <summary>Devices, and cameras whose frames come at random about their time.</summary>
    public sealed record Scene(PowerSettings Settings, double[] ServiceMs, double OpeningMs, double Share, int Cameras, double Jitter, int Seed)
    {
        /// <summary>Frames a second that all devices together could do.</summary>
        public double Most => ServiceMs.Sum(service => 1000 / service);

        internal GovernedPool Pool() => new(Settings, OpeningMs, ServiceMs);

        /// <summary>Cameras that give a share of what all devices could do.</summary>
        public List<(double, double, Func<double>)> Load(double share)
        {
            var random = new Random(Seed);
            return [.. Enumerable.Range(0, Cameras).Select(_ => (share * Most / Cameras, random.NextDouble() * 30, (Func<double>)(() => Jitter * random.NextDouble())))];
        }

        public override string ToString() =>
            $"{Settings.Mode}, {string.Join('/', ServiceMs)} ms, opening {OpeningMs} ms, {Share:0.00} of {Most:0} by {Cameras} cameras, jitter {Jitter:0.00}, seed {Seed}";
    }

    [Property]
    public void Under_a_steady_load_devices_do_not_come_and_go(Scene scene)
    {
        var pool = scene.Pool().Play(Settling, scene.Load(scene.Share));
        pool.Orders.Clear();

        pool.Play(120, scene.Load(scene.Share));

        Assert.Empty(pool.Orders);
    }

    [Property]
    public void Any_step_in_load_brings_back_enough(Scene scene)
    {
        var pool = scene.Pool().Play(Settling, scene.Load(scene.Share / 10));
        var step = pool.NowMs;

        pool.Play(20, scene.Load(scene.Share));

        Assert.True(pool.Devices.Where(device => device.Standing == PowerGovernor.Standing.InService).Sum(device => 1000 / device.ServiceMs) >= scene.Share * scene.Most);

        // What has piled up meanwhile is through by then; nothing is dropped here.
        var late = pool.LateShare(step + scene.OpeningMs * 2 + 8000);
        Assert.True(pool.InService == scene.ServiceMs.Length || late <= 0.01, $"{late:0.000} late with {pool.InService}");
    }

    [Property]
    public void One_device_at_least_is_in_service_and_none_that_fails_is_missed(Scene scene)
    {
        var pool = scene.Pool().Play(Settling, scene.Load(scene.Share / 4));
        Assert.InRange(pool.InService, 1, scene.ServiceMs.Length);
        if (pool.Devices.FirstOrDefault(device => device.Standing == PowerGovernor.Standing.Parked) is null)
        {
            return;
        }

        pool.Devices.First(device => device.Standing == PowerGovernor.Standing.InService).Fails = true;
        pool.Play(scene.OpeningMs / 1000 + 1, scene.Load(scene.Share / 4));

        Assert.True(pool.InService >= 1);
    }

    public static class Arbitraries
    {
        public static Arbitrary<Scene> Scenes() => (
            from mode in Gen.Elements(PowerMode.Balanced, PowerMode.Saver)
            from latency in Gen.Elements(30, 50, 100)
            from service in Gen.Elements(2.0, 4.0, 7.6, 15.0, 40.0).ArrayOf(8)
            from alike in Gen.Elements(true, false)
            from count in Gen.Choose(1, 8)
            from opening in Gen.Elements(0, 20, 300, 1000)
            from share in Gen.Choose(5, 70)
            from cameras in Gen.Choose(1, 6)
            from jitter in Gen.Choose(0, 50)
            from seed in Gen.Choose(1, 10_000)
            select new Scene(
                new PowerSettings(mode, TimeSpan.FromMilliseconds(latency)), [.. service.Take(count).Select(own => alike ? service[0] : own)],
                opening, share / 100.0, cameras, jitter / 100.0, seed)).ToArbitrary();
    }
}
