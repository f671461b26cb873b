using System.Diagnostics;
using Actors.Tpu;
using Akka.Actor;
using Akka.Configuration;

namespace Actors.Host;

/// <summary>A pipeline in an actor system of its own, without the host around it, and what its devices said of themselves.</summary>
internal sealed class RunningPipeline : IAsyncDisposable
{
    // What goes wrong is provoked here and shows in the figures; a log of it would bury them.
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.stdout-loglevel = OFF");

    // A device that never answers keeps its worker, and that the actor system, from stopping.
    private static readonly TimeSpan TerminationLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);

    private readonly ActorSystem _system;
    private readonly IActorRef _pipeline;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Listener : ReceiveActor
    {
        public Listener(Action<DeviceChanged> heard)
        {
            Receive(heard);
            Context.System.EventStream.Subscribe(Self, typeof(DeviceChanged));
        }
    }

    private RunningPipeline(PipelineSettings settings, Config hocon, Action<DeviceChanged> heard)
    {
        Meter = PipelineMeter.Of(settings, hocon);
        _system = ActorSystem.Create("trial", Quiet.WithFallback(hocon));
        _system.ActorOf(Props.Create(() => new Listener(heard)), "listener");
        _pipeline = _system.ActorOf(PipelineActor.Props(settings, Meter, _ended), "pipeline");
    }

    public PipelineMeter Meter { get; }

    /// <summary>Starts one.</summary>
    /// <param name="settings">The pipeline.</param>
    /// <param name="hocon">The actor system's configuration.</param>
    /// <param name="heard">Told of every change of a device's state, on one thread at a time.</param>
    public static RunningPipeline Start(PipelineSettings settings, Config hocon, Action<DeviceChanged> heard) => new(settings, hocon, heard);

    /// <summary>Waits until something is so, and fails where the pipeline has ended or it never comes.</summary>
    public Task UntilAsync(Func<bool> condition, string what, TimeSpan limit, CancellationToken stopping) => UntilAsync(condition, () => what, limit, stopping);

    /// <summary>Likewise, where what is still waited for changes.</summary>
    public async Task UntilAsync(Func<bool> condition, Func<string> what, TimeSpan limit, CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                var devices = string.Join(", ", Meter.Devices.Where(device => device.State != DeviceState.Retired).Select(device => $"{device.Device} {device.State}"));
                throw new StuckException($"{what()}: not within {limit.TotalSeconds} s. There are {devices}.");
            }

            await RequireRunningAsync(what());
            await Task.Delay(Poll, stopping);
        }
    }

    /// <summary>Waits until all cameras have come to their ends, and all their frames out.</summary>
    /// <exception cref="Exception">A camera failed, or no device opened.</exception>
    public Task ToTheEndAsync(CancellationToken stopping) => _ended.Task.WaitAsync(stopping);

    /// <summary>Fails where the pipeline has ended, with what it failed with.</summary>
    /// <param name="before">What was to happen before.</param>
    public async Task RequireRunningAsync(string before)
    {
        if (_ended.Task.IsCompleted)
        {
            await _ended.Task;
            throw new StuckException($"{before}: the pipeline ended before.");
        }
    }

    /// <summary>Goes on with other settings.</summary>
    /// <returns>What the pipeline told of the change.</returns>
    public async Task<IReadOnlyList<object>> ReconfigureAsync(PipelineSettings settings, TimeSpan limit)
    {
        using var requester = Inbox.Create(_system);
        requester.Send(_pipeline, new PipelineActor.Reconfigure(settings));
        var told = new List<object>();
        while (await requester.ReceiveAsync(limit) is var message and not PipelineActor.Reconfigured)
        {
            told.Add(message is Status.Failure { Cause: var late } ? throw new StuckException($"A change of settings did not end within {limit.TotalSeconds} s.", late) : message);
        }

        return told;
    }

    /// <summary>Stops capturing and lets the frames on their way come out.</summary>
    public async Task EndAsync(TimeSpan limit)
    {
        _pipeline.Tell(PipelineActor.Drain.Instance);
        if (await Task.WhenAny(_ended.Task, Task.Delay(limit)) != _ended.Task)
        {
            throw new StuckException($"The pipeline did not end within {limit.TotalSeconds} s.");
        }

        await _ended.Task;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAny(_system.Terminate(), Task.Delay(TerminationLimit));
}
