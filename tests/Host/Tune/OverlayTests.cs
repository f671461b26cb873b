using Actors.Host.Bench;
using Actors.Host.Configuration;
using Actors.Host.Tune;
using Actors.Route;
using Actors.Tpu;

namespace Actors.Tests.Host.Tune;

public sealed class OverlayTests : IDisposable
{
    private static readonly DateTimeOffset Day = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3, 3, 4, 12, "sim:7.6ms?jitter=0.3&seed=4")]
    [InlineData(1, 1, 1, null, "auto")]
    [InlineData(2, 8, 2, 7, "edgetpu:/sys/bus/usb/devices/2-1,3xcpu:2?isolation=process")]
    [InlineData(2, 2, 2, null, "edgetpu:\\\\.\\devices\\0")]
    public void What_is_read_back_are_the_settings_that_were_measured(int preprocessors, int most, int credits, int? framesInFlight, string devices)
    {
        var specs = DeviceSpec.ParseList([devices]);
        var chosen = new Candidate(new(preprocessors, most), credits, framesInFlight, null);
        var before = PipelineRun.Settings([]) with { Preprocessors = 5, MostPreprocessors = 7, FramesInFlight = 3 };
        before = before with { Pool = before.Pool with { Devices = specs } };
        var measured = chosen.AppliedTo(before, null);

        var hocon = Load(Overlay.Write(Report(Tried(chosen, DeviceSpec.WriteList(specs))), 8, $"{HoconKeys.Prepare}.resizer.enabled = off", Day));

        Assert.Equal(
            (measured.Preprocessors, measured.MostPreprocessors),
            (HoconKeys.WholeNumber(hocon, $"{HoconKeys.Prepare}.nr-of-instances", 1, 256), HoconKeys.MostPreprocessorsOf(hocon)));
        Assert.Equal(measured.FramesInFlight?.ToString() ?? "auto", hocon.GetString(HoconKeys.FramesInFlight));
        Assert.Equal(measured.Pool.Credits, PoolOf(hocon).Credits);
        Assert.Equal(measured.Pool.Devices, PoolOf(hocon).Devices);
    }

    [Theory]
    [InlineData(4, 0, 4, 4)]
    [InlineData(4, 2, 4, 4)]
    [InlineData(2, 8, 2, 8)]
    public void The_settings_as_they_are_keep_their_resizer(int preprocessors, int most, int least, int highest) =>
        Assert.Equal(new PreprocessorCount(least, highest), Candidate.Of(PipelineRun.Settings([]) with { Preprocessors = preprocessors, MostPreprocessors = most }).Preprocessors);

    [Theory]
    [InlineData("akka.actor.deployment.\"/pipeline/tpu\" { credits = 9, max-attempts = 7 }")]
    [InlineData("{\n  akka.actor.deployment.\"/pipeline/tpu\" { credits = 9, max-attempts = 7 }\n}\n")]
    public void What_the_users_own_file_says_is_kept_but_for_what_was_chosen(string own)
    {
        var pool = PoolOf(Load(Overlay.Write(Report(Tried(new(2, 3, null, null), ["auto"])), 2, own, Day)));

        Assert.Equal((3, 7), (pool.Credits, pool.MaxAttempts));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(6, 6)]
    public void Preprocessors_have_a_thread_each(int preprocessors, int threads) =>
        Assert.Equal(threads, Load(Overlay.Write(Report(Tried(new(preprocessors, 2, null, null), ["auto"])), 2, null, Day)).GetInt("actors.prepare-dispatcher.dedicated-thread-pool.thread-count"));

    [Fact]
    public void Comments_say_what_was_measured_where_and_when()
    {
        var text = Overlay.Write(Report(Tried(new(2, 3, null, new(3, 1)), ["3xcpu"], rate: 33.9)), 2, null, Day);

        Assert.All(
            ["2026-02-03", "4 cores, Some Processor", "bright.tflite", "front: rtsp://me:***@host/", "32.4 frames/s (p99 50.0 ms) as it was", "33.9 frames/s (p99 50.0 ms) with what stands here", "varied by 4 %", "It was 2, and 3 gives 33.9", "auto: 32.4 frames/s", "preparing 0.40 ms, which does for 5000 frames/s"],
            said => Assert.Contains(said, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_a_camera_is_called_stays_in_its_comment()
    {
        var report = Report(Tried(new(2, 3, null, null), ["auto"])) with { Cameras = ["a\nakka.loglevel = \"{{{", "\r}"] };

        Assert.Equal("INFO", Load(Overlay.Write(report, 2, null, Day)).GetString("akka.loglevel"));
    }

    private Akka.Configuration.Config Load(string text)
    {
        File.WriteAllText(_folder.PathOf("tuned.conf"), text);
        var hocon = HoconFiles.Load(_folder.PathOf("tuned.conf"), null).Config;
        HoconKeys.Check(hocon);
        return hocon;
    }

    private static PoolSettings PoolOf(Akka.Configuration.Config hocon) => PoolSettings.From(hocon.GetConfig(PoolSettings.Section));

    private static TuneReport.Tried Tried(Candidate settings, IReadOnlyList<string> devices, double rate = 100) => new(settings, devices, rate, 50, 1, 5);

    private static TuneReport Report(TuneReport.Tried chosen)
    {
        var before = Tried(new(2, 2, null, null), ["auto"], 32.4);
        return new TuneReport(
            new BenchReport.Computer(4, "Some Processor", "Linux", ".NET"), ["front: rtsp://me:***@host/"], "bright.tflite", "The most.", 50,
            new StageFigures([new("preparing", 0.4, 5000), new("drawing", 0, null)], 1, new Capacity(1, 1, 1, 1, 1, 1), "None."),
            before, chosen, [chosen, before], BesideNeighbours: true, Noise: 0.04);
    }
}
