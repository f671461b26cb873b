using System.Globalization;
using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>An Edge TPU of the stand-in that one test has for itself. It is a folder, whose files steer the device in whichever process it is open.</summary>
/// <remarks>What the files mean is said in <c>native/edgetpu_standin.c</c>.</remarks>
public sealed class StandInDevice : IDisposable
{
    // Longer than any machine needs; only what never comes takes it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string Hanging = "hanging";
    private const string Opening = "opening";

    private static int _made;
    private readonly string _folder;

    /// <summary>Plugs a device in.</summary>
    public StandInDevice(EdgeTpuBus bus = EdgeTpuBus.Usb)
    {
        var number = Interlocked.Increment(ref _made);
        _folder = Path.Combine(EdgeTpuStandIn.Folder, string.Create(CultureInfo.InvariantCulture, $"{(bus == EdgeTpuBus.Pci ? "pci" : "usb")}-{number}"));
        Directory.CreateDirectory(_folder);
        Where = new EdgeTpuDevice(bus, _folder);
    }

    /// <summary>What happens on a frame.</summary>
    public enum Fault
    {
        Error,
        Vanish,
        NaN,
        Garbage,
        Segfault,
        Abort,
        Hang,
    }

    /// <summary>Where libedgetpu finds it.</summary>
    public EdgeTpuDevice Where { get; }

    /// <summary>Whether it is pulled out.</summary>
    public bool IsAbsent
    {
        get => Has("absent");
        set => Set("absent", value);
    }

    /// <summary>Whether it refuses to open.</summary>
    public bool FailsToOpen
    {
        set => Set("fail-open", value);
    }

    /// <summary>Whether opening it does not return; it does once this is false again.</summary>
    public bool HangsOpening
    {
        set => Set("hang-open", value);
    }

    /// <summary>Whether a frame hangs, or hung as its process ended.</summary>
    public bool IsHanging => Has(Hanging);

    /// <summary>Whether opening it hangs, or hung as its process ended.</summary>
    public bool IsOpening => Has(Opening);

    /// <summary>Frames it was given, in all processes.</summary>
    public long Frames => Size("frames");

    /// <summary>Times it was opened.</summary>
    public long Openings => Size("openings");

    /// <summary>The processes that opened it, in order.</summary>
    public IReadOnlyList<int> Processes => [.. Lines("processes").Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>The clocks at which it was opened, in order.</summary>
    public IReadOnlyList<EdgeTpuClock> Clocks => [.. Lines("clocks").Select(Enum.Parse<EdgeTpuClock>)];

    /// <summary>Plays a fault on frames, numbered from 1 over the device's whole life.</summary>
    public StandInDevice On(Fault fault, params int[] frames)
    {
        File.WriteAllText(PathOf(NameOf(fault)), string.Join(' ', frames));
        return this;
    }

    /// <summary>Takes longer for each frame from this one on.</summary>
    public StandInDevice Slow(TimeSpan time, int fromFrame = 1)
    {
        File.WriteAllText(PathOf("slow"), string.Create(CultureInfo.InvariantCulture, $"{fromFrame} {time.TotalMicroseconds:0}"));
        return this;
    }

    /// <summary>Lets a frame that hangs be answered.</summary>
    public void Release() => File.Delete(PathOf(NameOf(Fault.Hang)));

    /// <summary>Waits until a frame hangs, or an opening.</summary>
    public async Task HangsAsync()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(_folder) { Filters = { Hanging, Opening } };
        watcher.Created += (_, _) => seen.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (!IsHanging && !IsOpening)
        {
            await seen.Task.WaitAsync(Patience);
        }
    }

    /// <summary>Takes the device away, and lets go what hangs on it.</summary>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string NameOf(Fault fault) => fault.ToString().ToLowerInvariant();

    private string PathOf(string file) => Path.Combine(_folder, file);

    private bool Has(string file) => File.Exists(PathOf(file));

    private IEnumerable<string> Lines(string file) => Has(file) ? File.ReadLines(PathOf(file)) : [];

    private long Size(string file) => Has(file) ? new FileInfo(PathOf(file)).Length : 0;

    private void Set(string file, bool there)
    {
        if (there)
        {
            File.WriteAllText(PathOf(file), "");
        }
        else
        {
            File.Delete(PathOf(file));
        }
    }
}
