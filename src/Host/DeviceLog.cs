using System.Diagnostics;
using System.Globalization;
using Actors.Tpu;
using Akka.Actor;
using Microsoft.Extensions.Logging;

namespace Actors.Host;

/// <summary>Tells of devices that are back after a fault, and of those that join and leave by themselves. Faults are told by the pipeline.</summary>
internal sealed class DeviceLog : ReceiveActor
{
    private readonly ILogger _log;

    // By device, since when it has been out of service.
    private readonly Dictionary<string, long> _outSince = new(StringComparer.Ordinal);

    /// <summary>Creates the actor; use <see cref="Props"/>.</summary>
    public DeviceLog(ILogger log)
    {
        _log = log;
        Receive<DeviceChanged>(OnChanged);
    }

    /// <summary>The actor.</summary>
    public static Props Props(ILogger log) => Akka.Actor.Props.Create(() => new DeviceLog(log));

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DeviceChanged));

    private void OnChanged(DeviceChanged changed)
    {
        switch (changed.State)
        {
            case DeviceState.Quarantined or DeviceState.Reopening or DeviceState.Lost:
                _outSince.TryAdd(changed.Device, changed.Timestamp);
                break;
            case DeviceState.InService when _outSince.Remove(changed.Device, out var since):
                Tell(string.Create(CultureInfo.InvariantCulture,
                    $"Device {changed.Device} is in service again after {Stopwatch.GetElapsedTime(since, changed.Timestamp).TotalSeconds:0.0} s."));
                break;

            // What the settings have join and leave is told with their change.
            case DeviceState.Opening when changed.Reason.Length > 0:
                Tell($"Device {changed.Device} joins. {changed.Reason}");
                break;
            case DeviceState.Retired:
                _outSince.Remove(changed.Device);
                if (changed.Reason.Length > 0)
                {
                    Tell($"Device {changed.Device} has left. {changed.Reason}");
                }

                break;
        }
    }

    private void Tell(string line) => _log.LogInformation("{Line}", line);
}
