using System.Collections.Concurrent;
using Actors.Capture;
using Actors.Route;
using Actors.Tests.Tpu;
using Actors.Tests.View;
using Actors.Tpu;
using Actors.View;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using OpenCvSharp;

namespace Actors.Tests;

/// <summary>A whole pipeline in an actor system of its own, and what came out of it. Time is the machine's here, and nothing is asserted of it.</summary>
internal sealed class PipelineRun : IAsyncDisposable
{
    // Longer than any machine needs; only a run that hangs gets there.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ActorSystem _system;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IActorRef _pipeline;
    private readonly ConcurrentQueue<Action<FrameResult>> _awaited = new();
    private PipelineSettings _settings;

    private PipelineRun(PipelineSettings settings, Action<AnnotatedFrame>? onWrite, Action<DeviceChanged>? onChange, bool keep, bool pictures, TimeSpan? changeLimit)
    {
        var sink = new FakeSink
        {
            ShowsPictures = pictures,
            OnWrite = frame =>
            {
                if (keep)
                {
                    Written.Enqueue((frame.Result, frame.Picture));
                }

                onWrite?.Invoke(frame);
                foreach (var waiting in _awaited)
                {
                    waiting(frame.Result);
                }
            },
        };
        _settings = settings with { Outputs = [.. settings.Outputs, sink] };
        Meter = new PipelineMeter(settings.Cameras.Select(camera => camera.Name));
        _system = ActorSystem.Create("test", ConfigurationFactory.ParseString("akka.loglevel = OFF, akka.scheduler.tick-duration = 10ms").WithFallback(ReferenceConfig.Value));
        if (onChange is not null)
        {
            _system.EventStream.Subscribe(_system.ActorOf(Props.Create(() => new Listener(onChange))), typeof(DeviceChanged));
        }

        _pipeline = _system.ActorOf(PipelineActor.Props(_settings, Meter, _ended, changeLimit), "pipeline");
    }

    public PipelineMeter Meter { get; }

    /// <summary>What the output was given, in order.</summary>
    public ConcurrentQueue<(FrameResult Result, Mat Picture)> Written { get; } = new();

    /// <param name="settings">What to run, with one output more.</param>
    /// <param name="onWrite">Called with each frame that comes out.</param>
    /// <param name="onChange">Called with each change of a device's state.</param>
    /// <param name="keep">Whether to keep what came out.</param>
    /// <param name="pictures">Whether the output shows pictures.</param>
    /// <param name="changeLimit">How long a change waits for cameras and outputs that go.</param>
    public static PipelineRun Start(PipelineSettings settings, Action<AnnotatedFrame>? onWrite = null, Action<DeviceChanged>? onChange = null, bool keep = true, bool pictures = true, TimeSpan? changeLimit = null) =>
        new(settings, onWrite, onChange, keep, pictures, changeLimit);

