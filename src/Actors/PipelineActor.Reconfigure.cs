using Actors.Capture;
using Actors.Prepare;
using Actors.Tpu;
using Akka.Actor;
using Akka.Event;

namespace Actors;

/// <content>How it changes while frames flow.</content>
public sealed partial class PipelineActor
{
    /// <summary>
    /// Go on with these settings, while frames flow. The sender is told of each change with <see cref="Changed"/> or
    /// <see cref="NotChanged"/>, and of the end of them with <see cref="Reconfigured"/>; only then may the next come.
    /// </summary>
    public sealed record Reconfigure(PipelineSettings Settings);

    /// <summary>A change is in force.</summary>
    /// <param name="What">A setting, or what it concerns: <c>threshold</c>, <c>device sim:2</c>, <c>camera front</c>.</param>
    /// <param name="From">What it was; empty for what is new.</param>
    /// <param name="To">What it is; empty for what is gone.</param>
    /// <param name="After">How long after it was asked for.</param>
    public sealed record Changed(string What, string From, string To, TimeSpan After);

    /// <summary>A change failed, or is still to come; what was before is still in force.</summary>
    public sealed record NotChanged(string What, string Reason);

    /// <summary>All changes have been told, or the pipeline ends before they could be. What is still to come, as a camera whose source does not answer, was told as not changed.</summary>
    /// <param name="Settings">
    /// What the pipeline goes by from now on: what was asked for, with the model of before where the new one was refused. Null where
    /// it took over nothing at all.
    /// </param>
    public sealed record Reconfigured(PipelineSettings? Settings);

    private sealed class ChangeOverdue
    {
        public static readonly ChangeOverdue Instance = new();
    }

    // A camera or an output that goes takes as long as its frames on their way do: under a second. One whose source, device or
    // reader does not answer may take for ever, and must not keep the settings from being mended.
    private static readonly TimeSpan ChangeLimit = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _changeLimit;
    private PipelineChange? _change;

    private void ReceiveReconfiguration()
    {
        Receive<Reconfigure>(OnReconfigure);
        Receive<ChangeOverdue>(_ => OnChangeOverdue());
        Receive<Changed>(changed => _change?.Tell(changed));
        Receive<NotChanged>(refused => _change?.Tell(refused));
        Receive<DeviceWatcher.SettingsInUse>(_ => OnSettingsInUse());
        Receive<DeviceWatcher.DevicesInUse>(OnDevicesInUse);
    }

    private void OnReconfigure(Reconfigure wanted)
    {
        if (_draining || _change is not null)
        {
            Sender.Tell(new NotChanged("the configuration", _draining ? "The program is ending." : "Another change is under way."));
            Sender.Tell(new Reconfigured(Settings: null));
            return;
        }

        var (before, after) = (_settings, wanted.Settings);
        _change = new PipelineChange(Sender, before, after);
        _settings = after;
        _prepare.Tell(new PreparePool.UseBounds(after.Preprocessors, after.MostPreprocessors));

        // Frames that set out from now on suit the devices of before and those of after.
        UseForms([.. new[] { before.Task.Form, after.Task.Form }.Distinct()]);
        _cameras.Use(after);
        _devices.Tell(DevicesOf(after));
        Timers.StartSingleTimer(nameof(ChangeOverdue), ChangeOverdue.Instance, _changeLimit);
    }

    private void OnCameraOrOutputChanged(SettingsChanges.Change changed)
    {
        if (_change is { } change)
        {
            change.Tell(changed);
        }
        else
        {
            // The change that asked for it was told that it would come later.
            _log.Info("{0}: {1} -> {2}", changed.What, changed.From, changed.To);
        }
    }

    private void OnChangeOverdue()
    {
        if (_change is not { } change)
        {
            return;
        }

        // Devices have limits of their own.
        if (!change.IsInUse)
        {
            Timers.StartSingleTimer(nameof(ChangeOverdue), ChangeOverdue.Instance, _changeLimit);
            return;
        }

        foreach (var (what, reason) in _cameras.Unsettled)
        {
            change.Tell(new NotChanged(what, reason));
        }

        FinishChange();
    }

    private void OnSettingsInUse()
    {
        _change?.OnSettingsInUse();
        EndChange();
    }

    private void OnDevicesInUse(DeviceWatcher.DevicesInUse use)
    {
        // Where the new model was refused, the next change starts from the old one.
        _settings = _settings with { Task = use.Task };
        UseForms([use.Task.Form]);
        _change?.OnDevicesInUse(use.Task);
        EndChange();
    }

    private void UseForms(IReadOnlyList<InputForm> forms)
    {
        _cameras.UseForms(forms);
        _stills.Tell(new CameraActor.UseForms(forms));
    }

    private void EndChange()
    {
        if (_change is { IsInUse: true } && _cameras.IsSettled)
        {
            FinishChange();
        }
    }

    // Nothing more comes of it: all of it is in force, what is not has been told, or the pipeline ends before.
    private void FinishChange()
    {
        _change?.End(_settings);
        _change = null;
        Timers.Cancel(nameof(ChangeOverdue));
    }
}
