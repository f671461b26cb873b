using Actors.Capture;
using Actors.Prepare;
using Actors.View;
using Akka.Actor;

namespace Actors;

/// <summary>The two ends of the pipeline: its cameras, each with a renderer, and its <see cref="OutputStage"/>. Makes them, changes them, sees them end.</summary>
/// <remarks>
/// A part of <see cref="PipelineActor"/>, whose children they are. A camera leaves after its last frame has come out, and
/// its renderer with it. One that is to become another leaves first.
/// </remarks>
internal sealed class CameraStage
{
    private readonly IActorContext _context;
    private readonly PipelineMeter _meter;
    private readonly IActorRef _prepare;
    private readonly Action<SettingsChanges.Change> _changed;
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly OutputStage _outputs;
    private readonly FlightBudget _budget = new();

    // Pictures that wait for a preprocessor long are in no cache any more when it comes to them.
    private readonly FlightBudget _reading = new();

    // How many cameras have had a name: an actor's name is taken until it has ended altogether.
    private readonly Dictionary<string, int> _cameras = new(StringComparer.Ordinal);
    private PipelineSettings _settings;
    private IReadOnlyList<InputForm> _forms;
    private int _devices;
    private bool _started;

    /// <summary>A camera with its renderer.</summary>
    private sealed class Line(CameraSettings settings, IActorRef renderer, IActorRef camera, FlightBudget.Share flight)
    {
        public CameraSettings Settings { get; set; } = settings;
        public IActorRef Renderer { get; } = renderer;
        public IActorRef Camera { get; } = camera;
        public FlightBudget.Share Flight { get; } = flight;
        public bool Leaving { get; set; }

        /// <summary>What takes its place once it has left.</summary>
        public CameraSettings? Next { get; set; }
    }

    /// <summary>Creates the stage; nothing runs yet.</summary>
    /// <param name="context">The pipeline's.</param>
    /// <param name="settings">What to run.</param>
    /// <param name="meter">Where everything is counted.</param>
    /// <param name="prepare">Where frames go.</param>
    /// <param name="changed">Told of cameras and outputs that <see cref="Use"/> has changed.</param>
    public CameraStage(IActorContext context, PipelineSettings settings, PipelineMeter meter, IActorRef prepare, Action<SettingsChanges.Change> changed)
    {
        _context = context;
        _settings = settings;
        _meter = meter;
        _prepare = prepare;
        _changed = changed;
        _outputs = new OutputStage(context, meter, changed);
        _forms = [settings.Task.Form];
    }

    /// <summary>Whether no camera is left, nor one to come.</summary>
    public bool IsOver => _lines.Count == 0;

    /// <summary>Whether nothing that was to leave or to be replaced is still there.</summary>
    public bool IsSettled => _outputs.IsSettled && _lines.Values.All(line => !line.Leaving);

    /// <summary>What keeps it from being settled, and why.</summary>
    public IEnumerable<(string What, string Reason)> Unsettled =>
        _lines.Where(line => line.Value.Leaving)
            .Select(line => ($"camera {line.Key}", "its source or a frame of it is still waited for; it changes as soon as that ends."))
            .Concat(_outputs.Unsettled);

    /// <summary>Whether nobody is left to look at any of the outputs there are.</summary>
    public bool AllClosed => _outputs.AllClosed;

    /// <summary>Starts the cameras.</summary>
    public void Start()
    {
        _started = true;
        _outputs.Start(_settings.Outputs);
        foreach (var camera in _settings.Cameras)
        {
            Start(camera, mustBeThere: !camera.Paused);
        }
    }

    /// <summary>The pool has so many devices; cameras that leave it to the pipeline have their frames in flight from that.</summary>
    public void UsePoolSize(int devices)
    {
        _devices = devices;
        TellFramesInFlight();
    }

    /// <summary>Frames are prepared in these forms from now on.</summary>
    public void UseForms(IReadOnlyList<InputForm> forms)
    {
        _forms = forms;
        foreach (var line in _lines.Values)
        {
            line.Camera.Tell(new CameraActor.UseForms(forms));
        }
    }

    /// <summary>Goes on with other cameras and outputs.</summary>
    public void Use(PipelineSettings settings)
    {
        var before = _settings;
        _settings = settings;
        var all = before.Cameras.Concat(settings.Cameras).Select(camera => camera.Name).Distinct(StringComparer.Ordinal).ToList();
        if (!_started)
        {
            all.Where(name => Named(before, name) != Named(settings, name)).ToList()
                .ForEach(name => _changed(SettingsChanges.OfCamera(Named(before, name), Named(settings, name))));
            before.Outputs.Except(settings.Outputs).ToList().ForEach(gone => _changed(new SettingsChanges.Change("output", gone.ToString(), "")));
            settings.Outputs.Except(before.Outputs).ToList().ForEach(added => _changed(new SettingsChanges.Change("output", "", added.ToString())));
            return;
        }

        if (_outputs.Use(settings.Outputs, [.. _lines.Values.Select(line => line.Renderer)]))
        {
            foreach (var line in _lines.Values)
            {
                TellOutputs(line);
            }
        }

        foreach (var name in all)
        {
            Change(Named(before, name), Named(settings, name));
        }

        TellFramesInFlight();
    }

