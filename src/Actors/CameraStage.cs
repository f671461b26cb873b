using Actors.Capture;
using Actors.Prepare;
using Actors.View;
using Akka.Actor;

namespace Actors;

/// <summary>The two ends of the pipeline: its cameras, each with a renderer, and its outputs. Makes them, changes them, sees them end.</summary>
/// <remarks>
/// A part of <see cref="PipelineActor"/>, whose children they are. A camera leaves after its last frame has come out, and
/// its renderer with it; an output leaves after the last renderer has given it up. One that is to become another leaves first.
/// </remarks>
internal sealed class CameraStage
{
    // As many pictures a second as people see apart, and few enough that a camera of any rate costs little to be looked at.
    private static readonly TimeSpan ViewersInterval = TimeSpan.FromSeconds(1.0 / 30);

    private readonly IActorContext _context;
    private readonly PipelineMeter _meter;
    private readonly IActorRef _prepare;
    private readonly Action<SettingsChanges.Change> _changed;
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly List<Output> _shared = [];
    private readonly List<Output> _leaving = [];

    // What is looked at. A camera that comes, or comes back, is looked at from its start.
    private readonly List<LiveFeed> _feeds = [];
    private readonly FlightBudget _budget = new();

    // Pictures that wait for a preprocessor long are in no cache any more when it comes to them.
    private readonly FlightBudget _reading = new();

    // An output that comes back goes on with the count of what it did, so that it does not write over what it wrote.
    private readonly Dictionary<(string Place, string? Camera), SinkMeter> _outputMeters = [];

    // How many cameras have had a name: an actor's name is taken until it has ended altogether.
    private readonly Dictionary<string, int> _cameras = new(StringComparer.Ordinal);
    private PipelineSettings _settings;
    private IReadOnlyList<InputForm> _forms;
    private int _devices;
    private int _outputsMade;
    private long _outputsTold;
    private bool _started;
    private bool _closing;

    /// <summary>A camera with its renderer and the outputs that are its own.</summary>
    private sealed class Line(CameraSettings settings, IActorRef renderer, IActorRef camera, List<Output> own, List<Output> viewers, FlightBudget.Share flight)
    {
        public CameraSettings Settings { get; set; } = settings;
        public IActorRef Renderer { get; } = renderer;
        public IActorRef Camera { get; } = camera;
        public List<Output> Own { get; } = own;

        /// <summary>Those who look just now: an output for each size. No setting names them.</summary>
        public List<Output> Viewers { get; } = viewers;

        public FlightBudget.Share Flight { get; } = flight;
        public bool Leaving { get; set; }

        /// <summary>What takes its place once it has left.</summary>
        public CameraSettings? Next { get; set; }
    }

    private sealed class Output(SinkSpec spec, IActorRef actor, SinkMeter meter)
    {
        public SinkSpec Spec { get; } = spec;
        public IActorRef Actor { get; } = actor;
        public RendererActor.Output ForRenderer { get; } =
            new(actor, meter, spec.NeedsPicture, spec.Width, spec is SinkSpec.Viewers ? ViewersInterval : TimeSpan.Zero);
        public bool IsClosed { get; set; }

        /// <summary>Whether the settings do not name it any more; one can also leave with its camera.</summary>
        public bool IsGone { get; set; }

        /// <summary>Renderers that may still send it frames, while it leaves.</summary>
        public HashSet<IActorRef> Renderers { get; } = [];

        /// <summary>The first <see cref="RendererActor.UseOutputs"/> without it, while it leaves.</summary>
        public long GivenUpWith { get; set; }
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
        _forms = [settings.Task.Form];
    }

    /// <summary>Whether no camera is left, nor one to come.</summary>
    public bool IsOver => _lines.Count == 0;

    /// <summary>Whether nothing that was to leave or to be replaced is still there.</summary>
    public bool IsSettled => _leaving.TrueForAll(output => output.Spec is SinkSpec.Viewers) && _lines.Values.All(line => !line.Leaving);

