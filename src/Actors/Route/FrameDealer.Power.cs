using System.Globalization;
using Actors.Capture;
using Actors.Tpu;
using Akka.Actor;

namespace Actors.Route;

/// <content>How it parks devices that are not needed and brings them back, as the <see cref="PowerGovernor"/> decides.</content>
public sealed partial class FrameDealer
{
    // Longer than opening takes again, on a machine that opens several at once. Not less than the longest deadline.
    private const int OpeningsBeforeLate = 3;

    private readonly PowerGovernor _power;
    private readonly List<PowerGovernor.Candidate> _candidates = [];

    // The number of each camera's newest frame, so that gaps tell of those that were dropped before they came here.
    private readonly Dictionary<string, long> _newest = new(StringComparer.Ordinal);

    private void CountArrival(FrameId frame)
    {
        if (!_power.Saves)
        {
            return;
        }

        // Preprocessors work side by side, so a frame can come after a later one, which has been counted for both.
        var newest = _newest.GetValueOrDefault(frame.Camera, frame.Sequence - 1);
        if (frame.Sequence <= newest)
        {
            return;
        }

        // Where a device has nothing to do, frames were dropped for other reasons.
        _power.Arrive(Now, _ledger.AnyIdle ? 1 : frame.Sequence - newest);
        _newest[frame.Camera] = frame.Sequence;
    }

    private void SavePower()
    {
        GiveUpThoseThatDoNotCome();
        _candidates.Clear();
        foreach (var device in _devices.Values)
        {
            if (device is { Retiring: false, Withheld: false } && device.State.IsReady())
            {
                _candidates.Add(new PowerGovernor.Candidate(
                    device.Name, StandingOf(device), device.Slot.Device.HasClock ? device.Clock : null,
                    _ledger.ServiceTime(device.Name), device.Slot.Meter.OpeningTime));
            }
        }

        var (live, complete) = LongestWaits();
        foreach (var order in _power.Decide(Now, _candidates, live, complete))
        {
            CarryOut(order, _devices[order.Device]);
        }

        LetRelievedLeave();
    }

    private static PowerGovernor.Standing StandingOf(PoolDevice device) =>
        device.ComingSince is not null ? PowerGovernor.Standing.Coming
        : device.ParksFor is not null || device.State == DeviceState.Parked ? PowerGovernor.Standing.Parked
        : PowerGovernor.Standing.InService;

    private (TimeSpan Live, TimeSpan Complete) LongestWaits()
    {
        var (live, complete) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var (frame, since) in _ledger.LongestWaiting)
        {
            var wait = Now - since;
            if (_frames[frame].Frame.IsLive)
            {
                live = wait > live ? wait : live;
            }
            else
            {
                complete = wait > complete ? wait : complete;
            }
        }

        return (live, complete);
    }

    private void CarryOut(PowerGovernor.Order order, PoolDevice device)
    {
        switch (order)
        {
            case PowerGovernor.Order.Park park:
                Park(device, park.Reason);
                break;
            case PowerGovernor.Order.BringIn bringIn when device.ParksFor is null:
                device.ComingSince = Now;
                if (device.Slot.Device.HasClock && device.Clock != bringIn.Clock)
                {
                    device.Clock = bringIn.Clock;
                    _ledger.ForgetTimes(order.Device);
                }

                device.Worker.Tell(new TpuWorker.Unpark(bringIn.Clock));
                break;

            // It is open still. Where the clock does not do, it is asked for again when it is closed.
            case PowerGovernor.Order.BringIn bringIn when !device.Slot.Device.HasClock || device.Clock >= bringIn.Clock:
                device.ParksFor = null;
                _ledger.Wake(order.Device);
                Deal();
                break;
        }
    }

    private void Withhold(PoolDevice device, bool withheld)
    {
        if (device.IsAway && device.Withheld != withheld)
        {
            // Frames wait for one that is parked, which can be brought back; but not for one that may not be.
            _ledger.Await(device.Name, !withheld);
        }

        device.Withheld = withheld;
        ParkIfWithheld(device);
    }

    // One that comes while the settings keep it out of service has opened, which shows that it works, and is parked.
    private void ParkIfWithheld(PoolDevice device)
    {
        if (device is { Withheld: true, Retiring: false, TakesFrames: true })
        {
            Park(device, "It was taken out of service.");
        }
    }

    private void Park(PoolDevice device, string reason)
    {
        device.ParksFor = reason;
        _ledger.Rest(device.Name);
        ParkIfFree(device);
    }

    private void ParkIfFree(PoolDevice device)
    {
        if (device.ParksFor is { } reason && _ledger.HeldBy(device.Name) == 0)
        {
            device.ParksFor = null;
            _ledger.Park(device.Name, awaited: !device.Withheld);
            device.Worker.Tell(TpuWorker.Park.Instance);
            Change(device, DeviceState.Parked, reason);
        }
    }

    // Opening in this process may never return; what waits for such a device is better served by others, or told that there is none.
    private void GiveUpThoseThatDoNotCome()
    {
        foreach (var device in _devices.Values)
        {
            var usual = OpeningsBeforeLate * device.Slot.Meter.OpeningTime;
            var limit = usual > _settings.Deadline.Ceiling ? usual : _settings.Deadline.Ceiling;
            if (Now - device.ComingSince > limit)
            {
                device.ComingSince = null;
                _ledger.Await(device.Name, awaited: false);
                Change(device, DeviceState.Quarantined, string.Create(CultureInfo.InvariantCulture,
                    $"It has not opened within {limit.TotalSeconds:0.#} s, and gets no frames until it has."));
            }
        }
    }

    // Before one leaves that serves, those are brought in that are parked and are needed in its place.
    private void LeaveWhenRelieved(PoolDevice device)
    {
        if (device.ParksFor is not null)
        {
            device.ParksFor = null;
            _ledger.Wake(device.Name);
        }

        device.WaitsForRelief = true;
        SavePower();
    }

    private void LetRelievedLeave()
    {
        if (_devices.Values.Any(device => device is { ComingSince: not null, Retiring: false }))
        {
            return;
        }

        foreach (var device in _devices.Values.Where(device => device.WaitsForRelief).ToList())
        {
            device.WaitsForRelief = false;
            _ledger.Retire(device.Name);
            LeaveIfFree(device);
        }
    }
}
