using Actors.Capture;
using Actors.View;
using Akka.Actor;

namespace Actors;

/// <summary>The pipeline's outputs: those that all cameras share, each camera's own, and for those who look just now one of each size.</summary>
/// <remarks>
/// A part of <see cref="PipelineActor"/>, whose children they are. One that is to go leaves when the last renderer that may
/// still send it frames has given it up.
/// </remarks>
internal sealed class OutputStage
{
    // As many pictures a second as people see apart, and few enough that a camera of any rate costs little to be looked at.
    private static readonly TimeSpan ViewersInterval = TimeSpan.FromSeconds(1.0 / 30);

    private readonly IActorContext _context;
    private readonly PipelineMeter _meter;
    private readonly Action<SettingsChanges.Change> _changed;
    private readonly List<Output> _shared = [];
    private readonly Dictionary<string, CameraOutputs> _ofCameras = new(StringComparer.Ordinal);
    private readonly List<Output> _leaving = [];

    // What is looked at. A camera that comes, or comes back, is looked at from its start.
    private readonly List<LiveFeed> _feeds = [];

    // An output that comes back goes on with the count of what it did, so that it does not write over what it wrote.
    private readonly Dictionary<(string Place, string? Camera), SinkMeter> _meters = [];
    private IReadOnlyList<SinkSpec> _wanted = [];
    private int _made;
    private long _uses;
    private bool _closing;

    private sealed record CameraOutputs(List<Output> Own, List<Output> Viewers);

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

    /// <summary>Creates it, with none.</summary>
    /// <param name="context">The pipeline's.</param>
    /// <param name="meter">Where they are counted.</param>
    /// <param name="changed">Told of those that have come or gone.</param>
    public OutputStage(IActorContext context, PipelineMeter meter, Action<SettingsChanges.Change> changed)
    {
        _context = context;
        _meter = meter;
        _changed = changed;
    }

    /// <summary>Whether none that was to leave is still there.</summary>
    public bool IsSettled => _leaving.TrueForAll(output => output.Spec is SinkSpec.Viewers);

    /// <summary>What keeps it from being settled, and why.</summary>
    public IEnumerable<(string What, string Reason)> Unsettled =>
        _leaving.Where(output => output.IsGone).Select(output => ($"output {output.Spec}", "it is still being written; it leaves as soon as that ends.")).Distinct();

    /// <summary>Whether nobody is left to look at any of those there are.</summary>
    public bool AllClosed => All.Any() && All.All(output => output.IsClosed);

    private IEnumerable<Output> All => _shared.Concat(_ofCameras.Values.SelectMany(outputs => outputs.Own));

    /// <summary>Opens those that all cameras share.</summary>
    /// <param name="wanted">All that there are to be.</param>
    public void Start(IReadOnlyList<SinkSpec> wanted)
    {
        _wanted = wanted;
        _shared.AddRange(wanted.Where(spec => !spec.PerCamera).Select(spec => Open(spec, null)));
    }

    /// <summary>A camera comes: opens what is its own.</summary>
    public void Join(string camera) => _ofCameras[camera] = new CameraOutputs(
        [.. _wanted.Where(spec => spec.PerCamera).Select(spec => Open(spec, camera))], [.. _feeds.Where(feed => feed.Camera == camera).Select(Open)]);

    /// <summary>A camera's last frame has come out: what is its own leaves.</summary>
    /// <param name="camera">Which.</param>
    /// <param name="renderer">Its renderer, which sends nothing more.</param>
    public void Leave(string camera, IActorRef renderer)
    {
        _ofCameras.Remove(camera, out var outputs);
        foreach (var output in outputs!.Own.Concat(outputs.Viewers))
        {
            Close(output);
        }

        foreach (var output in _leaving.ToList())
        {
            LeftBy(renderer, output);
        }
    }

    /// <summary>What a camera's renderer sends its frames to.</summary>
    public IReadOnlyList<RendererActor.Output> Of(string camera) => [.. OutputsOf(camera).Select(output => output.ForRenderer)];

    /// <summary>How large a camera's outputs need its pictures. What nobody looks at any more need not be large.</summary>
    public PictureNeed NeedOf(string camera) =>
        OutputsOf(camera).Where(output => !output.IsClosed).Aggregate(PictureNeed.None, (need, output) => need.And(output.Spec.Need));

    /// <summary>What a camera's renderer is told when its outputs have changed.</summary>
    public RendererActor.UseOutputs UseOf(string camera) => new(Of(camera), ++_uses);