    /// <summary>Settings with delays that a test can wait for, and with deadlines that no busy machine misses: a device that hangs needs others.</summary>
    public static PipelineSettings Settings(IReadOnlyList<CameraSettings> cameras, params Device[] devices) => new()
    {
        Cameras = cameras,
        Task = new DetectionTask { Input = Frames.Input },
        Preprocessors = 2,
        Pool = PoolSettings.From(ReferenceConfig.Value.GetConfig(PoolSettings.Section)) with
        {
            Devices = [.. devices.Select(device => new DeviceSpec.Given(device))],
            Deadline = new DeadlineSettings(5, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)),
            ReopenDelay = TimeSpan.FromMilliseconds(1),
            ReopenDelayLimit = TimeSpan.FromMilliseconds(4),
        },
    };

    /// <summary>A camera of which every frame comes out, without end.</summary>
    public static CameraSettings Endless(string name) => new(name, new FaultySource { Text = name, Seed = 1 });

    public static CameraSettings Camera(string name, int frames, double rate = 0, int oneIn = 0) =>
        new(name, new FaultySource { Text = name, Seed = name.Length + frames, Rate = rate, OneIn = oneIn }) { FrameLimit = frames };

    /// <summary>A device of which one run in so many fails, and one opening in so many but the first.</summary>
    public static FakeDevice FailingDevice(int seed, int oneIn)
    {
        var random = new Random(seed);
        return new FakeDevice
        {
            OnOpen = opening => FailOneIn(opening > 1, FakeDevice.NotThere),
            OnRun = _ => FailOneIn(true, FakeDevice.Fault),
        };

        void FailOneIn(bool mayFail, Exception failure)
        {
            if (mayFail && oneIn > 0 && random.Next(oneIn) == 0)
            {
                throw failure;
            }
        }
    }

    public static PipelineSettings WithDevices(PipelineSettings settings, params Device[] devices) =>
        settings with { Pool = settings.Pool with { Devices = [.. devices.Select(device => new DeviceSpec.Given(device))] } };

    /// <summary>Waits for a frame to come out, unless it has already. Where what came out is not kept, what it was is not known any more.</summary>
    public Task SeesAsync(Func<FrameResult, bool> wanted)
    {
        var seen = Awaited(wanted);
        if (Written.Any(frame => wanted(frame.Result)))
        {
            seen.TrySetResult();
        }

        return seen.Task.WaitAsync(Patience);
    }

    /// <summary>Has a frame find nobody at its end of the way.</summary>
    /// <returns>What its camera is told then.</returns>
    public async Task<object> StrayAsync(string camera)
    {
        var inbox = Inbox.Create(_system);
        _system.EventStream.Publish(new DeadLetter(Frames.Empty(camera, 0, inbox.Receiver, ActorRefs.Nobody), ActorRefs.Nobody, ActorRefs.Nobody));
        return await inbox.ReceiveAsync(Patience);
    }

    /// <summary>Waits for a frame to come out after now; or, at each frame that comes out, for something else to be so.</summary>
    public Task SeesNextAsync(Func<FrameResult, bool> wanted) => Awaited(wanted).Task.WaitAsync(Patience);

    /// <summary>Changes the settings, and waits until all of it is in force or refused.</summary>
    /// <returns>What was told, without times.</returns>
    public async Task<IReadOnlyList<string>> ReconfigureAsync(Func<PipelineSettings, PipelineSettings> change)
    {
        _settings = change(_settings);
        var requester = Inbox.Create(_system);
        requester.Send(_pipeline, new PipelineActor.Reconfigure(_settings));
        var told = new List<string>();
        while (true)
        {
            var message = await requester.ReceiveAsync(Patience);
            if (message is PipelineActor.Reconfigured done)
            {
                InForce = done.Settings;
                return told;
            }

            told.Add(message switch
            {
                PipelineActor.Changed changed => $"{changed.What}: {changed.From} -> {changed.To}",
                PipelineActor.NotChanged refused => $"{refused.What}: {refused.Reason}",
                _ => throw new InvalidOperationException($"Told {message}."),
            });
        }
    }

    /// <summary>What the pipeline said after the last change that it goes by; null where it took over nothing.</summary>
    public PipelineSettings? InForce { get; private set; }

    /// <summary>Stops capturing, and waits until the frames on their way have come out.</summary>
    public Task EndAsync()
    {
        Drain();
        return Ended();
    }

    public void Tell(object message) => _pipeline.Tell(message);

    public Task<object> AskAsync(object question) => _pipeline.Ask<object>(question, Patience);

    /// <summary>Waits for a device to be in a state.</summary>
    public async Task SeesStateAsync(string device, DeviceState state)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (Meter.Devices.FirstOrDefault(meter => meter.Device == device)?.State != state)
        {
            await Task.Delay(1, patience.Token);
        }
    }

    public void Drain() => _pipeline.Tell(PipelineActor.Drain.Instance);

    public void TellDealer(object message) => _system.ActorSelection("/user/pipeline/dealer").Tell(message);

    public Task Ended() => _ended.Task.WaitAsync(Patience);

    /// <summary>Every frame handed on ended exactly once, in order, with its own detections, and every buffer is free.</summary>
    public void AssertInvariant()
    {
        foreach (var camera in Meter.Cameras)
        {
            Assert.Equal(camera.Captured, camera.Rendered + Enum.GetValues<DropCause>().Sum(camera.Drops));
            var sequences = Written.Where(frame => frame.Result.Frame.Camera == camera.Camera).Select(frame => frame.Result.Frame.Sequence).ToList();
            Assert.Equal(sequences.Distinct().Order(), sequences);
        }

        Assert.Equal(Meter.Cameras.Sum(camera => camera.Rendered), Written.Count + Meter.Outputs.Sum(output => output.Missed));
        Assert.All(Written, frame =>
        {
            var box = Assert.Single(frame.Result.Detections).Box;
            var square = TestPatternSource.Square(Frames.Width, Frames.Height, frame.Result.Frame.Sequence);
            Assert.Equal(square.X, box.X, 3.0);
            Assert.Equal(square.Y, box.Y, 3.0);
            Assert.True(frame.Picture.IsDisposed);
        });
    }

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private TaskCompletionSource Awaited(Func<FrameResult, bool> wanted)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited.Enqueue(result =>
        {
            if (!seen.Task.IsCompleted && wanted(result))
            {
                seen.TrySetResult();
            }
        });
        return seen;
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(Action<DeviceChanged> onChange) => Receive(onChange);
    }
}