    /// <summary>Stops all cameras; their frames still come out, and none takes their place.</summary>
    public void Stop()
    {
        foreach (var line in _lines.Values)
        {
            line.Next = null;
            line.Camera.Tell(CameraActor.Stop.Instance);
        }
    }

    /// <summary>A camera's last frame has come out.</summary>
    public void OnFinished(CameraActor.Finished finished)
    {
        _lines.Remove(finished.Camera, out var line);
        _context.Stop(line!.Renderer);
        _outputs.Leave(finished.Camera, line.Renderer);
        if (line.Next is { } next)
        {
            Start(next, mustBeThere: false);
            _changed(SettingsChanges.OfCamera(line.Settings, next));
        }
        else if (line.Leaving)
        {
            _changed(SettingsChanges.OfCamera(line.Settings, null));
        }
    }

    /// <summary>A renderer sends frames to these outputs and no others, from now on.</summary>
    public void OnOutputsInUse(IActorRef renderer, RendererActor.UseOutputs use) => _outputs.OnInUse(renderer, use);

    /// <summary>Somebody looks at a camera.</summary>
    public void Look(LiveFeed feed)
    {
        if (_outputs.Look(feed))
        {
            TellOutputs(_lines[feed.Camera]);
        }
    }

    /// <summary>Nobody looks any more.</summary>
    public void LookAway(LiveFeed feed)
    {
        if (_outputs.LookAway(feed, _lines.GetValueOrDefault(feed.Camera)?.Renderer))
        {
            TellOutputs(_lines[feed.Camera]);
        }
    }

    /// <summary>Whoever looked at an output has gone.</summary>
    public void OnClosed(IActorRef actor)
    {
        if (_outputs.OnClosed(actor))
        {
            foreach (var line in _lines.Values)
            {
                TellPictures(line);
            }
        }
    }

    /// <summary>An output has written what it had to.</summary>
    /// <returns>Whether no output is left at all.</returns>
    public bool OnStopped(IActorRef actor) => _outputs.OnStopped(actor);

    /// <summary>Closes all outputs. They may have much to write and flush; see <see cref="OnStopped"/>.</summary>
    /// <returns>Whether there is none.</returns>
    public bool CloseOutputs() => _outputs.Close();

    private static CameraSettings? Named(PipelineSettings settings, string name) => settings.Cameras.FirstOrDefault(camera => camera.Name == name);

    private void Change(CameraSettings? before, CameraSettings? after)
    {
        var name = (before ?? after)!.Name;
        if (before == after)
        {
            return;
        }

        if (!_lines.TryGetValue(name, out var line))
        {
            // It is new; or it has ended before, and has something new to show now.
            if (after is not null)
            {
                Start(after, mustBeThere: false);
                _changed(SettingsChanges.OfCamera(before, after));
            }
        }
        else if (line.Leaving)
        {
            // It has not ended since an earlier change.
            line.Next = after;
        }
        else if (after is not null && before is not null && before.IsSameSourceAs(after))
        {
            line.Settings = after;
            line.Camera.Tell(new CameraActor.UsePause(after.Paused));
            line.Renderer.Tell(new RendererActor.UseFilter(after.Filter));
            _changed(SettingsChanges.OfCamera(before, after));
        }
        else
        {
            line.Leaving = true;
            line.Next = after;
            line.Camera.Tell(CameraActor.Stop.Instance);
        }
    }

    private void Start(CameraSettings camera, bool mustBeThere)
    {
        _outputs.Join(camera.Name);
        var meter = _meter.CameraOf(camera.Name);
        var number = _cameras[camera.Name] = _cameras.GetValueOrDefault(camera.Name) + 1;
        var name = $"{Uri.EscapeDataString(camera.Name)}{(number > 1 ? $"+{number}" : "")}";
        var renderer = _context.ActorOf(
            RendererActor.Props(_outputs.Of(camera.Name), meter, _meter.Drawing, _meter.Results, camera.Filter), $"renderer-{name}");
        var flight = new FlightBudget.Share(_budget) { IsAlone = _settings.SaysFramesInFlight(camera) };
        var actor = _context.ActorOf(
            CameraActor.Props(camera, _settings.FramesInFlightOf(camera, _devices), _forms, _outputs.NeedOf(camera.Name), _prepare, renderer, meter, flight, new FlightBudget.Share(_reading), mustBeThere),
            $"camera-{name}");
        _lines[camera.Name] = new Line(camera, renderer, actor, flight);
    }

    private void TellOutputs(Line line)
    {
        TellPictures(line);
        line.Renderer.Tell(_outputs.UseOf(line.Settings.Name), _context.Self);
    }

    private void TellPictures(Line line) => line.Camera.Tell(new CameraActor.UsePictures(_outputs.NeedOf(line.Settings.Name)));

    private void TellFramesInFlight()
    {
        _reading.Size = _settings.ReadAhead;
        _budget.Size = _settings.SharedFramesInFlight(_devices);
        foreach (var line in _lines.Values)
        {
            line.Flight.IsAlone = _settings.SaysFramesInFlight(line.Settings);
            line.Camera.Tell(new CameraActor.UseFramesInFlight(_settings.FramesInFlightOf(line.Settings, _devices)));
        }
    }
}
