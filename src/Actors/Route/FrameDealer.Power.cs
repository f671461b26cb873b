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
        foreach (var member in _devices.Values)
        {
            if (member is { Retiring: false, Withheld: false } && member.State.IsReady())
            {
                _candidates.Add(new PowerGovernor.Candidate(
                    member.Slot.Name, StandingOf(member), member.Slot.Device.HasClock ? member.Clock : null,
                    _ledger.ServiceTime(member.Slot.Name), member.Slot.Meter.OpeningTime));
            }
        }

        var (live, complete) = LongestWaits();
        foreach (var order in _power.Decide(Now, _candidates, live, complete))
        {
            CarryOut(order, _devices[order.Device]);
        }

        LetRelievedLeave();
    }

    private static PowerGovernor.Standing StandingOf(Member member) =>
        member.ComingSince is not null ? PowerGovernor.Standing.Coming
        : member.Resting || member.State == DeviceState.Parked ? PowerGovernor.Standing.Parked
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

    private void CarryOut(PowerGovernor.Order order, Member member)
    {
        switch (order)
        {
            case PowerGovernor.Order.Park:
                member.Resting = true;
                _ledger.Rest(order.Device);
                ParkIfFree(member);
                break;
            case PowerGovernor.Order.BringIn bringIn when !member.Resting:
                member.ComingSince = Now;
                if (member.Slot.Device.HasClock && member.Clock != bringIn.Clock)
                {
                    member.Clock = bringIn.Clock;
                    _ledger.ForgetTimes(order.Device);
                }

                member.Worker.Tell(new TpuWorker.Unpark(bringIn.Clock));
                break;

            // It is open still. Where the clock does not do, it is asked for again when it is closed.
            case PowerGovernor.Order.BringIn bringIn when !member.Slot.Device.HasClock || member.Clock >= bringIn.Clock:
                member.Resting = false;
                _ledger.Wake(order.Device);
                Deal();
                break;
        }
    }

    // One that comes while the settings keep it out of service has opened, which shows that it works, and is parked.
    private void RestIfWithheld(Member member)
    {
        if (member is { Withheld: true, Retiring: false, TakesFrames: true, Resting: false })
        {
            member.Resting = true;
            _ledger.Rest(member.Slot.Name);
            ParkIfFree(member);
        }
    }

    private void ParkIfFree(Member member)
    {
        if (member.Resting && _ledger.HeldBy(member.Slot.Name) == 0)
        {
            member.Resting = false;
            _ledger.Park(member.Slot.Name);
            member.Worker.Tell(TpuWorker.Park.Instance);
            if (member.Withheld)
            {
                // No frame is to wait for it.
                _ledger.Wake(member.Slot.Name);
            }

            Change(member.Slot.Name, DeviceState.Parked, member.Withheld ? "It was taken out of service." : "Fewer devices suffice.");
        }
    }

    // Opening in this process may never return; what waits for such a device is better served by others, or told that there is none.
    private void GiveUpThoseThatDoNotCome()
    {
        foreach (var (device, member) in _devices)
        {
            var usual = OpeningsBeforeLate * member.Slot.Meter.OpeningTime;
            var limit = usual > _settings.Deadline.Ceiling ? usual : _settings.Deadline.Ceiling;
            if (Now - member.ComingSince > limit)
            {
                member.ComingSince = null;
                _ledger.Wake(device);
                Change(device, DeviceState.Quarantined, string.Create(CultureInfo.InvariantCulture,
                    $"It has not opened within {limit.TotalSeconds:0.#} s, and gets no frames until it has."));
            }
        }
    }

    // Before one leaves that serves, those are brought in that are parked and are needed in its place.
    private void LeaveWhenRelieved(Member member)
    {
        if (member.Resting)
        {
            member.Resting = false;
            _ledger.Wake(member.Slot.Name);
        }

        member.WaitsForRelief = true;
        SavePower();
    }

    private void LetRelievedLeave()
    {
        if (_devices.Values.Any(member => member is { ComingSince: not null, Retiring: false }))
        {
            return;
        }

        foreach (var member in _devices.Values.Where(member => member.WaitsForRelief).ToList())
        {
            member.WaitsForRelief = false;
            _ledger.Retire(member.Slot.Name);
            LeaveIfFree(member);
        }
    }
}
