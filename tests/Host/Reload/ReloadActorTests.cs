using System.Collections.Concurrent;
using Actors.Capture;
using Actors.Host;
using Actors.Host.Reload;
using Actors.Interop;
using Actors.Tests.Interop;
using Akka.Actor;
using Akka.TestKit;

namespace Actors.Tests.Host.Reload;

public sealed class ReloadActorTests : ActorTest
{
    private readonly LogLines _log = new();
    private readonly BlockingCollection<Func<Reading>> _readings = [];
    private readonly TestProbe _pipeline;
    private readonly IActorRef _reload;
    private int _reads;

    public ReloadActorTests()
    {
        _pipeline = CreateTestProbe();
        _reload = Sys.ActorOf(ReloadActor.Props(_ => Read(), Settings(), _pipeline.Ref, _log));
    }

    [Fact]
    public void Each_change_is_a_line_of_the_log_and_of_the_answer()
    {
        var asking = Ask();
        _readings.Add(() => new Reading(Settings(credits: 5), []));

        Assert.Equal(5, _pipeline.ExpectMsg<PipelineActor.Reconfigure>().Settings.Pool.Credits);
        Tell(new PipelineActor.Changed("threshold", "0.5", "0.6", TimeSpan.FromMilliseconds(3)));
        Tell(new PipelineActor.Changed("camera front", "", "rtsp://user:secret@host/", TimeSpan.FromMilliseconds(0.25)));
        asking.ExpectNoMsg(TimeSpan.Zero);
        Tell(new PipelineActor.Reconfigured(Settings()));

        string[] lines = ["threshold: 0.5 -> 0.6, in force after 3 ms", "camera front: (none) -> rtsp://user:***@host/, in force after 0.3 ms"];
        AssertOutcome(asking, ExitCode.Done, lines);
        Assert.Equal(lines.Select(line => $"Information {line}"), _log.Lines);
    }

