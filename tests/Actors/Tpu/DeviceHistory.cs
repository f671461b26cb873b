using Actors.Tpu;

namespace Actors.Tests.Tpu;

/// <summary>What the devices of a pipeline went through.</summary>
internal sealed class DeviceHistory
{
    // Longer than any machine needs; only what never comes takes it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<DeviceChanged> _changes = [];
    private readonly List<(string Device, DeviceState[] States, TaskCompletionSource Seen)> _waiting = [];

    public void Add(DeviceChanged change)
    {
        lock (_gate)
        {
            _changes.Add(change);
            foreach (var (_, _, seen) in _waiting.Where(waiting => Has(waiting.Device, waiting.States)))
            {
                seen.TrySetResult();
            }
        }
    }

    /// <summary>The states of a device so far; that it is opened for the first time goes without saying.</summary>
    public IReadOnlyList<DeviceState> Of(string device)
    {
        lock (_gate)
        {
            return [.. _changes.Where(change => change.Device == device && change.State != DeviceState.Opening).Select(change => change.State)];
        }
    }

    /// <summary>Why a device came into a state, the first time.</summary>
    public string Reason(string device, DeviceState state)
    {
        lock (_gate)
        {
            return _changes.First(change => change.Device == device && change.State == state).Reason;
        }
    }

    /// <summary>Waits until a device has been through these states in this order, whatever came between.</summary>
    public async Task Sees(string device, params DeviceState[] states)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (Has(device, states))
            {
                return;
            }

            _waiting.Add((device, states, seen));
        }

        Assert.True(await Task.WhenAny(seen.Task, Task.Delay(Patience)) == seen.Task, $"{device} was never {string.Join(", ", states)}, but {string.Join(", ", Of(device))}.");
    }

    private bool Has(string device, DeviceState[] states)
    {
        var next = 0;
        foreach (var state in Of(device))
        {
            next += next < states.Length && states[next] == state ? 1 : 0;
        }

        return next == states.Length;
    }
}
