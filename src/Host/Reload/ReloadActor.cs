using System.Globalization;
using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Interop;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Actors.Host.Reload;

/// <summary>Has the pipeline go on with settings read anew, one reading at a time, and says what came of it.</summary>
/// <remarks>
/// <code>
///  Idle --Reload--> Loading --read, and good--> Applying --Reconfigured--> Idle, or Loading if asked for meanwhile
///    ^                 |
///    +----- refused ---+   the last good settings stay
/// </code>
/// However many ask while it is at it, it reads once more for all of them.
/// </remarks>
internal sealed class ReloadActor : ReceiveActor
{
    /// <summary>Read all settings again. The sender is told the <see cref="Outcome"/>.</summary>
    public sealed class Reload
    {
        public static readonly Reload Instance = new();

        private Reload()
        {
        }
    }

    /// <summary>
    /// Read all settings again, with these over them from now on; where they are refused, those of before stay. The sender is
    /// told the <see cref="Outcome"/>. Only one at a time may be asked for.
    /// </summary>
    public sealed record Use(LiveSettings Settings);

    /// <summary>Published on the actor system's event stream: these settings are in force.</summary>
    /// <param name="Settings">All that the pipeline goes by: what it has taken over, perhaps less than was asked for.</param>
    /// <param name="Live">Of them those that a user gave it as it runs.</param>
    /// <param name="Version">0 for those of the start; grows with each change.</param>
    public sealed record InForce(PipelineSettings Settings, LiveSettings Live, int Version);

    /// <summary>What came of it.</summary>
    /// <param name="Code">The exit code for whoever waits for it.</param>
    /// <param name="Lines">What changed, what did not or not yet, what needs a restart, or why nothing changed.</param>
    public sealed record Outcome(int Code, IReadOnlyList<string> Lines)
    {
        /// <summary>The settings in force since; null where nothing was changed.</summary>
        public InForce? InForce { get; init; }
    }

    private sealed record Loaded(Reading Reading);

    private sealed record NotLoaded(Exception Why);

    private readonly Func<LiveSettings, Reading> _read;
    private readonly IActorRef _pipeline;
    private readonly ILogger _log;

    private readonly List<string> _lines = [];
    private readonly List<string> _changed = [];
    private IReadOnlyList<string> _lastChanged = [];
    private DateTime _lastChangedAt;
    private readonly HashSet<string> _toldToNeedRestart = new(StringComparer.Ordinal);
    private List<IActorRef> _asking = [];
    private List<IActorRef> _askingNext = [];
    private bool _again;
    private bool _failed;

    // In force, being tried, and asked for meanwhile.
    private LiveSettings _live = LiveSettings.None;
    private LiveSettings _tried = LiveSettings.None;
    private LiveSettings? _liveNext;
    private int _version;

    // Which of them the pipeline runs is known for sure only after a change that went through whole.
    private readonly HashSet<Model> _models = [];
    private IReadOnlyList<Model> _newest = [];

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public ReloadActor(Func<LiveSettings, Reading> read, PipelineSettings first, IActorRef pipeline, ILogger log)
    {
        _read = read;
        _pipeline = pipeline;
        _log = log;
        Own(first.Task);
        Idle();
    }

    /// <summary>The actor.</summary>
    /// <param name="read">Reads all settings; runs on a thread of the pool.</param>
    /// <param name="first">What the pipeline started with.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="log">Where every change is told.</param>
    public static Props Props(Func<LiveSettings, Reading> read, PipelineSettings first, IActorRef pipeline, ILogger log) =>
        Akka.Actor.Props.Create(() => new ReloadActor(read, first, pipeline, log));

    /// <inheritdoc/>
    protected override void PreStart() => Context.Watch(_pipeline);

    private void Idle()
    {
        Receive<Reload>(_ => Start(Asking(Sender), _live));
        Receive<Use>(use => Start(Asking(Sender), use.Settings));
        Receive<Terminated>(_ => Become(Over));
    }

    private void Loading()
    {
        Receive<Reload>(_ => Queue());
        Receive<Use>(use => Queue(use.Settings));
        Receive<Loaded>(loaded => Apply(loaded.Reading));
        Receive<NotLoaded>(not => Refuse(not.Why));
        Receive<Terminated>(_ => Become(Over));
    }

    private void Applying()
    {
        Receive<Reload>(_ => Queue());
        Receive<Use>(use => Queue(use.Settings));
        Receive<PipelineActor.Changed>(OnChanged);
        Receive<PipelineActor.NotChanged>(OnNotChanged);
        Receive<PipelineActor.Reconfigured>(done => OnReconfigured(done.Settings));
        Receive<Terminated>(_ => Become(Over));
    }

