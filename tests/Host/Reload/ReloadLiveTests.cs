using System.Collections.Concurrent;
using Actors.Host;
using Actors.Host.Configuration;
using Actors.Host.Reload;
using Actors.Route;
using Akka.Actor;
using Akka.TestKit;

namespace Actors.Tests.Host.Reload;

/// <summary>Settings given as it runs, on their way through a reload.</summary>
public sealed class ReloadLiveTests : ActorTest
{
    private readonly ConcurrentQueue<LiveSettings> _read = new();
    private readonly TestProbe _pipeline;
    private readonly IActorRef _reload;

    public ReloadLiveTests()
    {
        _pipeline = CreateTestProbe();
        _reload = Sys.ActorOf(ReloadActor.Props(Read, Settings, _pipeline.Ref, new LogLines()));
    }

    [Fact]
    public void They_hold_at_the_next_reload_too()
    {
        var live = new LiveSettings { Threshold = 0.7f };
        Tell(new ReloadActor.Use(live));
        Finish();

        Tell(ReloadActor.Reload.Instance);
        Finish();

        Assert.Equal([live, live], _read);
    }

    [Fact]
    public void Refused_ones_are_forgotten_and_those_of_before_hold()
    {
        var good = new LiveSettings { Threshold = 0.7f };
        Tell(new ReloadActor.Use(good));
        Finish();

        Tell(new ReloadActor.Use(new LiveSettings { Threshold = 2 }));
        Assert.Equal(ExitCode.Usage, ExpectMsg<ReloadActor.Outcome>().Code);

        Tell(ReloadActor.Reload.Instance);
        Finish();
        Assert.Same(good, _read.Last());
    }

    [Fact]
    public void Those_that_the_pipeline_does_not_take_over_are_forgotten_too()
    {
        Tell(new ReloadActor.Use(new LiveSettings { Threshold = 0.7f }));
        _pipeline.ExpectMsg<PipelineActor.Reconfigure>();
        _reload.Tell(new PipelineActor.NotChanged("the configuration", "The program is ending."), _pipeline.Ref);
        _reload.Tell(new PipelineActor.Reconfigured(Settings: null), _pipeline.Ref);
        var outcome = ExpectMsg<ReloadActor.Outcome>();
        Assert.Equal((ExitCode.Unexpected, null), (outcome.Code, outcome.InForce));

        Tell(ReloadActor.Reload.Instance);
        Finish();
        Assert.Same(LiveSettings.None, _read.Last());
    }

    [Fact]
    public void What_is_in_force_is_told_to_all_who_want_to_know()
    {
        var listener = CreateTestProbe();
        Sys.EventStream.Subscribe(listener.Ref, typeof(ReloadActor.InForce));
        var live = new LiveSettings { Threshold = 0.7f };

        Tell(new ReloadActor.Use(live));
        Finish();

        Assert.Same(live, listener.ExpectMsg<ReloadActor.InForce>().Live);
    }

    private static PipelineSettings Settings => new()
    {
        Cameras = [],
        Task = new DetectionTask(),
        Pool = PoolSettings.From(ReferenceConfig.Value.GetConfig(PoolSettings.Section)),
        Preprocessors = 1,
    };

    private Reading Read(LiveSettings live)
    {
        _read.Enqueue(live);
        return live.Threshold > 1 ? throw new UsageException("too much") : new Reading(Settings, []);
    }

    private void Tell(object message) => _reload.Tell(message, TestActor);

    private void Finish()
    {
        _pipeline.ExpectMsg<PipelineActor.Reconfigure>();
        _reload.Tell(new PipelineActor.Reconfigured(Settings), _pipeline.Ref);
        Assert.Equal(ExitCode.Done, ExpectMsg<ReloadActor.Outcome>().Code);
    }
}