    /// <summary>What keeps it from being settled, and why.</summary>
    public IEnumerable<(string What, string Reason)> Unsettled =>
        _lines.Where(line => line.Value.Leaving)
            .Select(line => ($"camera {line.Key}", "its source or a frame of it is still waited for; it changes as soon as that ends."))
            .Concat(_leaving.Where(output => output.IsGone).Select(output => ($"output {output.Spec}", "it is still being written; it leaves as soon as that ends.")).Distinct());

    /// <summary>Whether nobody is left to look at any of the outputs there are.</summary>
    public bool AllClosed => Outputs.Any() && Outputs.All(output => output.IsClosed);

    private IEnumerable<Output> Outputs => _shared.Concat(_lines.Values.SelectMany(line => line.Own));

    /// <summary>Starts the cameras.</summary>
    public void Start()
    {
        _started = true;
        _shared.AddRange(_settings.Outputs.Where(output => !output.PerCamera).Select(output => Open(output, null)));
        foreach (var camera in _settings.Cameras)
        {
            Start(camera, mustBeThere: true);
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

        ChangeOutputs();
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
        foreach (var output in line.Own.Concat(line.Viewers))
        {
            Close(output);
        }

        foreach (var output in _leaving.ToList())
        {
            LeftBy(line.Renderer, output);
        }

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
    public void OnOutputsInUse(IActorRef renderer, RendererActor.UseOutputs use)
    {
        foreach (var output in _leaving.Where(output => use.Number >= output.GivenUpWith).ToList())
        {
            LeftBy(renderer, output);
        }
    }

    /// <summary>Somebody looks at a camera.</summary>
    public void Look(LiveFeed feed)
    {
        _feeds.Add(feed);
        if (_lines.TryGetValue(feed.Camera, out var line))
        {
            line.Viewers.Add(OpenFor(feed));
            TellOutputs(line);
        }
    }

    /// <summary>Nobody looks any more.</summary>
    public void LookAway(LiveFeed feed)
    {
        _feeds.Remove(feed);
        if (_lines.TryGetValue(feed.Camera, out var line) && line.Viewers.Find(output => output.Spec is SinkSpec.Viewers viewers && viewers.Feed == feed) is { } output)
        {
            line.Viewers.Remove(output);
            output.GivenUpWith = _outputsTold + 1;
            output.Renderers.Add(line.Renderer);
            _leaving.Add(output);
            TellOutputs(line);
        }
    }

    /// <summary>Whoever looked at an output has gone.</summary>
    public void OnClosed(IActorRef actor)
    {
        if (Outputs.FirstOrDefault(output => output.Actor.Equals(actor)) is { } output)
        {
            output.IsClosed = true;
            TellPictures();
        }
    }

    /// <summary>An output has written what it had to.</summary>
    /// <returns>Whether no output is left at all.</returns>
    public bool OnStopped(IActorRef actor)
    {
        if (_leaving.Find(output => output.Actor.Equals(actor)) is { } left)
        {
            _leaving.Remove(left);
            if (!_closing && left.IsGone && !_leaving.Exists(other => other.IsGone && other.Spec == left.Spec))
            {
                _changed(new SettingsChanges.Change("output", left.Spec.ToString(), ""));
            }
        }

        return _leaving.Count == 0 && !Outputs.Any();
    }

    /// <summary>Closes all outputs. They may have much to write and flush; see <see cref="OnStopped"/>.</summary>
    /// <returns>Whether there is none.</returns>
    public bool CloseOutputs()
    {
        _closing = true;
        foreach (var output in Outputs.ToList())
        {
            Close(output);
        }

        _shared.Clear();
        return _leaving.Count == 0;
    }

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

    private void ChangeOutputs()
    {
        var wanted = _settings.Outputs;
        var gone = Outputs.Where(output => !wanted.Contains(output.Spec)).ToList();
        var there = Outputs.Select(output => output.Spec).ToHashSet();
        var added = wanted.Where(spec => !there.Contains(spec)).ToList();
        if (gone.Count == 0 && added.Count == 0)
        {
            return;
        }

        _shared.RemoveAll(gone.Contains);
        _shared.AddRange(added.Where(spec => !spec.PerCamera).Select(spec => Open(spec, null)));
        foreach (var output in gone)
        {
            output.IsGone = true;
            output.GivenUpWith = _outputsTold + 1;
            output.Renderers.UnionWith(_lines.Values.Select(line => line.Renderer));
            _leaving.Add(output);
        }

        foreach (var (name, line) in _lines)
        {
            line.Own.RemoveAll(gone.Contains);
            line.Own.AddRange(added.Where(spec => spec.PerCamera).Select(spec => Open(spec, name)));
            TellOutputs(line);
        }

        foreach (var spec in added)
        {
            _changed(new SettingsChanges.Change("output", "", spec.ToString()));
        }

        foreach (var output in gone.Where(output => output.Renderers.Count == 0))
        {
            output.Actor.Tell(PoisonPill.Instance);
        }
    }

    private static void LeftBy(IActorRef renderer, Output output)
    {
        if (output.Renderers.Remove(renderer) && output.Renderers.Count == 0)
        {
            output.Actor.Tell(PoisonPill.Instance);
        }
    }

    private void Close(Output output)
    {
        _leaving.Add(output);
        output.Actor.Tell(PoisonPill.Instance);
    }

    private void Start(CameraSettings camera, bool mustBeThere)
    {
        var own = _settings.Outputs.Where(output => output.PerCamera).Select(output => Open(output, camera.Name)).ToList();
        var viewers = _feeds.Where(feed => feed.Camera == camera.Name).Select(OpenFor).ToList();
        var outputs = _shared.Concat(own).Concat(viewers).ToList();
        var meter = _meter.CameraOf(camera.Name);
        var number = _cameras[camera.Name] = _cameras.GetValueOrDefault(camera.Name) + 1;
        var name = $"{Uri.EscapeDataString(camera.Name)}{(number > 1 ? $"+{number}" : "")}";
        var renderer = _context.ActorOf(
            RendererActor.Props([.. outputs.Select(output => output.ForRenderer)], meter, _meter.Drawing, _meter.Results, camera.Filter), $"renderer-{name}");
        var flight = new FlightBudget.Share(_budget) { IsAlone = _settings.SaysFramesInFlight(camera) };
        var actor = _context.ActorOf(
            CameraActor.Props(camera, _settings.FramesInFlightOf(camera, _devices), _forms, NeedOf(outputs), _prepare, renderer, meter, flight, new FlightBudget.Share(_reading), mustBeThere),
            $"camera-{name}");
        _lines[camera.Name] = new Line(camera, renderer, actor, own, viewers, flight);
    }

    private Output OpenFor(LiveFeed feed) => Open(new SinkSpec.Viewers(feed) { Width = feed.Width }, feed.Camera);

    private Output Open(SinkSpec spec, string? camera)
    {
        if (!_outputMeters.TryGetValue((spec.Place, camera), out var meter))
        {
            _outputMeters.Add((spec.Place, camera), meter = _meter.NewOutput(spec.Place));
        }

        var actor = _context.ActorOf(SinkActor.Props(spec, camera, meter), $"output-{_outputsMade++}");
        _context.Watch(actor);
        return new Output(spec, actor, meter);
    }

    private IEnumerable<Output> OutputsOf(Line line) => _shared.Concat(line.Own).Concat(line.Viewers);

    // What nobody looks at any more need not be large.
    private static PictureNeed NeedOf(IEnumerable<Output> outputs) =>
        outputs.Where(output => !output.IsClosed).Aggregate(PictureNeed.None, (need, output) => need.And(output.Spec.Need));

    private void TellOutputs(Line line)
    {
        line.Camera.Tell(new CameraActor.UsePictures(NeedOf(OutputsOf(line))));
        line.Renderer.Tell(new RendererActor.UseOutputs([.. OutputsOf(line).Select(output => output.ForRenderer)], ++_outputsTold), _context.Self);
    }

    private void TellPictures()
    {
        foreach (var line in _lines.Values)
        {
            line.Camera.Tell(new CameraActor.UsePictures(NeedOf(OutputsOf(line))));
        }
    }

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
