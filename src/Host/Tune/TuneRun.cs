using System.Diagnostics;
using Actors.Host.Bench;
using Actors.Host.Configuration;
using Actors.Tpu;
using Akka.Configuration;

namespace Actors.Host.Tune;

/// <summary>Tunes a pipeline: measures its stages, searches, and where asked to compares the choice with every combination.</summary>
internal sealed class TuneRun
{
    // By then .NET has compiled what every frame runs through, as long as that leaves time for anything else.
    private const double WarmUpShare = 0.1;
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(6);

    // Of every combination, those that come close run against the choice once more: the best of a hundred readings is so by
    // chance as well.
    private const int GridRounds = 3;
    private const double Close = 0.03;
    private const int Finalists = 6;
    private const int LastRounds = 7;

    private readonly PipelinePlan _plan;
    private readonly PipelineSettings _settings;
    private readonly Action<double, string> _tell;
    private readonly CpuShare? _cpu;
    private readonly SearchSpace _space;
    private readonly Objective _objective;

    /// <summary>Prepares it.</summary>
    /// <param name="plan">Where the settings come from.</param>
    /// <param name="settings">The pipeline as it is.</param>
    /// <param name="tell">Told the share that is done, and what is going on.</param>
    public TuneRun(PipelinePlan plan, PipelineSettings settings, Action<double, string> tell)
    {
        _plan = plan;
        _settings = settings;
        _tell = tell;
        _cpu = CpuShare.Of(settings.Pool.Devices, plan.Devices);
        _space = SearchSpace.Of(settings, plan.Devices.Count, _cpu, Environment.ProcessorCount);
        _objective = new Objective(settings.Cameras.All(camera => camera.OnFull == Capture.OnFull.DropOldest));
    }

    /// <summary>Tunes.</summary>
    /// <param name="budget">How long it may take, but for the grid.</param>
    /// <param name="grid">Whether to measure every combination as well.</param>
    /// <param name="stopping">Ends it, with nothing chosen.</param>
    public async Task<TuneReport> RunAsync(TimeSpan budget, bool grid, CancellationToken stopping)
    {
        var start = Stopwatch.GetTimestamp();
        var warmUp = WarmUpShare * budget < LongestWarmUp ? WarmUpShare * budget : LongestWarmUp;
        await using var trial = await PipelineTrial.StartAsync(_settings, _cpu, Hocon(), budget, warmUp, _tell, stopping);
        var stages = trial.Stages;
        var prediction = new Prediction(stages.Capacity, stages.PassMs, _settings.Cameras.Count) { Cores = Environment.ProcessorCount, UsesCpu = _plan.Devices.Any(device => device.IsCpu) };
        var outcome = await new Search(_space, prediction, _objective, trial).RunAsync(stopping);
        var report = new TuneReport(
            BenchReport.Computer.This,
            [.. _settings.Cameras.Select(camera => $"{camera.Name}: {camera.Source}")],
            Path.GetFileName(_plan.Task.ModelName), _objective.Text, Stopwatch.GetElapsedTime(start).TotalSeconds, stages,
            Of(outcome.Before), Of(outcome.Chosen), [.. outcome.Measured.Select(Of)], outcome.BesideNeighbours, Contender.Noise(outcome.Measured.SelectMany(contender => contender.RateDeviations)));
        if (grid)
        {
            report = report with { Grid = await MeasureAllAsync(trial, outcome.Chosen.Candidate, stopping) };
        }

        await trial.EndAsync();
        return report;
    }

    private async Task<TuneReport.GridReport> MeasureAllAsync(PipelineTrial trial, Candidate chosen, CancellationToken stopping)
    {
        var all = _space.All.ToList();
        trial.Extend(all.Count * GridRounds * trial.ReadingTime);
        var race = await Race.RunAsync(chosen, all, trial, _objective, new Race.Length(GridRounds, double.NegativeInfinity), stopping);
        var finalists = _objective.BestFirst(_objective.WithoutThoseBehind(race, Close)).Take(Finalists).Select(contender => contender.Candidate);
        trial.Extend(Finalists * LastRounds * trial.ReadingTime);
        var last = await Race.RunAsync(chosen, finalists, trial, _objective, new Race.Length(LastRounds, double.NegativeInfinity), stopping);
        return new TuneReport.GridReport(all.Count, Of(_objective.Strongest(last)), Of(last.First(contender => contender.Candidate == chosen)));
    }

    // As many threads as there will be preprocessors at most: a dispatcher's threads are fixed once it runs.
    private Config Hocon()
    {
        var most = _space.Preprocessors.Max(count => count.Most);
        return most <= ReferenceHocon.ThreadsOf(_plan.Hocon, Overlay.PrepareDispatcher)
            ? _plan.Hocon
            : ConfigurationFactory.ParseString(Overlay.PrepareThreads(most)).WithFallback(_plan.Hocon);
    }

    private TuneReport.Tried Of(Contender contender) => new(
        contender.Candidate, DeviceSpec.WriteList(contender.Candidate.AppliedTo(_settings, _cpu).Pool.Devices),
        contender.Rate, contender.P99Ms, contender.CpuMs, contender.Rounds);
}