    /// <summary>Goes on with other outputs.</summary>
    /// <param name="wanted">All that there are to be.</param>
    /// <param name="renderers">Of all cameras; they are to be told of what they send their frames to now.</param>
    /// <returns>Whether any has come or gone.</returns>
    public bool Use(IReadOnlyList<SinkSpec> wanted, IReadOnlyCollection<IActorRef> renderers)
    {
        _wanted = wanted;
        var gone = All.Where(output => !wanted.Contains(output.Spec)).ToList();
        var there = All.Select(output => output.Spec).ToHashSet();
        var added = wanted.Where(spec => !there.Contains(spec)).ToList();
        if (gone.Count == 0 && added.Count == 0)
        {
            return false;
        }

        _shared.RemoveAll(gone.Contains);
        _shared.AddRange(added.Where(spec => !spec.PerCamera).Select(spec => Open(spec, null)));
        foreach (var (camera, outputs) in _ofCameras)
        {
            outputs.Own.RemoveAll(gone.Contains);
            outputs.Own.AddRange(added.Where(spec => spec.PerCamera).Select(spec => Open(spec, camera)));
        }

        foreach (var output in gone)
        {
            output.IsGone = true;
            GiveUp(output, renderers);
        }

        foreach (var spec in added)
        {
            _changed(new SettingsChanges.Change("output", "", spec.ToString()));
        }

        return true;
    }

    /// <summary>Somebody looks at a camera.</summary>
    /// <returns>Whether that is there.</returns>
    public bool Look(LiveFeed feed)
    {
        _feeds.Add(feed);
        if (_ofCameras.TryGetValue(feed.Camera, out var outputs))
        {
            outputs.Viewers.Add(Open(feed));
            return true;
        }

        return false;
    }

    /// <summary>Nobody looks any more.</summary>
    /// <param name="feed">At what.</param>
    /// <param name="renderer">The camera's; null where that is not there.</param>
    /// <returns>Whether the renderer is to be told.</returns>
    public bool LookAway(LiveFeed feed, IActorRef? renderer)
    {
        _feeds.Remove(feed);
        if (renderer is null || _ofCameras[feed.Camera].Viewers.Find(output => output.Spec is SinkSpec.Viewers viewers && viewers.Feed == feed) is not { } output)
        {
            return false;
        }

        _ofCameras[feed.Camera].Viewers.Remove(output);
        GiveUp(output, [renderer]);
        return true;
    }

    /// <summary>A renderer sends frames to these and no others, from now on.</summary>
    public void OnInUse(IActorRef renderer, RendererActor.UseOutputs use)
    {
        foreach (var output in _leaving.Where(output => use.Number >= output.GivenUpWith).ToList())
        {
            LeftBy(renderer, output);
        }
    }

    /// <summary>Whoever looked at an output has gone.</summary>
    /// <returns>Whether it is one of those there are.</returns>
    public bool OnClosed(IActorRef actor)
    {
        if (All.FirstOrDefault(output => output.Actor.Equals(actor)) is { } output)
        {
            output.IsClosed = true;
            return true;
        }

        return false;
    }

    /// <summary>An output has written what it had to.</summary>
    /// <returns>Whether none is left at all.</returns>
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

        return _leaving.Count == 0 && !All.Any();
    }

    /// <summary>Closes all. They may have much to write and flush; see <see cref="OnStopped"/>.</summary>
    /// <returns>Whether there is none.</returns>
    public bool Close()
    {
        _closing = true;
        foreach (var output in All.ToList())
        {
            Close(output);
        }

        _shared.Clear();
        return _leaving.Count == 0;
    }

    private IEnumerable<Output> OutputsOf(string camera)
    {
        var outputs = _ofCameras[camera];
        return _shared.Concat(outputs.Own).Concat(outputs.Viewers);
    }

    private void GiveUp(Output output, IReadOnlyCollection<IActorRef> renderers)
    {
        if (renderers.Count == 0)
        {
            Close(output);
            return;
        }

        _leaving.Add(output);
        output.GivenUpWith = _uses + 1;
        output.Renderers.UnionWith(renderers);
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

    private Output Open(LiveFeed feed) => Open(new SinkSpec.Viewers(feed) { Width = feed.Width }, feed.Camera);

    private Output Open(SinkSpec spec, string? camera)
    {
        if (!_meters.TryGetValue((spec.Place, camera), out var meter))
        {
            _meters.Add((spec.Place, camera), meter = _meter.NewOutput(spec.Place));
        }

        var actor = _context.ActorOf(SinkActor.Props(spec, camera, meter), $"output-{_made++}");
        _context.Watch(actor);
        return new Output(spec, actor, meter);
    }
}