    // The run is ending, and with it the program: there is nothing left to change.
    private void Over()
    {
        var ending = new Outcome(ExitCode.Unexpected, ["the run is ending: nothing was changed."]);
        foreach (var asking in _asking.Concat(_askingNext))
        {
            asking.Tell(ending);
        }

        (_asking, _askingNext) = ([], []);
        Receive<Reload>(_ => Asking(Sender).ForEach(asking => asking.Tell(ending)));
        Receive<Use>(_ => Asking(Sender).ForEach(asking => asking.Tell(ending)));
        ReceiveAny(_ => { });
    }

    private void Start(List<IActorRef> asking, LiveSettings live)
    {
        _asking = asking;
        _tried = live;
        (_again, _failed) = (false, false);
        _lines.Clear();
        _changed.Clear();
        Become(Loading);
        Task.Run(() => _read(live)).PipeTo(Self, success: reading => new Loaded(reading), failure: why => new NotLoaded(why));
    }

    private void Queue(LiveSettings? live = null)
    {
        _again = true;
        _liveNext = live ?? _liveNext;
        _askingNext.AddRange(Asking(Sender));
    }

    private void Apply(Reading reading)
    {
        Own(reading.Pipeline.Task);

        // A reading tells all that differs from the start; the log has heard of what differed the last time.
        foreach (var line in reading.NeedRestart.Except(_toldToNeedRestart))
        {
            _log.LogWarning("{Setting}", line);
        }

        _toldToNeedRestart.Clear();
        _toldToNeedRestart.UnionWith(reading.NeedRestart);
        _lines.AddRange(reading.NeedRestart);
        Become(Applying);
        _pipeline.Tell(new PipelineActor.Reconfigure(reading.Pipeline));
    }

    private void Refuse(Exception why)
    {
        // Whoever asks, over HTTP perhaps, is told what is wrong with the settings, and nothing of the program's inside.
        var expected = ExitCode.Of(why)?.Message;
        _log.LogWarning("Settings are refused, and the last good ones stay: {Refusal}", SourceUri.Masked(expected ?? $"reading the settings failed unexpectedly, please report it: {why}"));
        _lines.Add(SourceUri.Masked(expected ?? $"reading the settings failed unexpectedly: {why.Message} The host's log tells more.").ReplaceLineEndings(" "));
        End(ExitCode.Usage);
    }

    private void OnChanged(PipelineActor.Changed changed)
    {
        var line = SourceUri.Masked(string.Create(CultureInfo.InvariantCulture,
            $"{changed.What}: {OrNone(changed.From)} -> {OrNone(changed.To)}, in force after {changed.After.TotalMilliseconds:0.#} ms"));
        _log.LogInformation("{Change}", line);
        _lines.Add(line);
        _changed.Add(line);
    }

    private void OnNotChanged(PipelineActor.NotChanged not)
    {
        var line = SourceUri.Masked($"{not.What} is not changed: {not.Reason}").ReplaceLineEndings(" ");
        _log.LogWarning("{Change}", line);
        _lines.Add(line);
        _failed = true;
    }

    private void OnReconfigured(PipelineSettings? settings)
    {
        if (settings is null)
        {
            End(ExitCode.Unexpected);
            return;
        }

        if (!_failed)
        {
            DisposeOldModels();
        }

        if (_changed.Count > 0)
        {
            (_lastChanged, _lastChangedAt) = ([.. _changed], DateTime.Now);
        }
        else if (_lines.Count == 0)
        {
            // The watch is often faster than whoever saves a file and then asks.
            _lines.AddRange(_lastChanged.Count == 0
                ? ["nothing has changed"]
                : [string.Create(CultureInfo.InvariantCulture, $"nothing has changed since {_lastChangedAt:HH:mm:ss}, when:"), .. _lastChanged]);
        }

        _live = _tried;
        var inForce = new InForce(settings, _live, ++_version);
        Context.System.EventStream.Publish(inForce);
        End(_failed ? ExitCode.Unexpected : ExitCode.Done, inForce);
    }

    private void End(int code, InForce? inForce = null)
    {
        var outcome = new Outcome(code, [.. _lines]) { InForce = inForce };
        foreach (var asking in _asking)
        {
            asking.Tell(outcome);
        }

        _asking = [];
        if (_again)
        {
            var (next, live) = (_askingNext, _liveNext ?? _live);
            (_askingNext, _liveNext) = ([], null);
            Start(next, live);
        }
        else
        {
            Become(Idle);
        }
    }

    private void Own(DetectionTask task)
    {
        _newest = [.. new[] { task.Model, task.CpuModel }.OfType<Model>()];
        _models.UnionWith(_newest);
    }

    // Interpreters that still run one keep what they need of it.
    private void DisposeOldModels()
    {
        foreach (var old in _models.Except(_newest))
        {
            old.Dispose();
        }

        _models.IntersectWith(_newest);
    }

    // Signals and watches wait for no answer.
    private static List<IActorRef> Asking(IActorRef sender) => sender.IsNobody() || sender.Equals(Context.System.DeadLetters) ? [] : [sender];

    private static string OrNone(string text) => text.Length == 0 ? "(none)" : text;
}
