using System.Diagnostics;
using Actors.Host.Rehearse;
using Actors.Route;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Host.Tune;

/// <summary>Measures candidates on one pipeline, which takes each over while frames flow: cameras and devices are opened once.</summary>
internal sealed class PipelineTrial : ITrial, IAsyncDisposable
{
    // A camera on the network, and a stick that is opened, take seconds.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ChangeLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    // Frames that set out before a change have come out after so many times the latency that there was; and whoever is new, as
    // a further preprocessor, has had its first ones, which take it longer.
    private const double SettlingLatencies = 2;
    private const int SettlingFrames = 10;
    private static readonly TimeSpan LeastSettling = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan MostSettling = TimeSpan.FromSeconds(1.5);

    // Enough that a frame more or fewer makes no difference, at whatever rate they come; and no more than lets a search measure
    // some dozens of times.
    private const int FramesOfReading = 60;
    private static readonly TimeSpan LeastReading = TimeSpan.FromSeconds(0.4);
    private const double MostReadingShare = 1 / 30.0;

    // With fewer frames there is no rate.
    private const int FewestFrames = 5;
    private const int MostReadings = 4;

    private readonly PipelineSettings _settings;
    private readonly CpuShare? _cpu;
    private readonly TimeSpan _mostReading;
    private readonly Action<double, string> _tell;
    private readonly FrameLog _log;
    private readonly RunningPipeline _pipeline;
    private long _start = Stopwatch.GetTimestamp();
    private TimeSpan _budget;
    private Candidate _current;
    private TimeSpan _latency;
    private double _rate;

    private PipelineTrial(PipelineSettings settings, CpuShare? cpu, Config hocon, TimeSpan budget, Action<double, string> tell)
    {
        _log = new FrameLog { NeedsPicture = settings.Outputs.Any(output => output.NeedsPicture) };
        _settings = settings with
        {
            Cameras = [.. settings.Cameras.Select(camera => camera with { Source = RepeatedSource.Of(camera.Source), FrameLimit = null })],
            Outputs = [_log.Output],

            // Devices that are parked and brought back would be measured at their comings and goings.
            Pool = settings.Pool with { Power = settings.Pool.Power with { Mode = PowerMode.Performance } },
        };
        _cpu = cpu;
        _budget = budget;
        _mostReading = MostReadingShare * budget;
        _tell = tell;
        _current = Candidate.Of(settings);
        _pipeline = RunningPipeline.Start(_current.AppliedTo(_settings, cpu), hocon, _ => { });
    }

    /// <inheritdoc/>
    public double Left => 1 - Stopwatch.GetElapsedTime(_start) / _budget;

    /// <inheritdoc/>
    public double Cost => ReadingTime / _budget;