    [Fact]
    public void Equal_settings_are_no_line_of_the_log()
    {
        var asking = Ask();
        _readings.Add(() => new Reading(Settings(), []));
        Finish();

        AssertOutcome(asking, ExitCode.Done, "nothing has changed");
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Who_asks_after_the_watch_has_seen_a_change_is_told_of_it()
    {
        var first = Ask();
        _readings.Add(() => new Reading(Settings(credits: 5), []));
        _pipeline.ExpectMsg<PipelineActor.Reconfigure>();
        Tell(new PipelineActor.Changed("credits", "2", "5", TimeSpan.FromMilliseconds(3)));
        Tell(new PipelineActor.Reconfigured(Settings()));
        AssertOutcome(first, ExitCode.Done, "credits: 2 -> 5, in force after 3 ms");

        var second = Ask();
        _readings.Add(() => new Reading(Settings(credits: 5), []));
        Finish();

        var lines = second.ExpectMsg<ReloadActor.Outcome>().Lines;
        Assert.StartsWith("nothing has changed since ", lines[0], StringComparison.Ordinal);
        Assert.Equal(["credits: 2 -> 5, in force after 3 ms"], lines.Skip(1));
    }

    [Fact]
    public void A_refusal_is_a_warning_and_the_pipeline_hears_nothing_of_it()
    {
        var asking = Ask();
        _readings.Add(() => throw new UsageException("own.conf: credits: 0 is too few."));

        AssertOutcome(asking, ExitCode.Usage, "own.conf: credits: 0 is too few.");
        Assert.Equal(["Warning Settings are refused, and the last good ones stay: own.conf: credits: 0 is too few."], _log.Lines);

        Ask();
        _readings.Add(() => new Reading(Settings(credits: 7), []));
        Assert.Equal(7, _pipeline.ExpectMsg<PipelineActor.Reconfigure>().Settings.Pool.Credits);
    }

    [Fact]
    public void A_refusal_tells_no_password()
    {
        var asking = Ask();
        _readings.Add(() => throw new UsageException("own.json: http://user:secret@host/?loginpas=my_secret is nothing."));
        AssertOutcome(asking, ExitCode.Usage, "own.json: http://user:***@host/?loginpas=*** is nothing.");

        asking = Ask();
        _readings.Add(() => throw new InvalidOperationException("http://user:secret@host/ is never thought of"));
        asking.ExpectMsg<ReloadActor.Outcome>();
        Assert.All(_log.Lines, line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_reading_that_fails_unexpectedly_does_not_end_the_run()
    {
        var asking = Ask();
        _readings.Add(() => throw new InvalidOperationException("never thought of"));

        Assert.Contains("never thought of", asking.ExpectMsg<ReloadActor.Outcome>().Lines.Single(), StringComparison.Ordinal);
        var next = Ask();
        _readings.Add(() => new Reading(Settings(), []));
        Finish();
        AssertOutcome(next, ExitCode.Done, "nothing has changed");
    }

    [Fact]
    public void A_change_that_fails_is_a_warning_and_an_exit_code()
    {
        var asking = Ask();
        _readings.Add(() => new Reading(Settings(), []));
        _pipeline.ExpectMsg<PipelineActor.Reconfigure>();
        Tell(new PipelineActor.NotChanged("output video:x.mp4", "the disk is full."));
        Tell(new PipelineActor.Reconfigured(Settings()));

        AssertOutcome(asking, ExitCode.Unexpected, "output video:x.mp4 is not changed: the disk is full.");
        Assert.StartsWith("Warning output video:x.mp4", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_in_force_is_what_the_pipeline_has_taken_over_though_not_all_of_it_came()
    {
        var asking = Ask();
        _readings.Add(() => new Reading(Settings(credits: 5), []));
        _pipeline.ExpectMsg<PipelineActor.Reconfigure>();
        var taken = Settings(credits: 4);
        Tell(new PipelineActor.NotChanged("device sim:1", "sim:1ms does not open yet: busy."));
        Tell(new PipelineActor.Reconfigured(taken));

        var outcome = asking.ExpectMsg<ReloadActor.Outcome>();
        Assert.Equal((ExitCode.Unexpected, 1), (outcome.Code, outcome.InForce!.Version));
        Assert.Same(taken, outcome.InForce.Settings);
    }

    [Fact]
    public void Those_who_ask_meanwhile_share_one_more_reading_and_its_outcome()
    {
        var first = Ask();
        var second = Ask();
        _readings.Add(() => new Reading(Settings(credits: 3), []));
        Assert.Equal(3, _pipeline.ExpectMsg<PipelineActor.Reconfigure>().Settings.Pool.Credits);
        var third = Ask();
        _reload.Tell(ReloadActor.Reload.Instance, ActorRefs.NoSender);
        Tell(new PipelineActor.Changed("credits", "2", "3", TimeSpan.FromMilliseconds(1)));
        Tell(new PipelineActor.Reconfigured(Settings()));
        AssertOutcome(first, ExitCode.Done, "credits: 2 -> 3, in force after 1 ms");
        second.ExpectNoMsg(TimeSpan.Zero);

        _readings.Add(() => new Reading(Settings(credits: 4), []));
        Assert.Equal(4, _pipeline.ExpectMsg<PipelineActor.Reconfigure>().Settings.Pool.Credits);
        Tell(new PipelineActor.Changed("credits", "3", "4", TimeSpan.FromMilliseconds(1)));
        Tell(new PipelineActor.Reconfigured(Settings()));

        AssertOutcome(second, ExitCode.Done, "credits: 3 -> 4, in force after 1 ms");
        AssertOutcome(third, ExitCode.Done, "credits: 3 -> 4, in force after 1 ms");
        Settle(_reload);
        Assert.Equal(2, _reads);
        first.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_refusal_is_followed_by_the_reading_that_was_asked_for_meanwhile()
    {
        var first = Ask();
        var second = Ask();
        _readings.Add(() => throw new UsageException("own.conf: half written."));
        AssertOutcome(first, ExitCode.Usage, "own.conf: half written.");

        _readings.Add(() => new Reading(Settings(), []));
        Finish();

        AssertOutcome(second, ExitCode.Done, "nothing has changed");
    }

    [Fact]
    public void What_needs_a_restart_is_told_to_all_who_ask_and_logged_once_for_each_value()
    {
        string[] four = ["threads: 2 -> 4 needs a restart"];
        string[] eight = ["threads: 2 -> 8 needs a restart"];
        foreach (var need in new[] { four, four, eight, [], four })
        {
            var asking = Ask();
            _readings.Add(() => new Reading(Settings(), need));
            Finish();
            AssertOutcome(asking, ExitCode.Done, need is [] ? ["nothing has changed"] : need);
        }

        Assert.Equal([$"Warning {four[0]}", $"Warning {eight[0]}", $"Warning {four[0]}"], _log.Lines);
    }

    [Fact]
    public void A_pipeline_that_ends_ends_the_wait_for_it()
    {
        var asking = Ask();
        var waiting = Ask();
        _readings.Add(() => new Reading(Settings(), []));
        _pipeline.ExpectMsg<PipelineActor.Reconfigure>();

        Sys.Stop(_pipeline.Ref);

        Assert.Equal(ExitCode.Unexpected, asking.ExpectMsg<ReloadActor.Outcome>().Code);
        Assert.Equal(ExitCode.Unexpected, waiting.ExpectMsg<ReloadActor.Outcome>().Code);
        Assert.Equal(ExitCode.Unexpected, Ask().ExpectMsg<ReloadActor.Outcome>().Code);
    }

    [Fact]
    public void A_model_is_disposed_when_the_pipeline_has_gone_over_to_another_and_not_before()
    {
        var (first, refused, taken) = (Model(), Model(), Model());
        var reload = Sys.ActorOf(ReloadActor.Props(_ => Read(), Settings(model: first), _pipeline.Ref, _log));

        void Over(Model model, bool whole)
        {
            reload.Tell(ReloadActor.Reload.Instance, ActorRefs.NoSender);
            _readings.Add(() => new Reading(Settings(model: model), []));
            _pipeline.ExpectMsg<PipelineActor.Reconfigure>();
            if (!whole)
            {
                reload.Tell(new PipelineActor.NotChanged("model", "no device opens it."));
            }

            reload.Tell(new PipelineActor.Reconfigured(Settings()));
            Settle(reload);
        }

        Over(refused, whole: false);
        Assert.True(IsAlive(first) && IsAlive(refused));

        Over(taken, whole: true);
        Assert.True(IsAlive(taken));
        Assert.False(IsAlive(first) || IsAlive(refused));
        taken.Dispose();
    }

    private static Model Model() => Actors.Interop.Model.FromMemory(ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1));

    private static bool IsAlive(Model model)
    {
        try
        {
            Interpreter.Describe(model);
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    private static PipelineSettings Settings(int credits = 2, Model? model = null) => new()
    {
        Cameras = [new CameraSettings("a", SourceUri.Parse("test:64x48@30"))],
        Task = new DetectionTask { Model = model },
        Pool = Pool with { Credits = credits },
        Preprocessors = 1,
    };

    private static void AssertOutcome(TestProbe asking, int code, params string[] lines)
    {
        var outcome = asking.ExpectMsg<ReloadActor.Outcome>();
        Assert.Equal(lines, outcome.Lines);
        Assert.Equal(code, outcome.Code);
    }

    // The reading that the actor does waits for the test to say what is read.
    private Reading Read()
    {
        Interlocked.Increment(ref _reads);
        return _readings.Take()();
    }

    private TestProbe Ask()
    {
        var asking = CreateTestProbe();
        _reload.Tell(ReloadActor.Reload.Instance, asking.Ref);
        return asking;
    }

    private void Tell(object message) => _reload.Tell(message, _pipeline.Ref);

    private void Finish()
    {
        _pipeline.ExpectMsg<PipelineActor.Reconfigure>();
        Tell(new PipelineActor.Reconfigured(Settings()));
    }
}
