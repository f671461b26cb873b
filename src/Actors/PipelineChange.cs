using System.Diagnostics;
using Akka.Actor;

namespace Actors;

/// <summary>A change of a pipeline's settings that is under way: who asked for it, what is told when, what is still to come.</summary>
internal sealed class PipelineChange
{
    private readonly IActorRef _requester;
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly DetectionTask _taskBefore;
    private readonly IReadOnlyList<SettingsChanges.Change> _atOnce;
    private readonly IReadOnlyList<SettingsChanges.Change> _withModel;
    private bool _settingsInUse;
    private bool _devicesInUse;

    public PipelineChange(IActorRef requester, PipelineSettings before, PipelineSettings after)
    {
        _requester = requester;
        _taskBefore = before.Task;

        // Labels and thresholds belong to a model: with another model they change device by device.
        var sameModel = after.Task.RunsTheSameAs(before.Task);
        var answers = SettingsChanges.OfAnswers(before.Task, after.Task).ToList();
        _atOnce = [.. SettingsChanges.OfPool(before, after), .. sameModel ? answers : []];
        _withModel = [.. SettingsChanges.OfModel(before.Task, after.Task), .. sameModel ? [] : answers];
    }

    /// <summary>Whether nothing but cameras and outputs can still be on its way.</summary>
    public bool IsInUse => _settingsInUse && _devicesInUse;

    /// <summary>Passes on what somebody else has to tell of it.</summary>
    public void Tell(object told) => _requester.Tell(told);

    /// <summary>A change is in force.</summary>
    public void Tell(SettingsChanges.Change changed) =>
        _requester.Tell(new PipelineActor.Changed(changed.What, changed.From, changed.To, Stopwatch.GetElapsedTime(_since)));

    /// <summary>What is in force at once is.</summary>
    public void OnSettingsInUse()
    {
        _settingsInUse = true;
        TellAll(_atOnce);
    }

    /// <summary>The devices have changed.</summary>
    /// <param name="task">What they run: the new task, or still the old one where the new model was refused.</param>
    public void OnDevicesInUse(DetectionTask task)
    {
        _devicesInUse = true;
        if (task != _taskBefore)
        {
            TellAll(_withModel);
            return;
        }

        // Why the model was refused has been told; what came with it is not in force either.
        foreach (var change in _withModel.Where(change => change.What != SettingsChanges.Model))
        {
            _requester.Tell(new PipelineActor.NotChanged(change.What, "It belongs to the model that was refused."));
        }
    }

    /// <summary>That was all.</summary>
    /// <param name="inForce">What the pipeline goes by.</param>
    public void End(PipelineSettings inForce) => _requester.Tell(new PipelineActor.Reconfigured(inForce));

    private void TellAll(IEnumerable<SettingsChanges.Change> changes)
    {
        foreach (var change in changes)
        {
            Tell(change);
        }
    }
}