    /// <summary>Starts the pipeline, and has it run until it is warm.</summary>
    /// <param name="settings">The pipeline as it is. Its outputs are not written: boxes are drawn if any of them shows pictures.</param>
    /// <param name="cpu">The CPU's part of its devices, or null.</param>
    /// <param name="hocon">The actor system's configuration, with threads for as many preprocessors as will be tried.</param>
    /// <param name="budget">The time for all of it, from when frames come out.</param>
    /// <param name="warmUp">Of that, before anything is measured.</param>
    /// <param name="tell">Told the share that is done, and what is going on.</param>
    /// <param name="stopping">Ends it.</param>
    public static async Task<PipelineTrial> StartAsync(
        PipelineSettings settings, CpuShare? cpu, Config hocon, TimeSpan budget, TimeSpan warmUp, Action<double, string> tell, CancellationToken stopping)
    {
        var trial = new PipelineTrial(settings, cpu, hocon, budget, tell);
        try
        {
            tell(0, "warming up");
            await trial._pipeline.UntilAsync(() => trial.IsUnderWay, () => trial.Awaited, StartLimit, stopping);
            trial._start = Stopwatch.GetTimestamp();
            await trial.MeasureForAsync(warmUp / 2, stopping);
            var warm = PipelineReading.Of(trial._pipeline.Meter);
            await trial.MeasureForAsync(warmUp / 2, stopping);
            trial.Stages = trial.StagesSince(warm);
            return trial;
        }
        catch
        {
            await trial.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the stages took in the latter half of the warm-up: before, .NET compiles what they run.</summary>
    public StageFigures Stages { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task<Reading> MeasureAsync(Candidate candidate, CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        _tell(Math.Clamp(1 - Left, 0, 1), $"{candidate}");
        if (candidate != _current)
        {
            var told = await _pipeline.ReconfigureAsync(candidate.AppliedTo(_settings, _cpu), ChangeLimit).WaitAsync(stopping);
            _current = candidate;
            if (told.OfType<PipelineActor.NotChanged>().Any())
            {
                // A device that does not open so is no reason to give up the others.
                return default;
            }

            var frames = TimeSpan.FromSeconds(_rate > 0 ? SettlingFrames / _rate : 0);
            await Task.Delay(Clamp(SettlingLatencies * _latency + frames, LeastSettling, MostSettling), stopping);
        }

        var wanted = _rate > 0 ? TimeSpan.FromSeconds(FramesOfReading / _rate) : LeastReading;
        var reading = await MeasureForAsync(Clamp(wanted, LeastReading < _mostReading ? LeastReading : _mostReading, _mostReading), stopping);
        ReadingTime = Stopwatch.GetElapsedTime(start);
        return reading;
    }

    /// <summary>How long a candidate takes: as long as the last one did.</summary>
    public TimeSpan ReadingTime { get; private set; }

    /// <summary>Gives it more time, from now on. Readings take no longer for it.</summary>
    public void Extend(TimeSpan budget) => (_start, _budget) = (Stopwatch.GetTimestamp(), budget);

    /// <summary>Lets the frames on their way come out, and ends the pipeline.</summary>
    public Task EndAsync() => _pipeline.EndAsync(EndLimit);

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    // Two frames make a rate. A device that does not open is waited for no longer than until it has said so.
    private bool IsUnderWay => _pipeline.Meter.Cameras.All(camera => camera.Rendered > 1) && _pipeline.Meter.Devices.All(device => device.State != DeviceState.Opening);

    private string Awaited => _pipeline.Meter.Cameras.Where(camera => camera.Rendered < 2).Select(camera => camera.Camera).ToList() is { Count: > 0 } silent
        ? $"First frames of {string.Join(", ", silent)}"
        : "First frames";

    // A camera of a frame now and then may have had none since.
    private StageFigures StagesSince(PipelineReading warm)
    {
        var now = PipelineReading.Of(_pipeline.Meter);
        return StageFigures.Of(Attribution.Of(now.Since(warm)).Capacity is null ? now : now.Since(warm));
    }

    private async Task<Reading> MeasureForAsync(TimeSpan duration, CancellationToken stopping)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        IReadOnlyList<FrameLog.Entry> frames = [];
        for (var tries = 0; tries < MostReadings && frames.Count < FewestFrames; tries++)
        {
            await Task.Delay(duration, stopping);
            await _pipeline.RequireRunningAsync("A measurement");
            frames = _log.Between(start, Stopwatch.GetTimestamp());
        }

        var spent = Environment.CpuUsage.TotalTime - cpu;
        if (frames.Count < 2)
        {
            return default;
        }

        // From the first to the last: what came before and after it is of no frame.
        var rate = (frames.Count - 1) / Stopwatch.GetElapsedTime(frames[0].Timestamp, frames[^1].Timestamp).TotalSeconds;
        var p99 = FrameLog.P99Ms(frames);
        (_rate, _latency) = (rate, TimeSpan.FromMilliseconds(p99));
        var devices = _pipeline.Meter.Devices.Count(device => device.State.TakesFrames());
        return new Reading(rate, p99, spent.TotalMilliseconds / frames.Count, rate * frames.Average(frame => frame.InferMs) / 1000 / devices);
    }

    private static TimeSpan Clamp(TimeSpan time, TimeSpan least, TimeSpan most) => time < least ? least : time > most ? most : time;
}
