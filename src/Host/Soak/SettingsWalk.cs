using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Actors.Route;
using Actors.Tpu;
using Actors.View;

namespace Actors.Host.Soak;

/// <summary>A walk through the settings of a pipeline, one change at a time, the same for the same seed.</summary>
internal sealed class SettingsWalk
{
    // What is there from the start stays there, so that there is always something to lose.
    private const int FewestSimulated = 2;
    private const int MostSimulated = 6;
    private static readonly TimeSpan ServiceTime = TimeSpan.FromMilliseconds(7.6);
    private static readonly string[] Guests = ["guest-0", "guest-1", "guest-2"];
    private static readonly string[] GuestSources = ["test:160x120@25", "test:320x240@15", "test:640x480@10"];
    private static readonly PowerMode[] Modes = Enum.GetValues<PowerMode>();

    // So that devices come and go between two changes.
    private static readonly TimeSpan ParkAfter = TimeSpan.FromMilliseconds(200);
    private static readonly SinkSpec Further = new SinkSpec.JsonLines("/dev/null");

    private readonly Random _random;
    private readonly PipelineSettings _start;
    private readonly int _cpuDevices;
    private int _made;

    /// <summary>Begins with the pipeline's start.</summary>
    /// <param name="seed">Two walks with the same seed are the same.</param>
    /// <param name="settings">The pipeline; devices are added.</param>
    /// <param name="simulated">So many of the devices are simulated.</param>
    /// <param name="cpuDevices">So many are CPUs in processes of their own.</param>
    public SettingsWalk(int seed, PipelineSettings settings, int simulated, int cpuDevices)
    {
        _random = new Random(seed);
        _cpuDevices = cpuDevices;
        Simulated = [.. Enumerable.Range(0, simulated).Select(_ => NewSimulated())];
        _start = WithDevices(settings, Simulated, cpuDevices);
        Current = _start;
    }

    /// <summary>Where it is now.</summary>
    public PipelineSettings Current { get; private set; }

    /// <summary>The simulated devices of now. A new list at every change; read from anywhere.</summary>
    public IReadOnlyList<Device.Simulated> Simulated { get; private set; }

    private int CpuDevices => Current.Pool.Devices.Count(spec => spec is DeviceSpec.Cpu);

    /// <summary>Goes on by one change.</summary>
    /// <returns>What changed, and the camera that begins anew, if one does.</returns>
    public (string What, string? NewCamera) Next()
    {
        switch (_random.Next(_cpuDevices > 0 ? 10 : 9))
        {
            case 0:
                return ChangeSimulated();
            case 1:
                Current = Current with { Pool = Current.Pool with { Credits = _random.Next(1, 5) } };
                return ("credits", null);
            case 2:
                Current = Current with { FramesInFlight = _random.Next(3) == 0 ? null : _random.Next(1, 17) };
                return ("frames in flight", null);
            case 3:
                Current = Current with { Preprocessors = _random.Next(1, 5), MostPreprocessors = _random.Next(0, 5) };
                return ("preprocessors", null);
            case 4:
                Current = Current with { Task = Current.Task with { Filter = new DetectionFilter(_random.NextSingle(), _random.Next(1, 21)) } };
                return ("threshold", null);
            case 5:
                Current = Current with { Task = Current.Task with { Prepare = new PrepareSettings { Resize = _random.Next(2) == 0 ? ResizeMode.Stretch : ResizeMode.Letterbox } } };
                return ("resize", null);
            case 6:
                Current = Current with { Outputs = Current.Outputs.Contains(Further) ? [.. Current.Outputs.Where(output => output != Further)] : [.. Current.Outputs, Further] };
                return ("outputs", null);
            case 7:
                return ChangeGuest();
            case 8:
                Current = Current with { Pool = Current.Pool with { Power = new PowerSettings(Modes[_random.Next(Modes.Length)], Current.Pool.Power.Latency) { ParkAfter = ParkAfter } } };
                return ("power", null);
            default:
                Current = WithDevices(Current, Simulated, _random.Next(_cpuDevices + 1));
                return ("CPU devices", null);
        }
    }

    /// <summary>Goes back to the start.</summary>
    public void GoHome()
    {
        Simulated = [.. _start.Pool.Devices.OfType<DeviceSpec.Given>().Select(spec => spec.Device).OfType<Device.Simulated>()];
        Current = _start;
    }

    private (string, string?) ChangeSimulated()
    {
        var devices = Simulated.ToList();
        if (devices.Count <= FewestSimulated || (devices.Count < MostSimulated && _random.Next(2) == 0))
        {
            devices.Insert(_random.Next(devices.Count + 1), NewSimulated());
        }
        else
        {
            devices.RemoveAt(_random.Next(devices.Count));
        }

        Simulated = devices;
        Current = WithDevices(Current, devices, CpuDevices);
        return ("simulated devices", null);
    }

    private (string, string?) ChangeGuest()
    {
        var name = Guests[_random.Next(Guests.Length)];
        var others = Current.Cameras.Where(camera => camera.Name != name).ToList();
        if (others.Count < Current.Cameras.Count && _random.Next(2) == 0)
        {
            Current = Current with { Cameras = others };
            return ("cameras", null);
        }

        var guest = new CameraSettings(name, SourceUri.Parse(GuestSources[_random.Next(GuestSources.Length)])) { OnFull = _random.Next(2) == 0 ? OnFull.Wait : OnFull.DropOldest };
        var begins = !Current.Cameras.Contains(guest);
        Current = Current with { Cameras = [.. others, guest] };
        return ("cameras", begins ? name : null);
    }

    // No two are configured the same: which one leaves, when one does, is then no question.
    private Device.Simulated NewSimulated() => new(ServiceTime, new FaultScript(SimulatedBehaviour.Faultless with { Seed = ++_made + 1 }));

    private static PipelineSettings WithDevices(PipelineSettings settings, IReadOnlyList<Device.Simulated> simulated, int cpuDevices) => settings with
    {
        Pool = settings.Pool with
        {
            Devices = [.. simulated.Select(device => new DeviceSpec.Given(device)), .. Enumerable.Repeat(new DeviceSpec.Cpu(1) { Isolation = IsolationMode.Process }, cpuDevices)],
        },
    };
}
